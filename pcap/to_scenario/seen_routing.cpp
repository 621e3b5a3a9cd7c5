#include "pcap/to_scenario/seen_routing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <set>

namespace rtpe::capture {
namespace {

struct FunctionRow {
  std::string_view command, function;
};
constexpr std::array function_rows = {
    FunctionRow{"offer", "rtpengine_offer"},           FunctionRow{"answer", "rtpengine_answer"},
    FunctionRow{"delete", "rtpengine_delete"},         FunctionRow{"query", "rtpengine_query"},
    FunctionRow{"start recording", "start_recording"}, FunctionRow{"stop recording", "stop_recording"},
    FunctionRow{"block media", "block_media"},         FunctionRow{"unblock media", "unblock_media"},
    FunctionRow{"block DTMF", "block_dtmf"},           FunctionRow{"unblock DTMF", "unblock_dtmf"},
};

/// Messages that routes tell apart.
enum class Occasion : std::uint8_t { first_invite, later_invite, provisional, answered, refused, cancel, bye, other };

Occasion occasion_of(const SeenSip& message) {
  if (message.status != 0) {
    if (message.method != "INVITE") return Occasion::other;
    return message.status < 200 ? Occasion::provisional : message.status < 300 ? Occasion::answered : Occasion::refused;
  }
  if (message.method == "INVITE") return message.to_tag.empty() ? Occasion::first_invite : Occasion::later_invite;
  if (message.method == "CANCEL") return Occasion::cancel;
  return message.method == "BYE" ? Occasion::bye : Occasion::other;
}

/// What a function did that got no further than pings.
std::string_view usual(Occasion occasion) {
  switch (occasion) {
    case Occasion::first_invite:
    case Occasion::later_invite:
      return "offer";
    case Occasion::provisional:
    case Occasion::answered:
      return "answer";
    default:
      return "delete";
  }
}

using Lines = std::vector<std::string>;

/// More Call-IDs than that are not told apart in a route.
constexpr std::size_t call_ids_at_most = 200;

class RoutingVote {
 public:
  explicit RoutingVote(const Deployment& deployment) : deployment_(deployment) {}

  void add(const SeenCall& call) {
    std::map<std::size_t, Lines> by_message;
    for (const SeenOperation& operation : call.operations) {
      const Occasion occasion = occasion_of(call.messages[operation.message]);
      sets_[occasion][deployment_.set_of(operation.node)].insert(call.call_id);
      const std::string_view command = operation.command == "ping" ? usual(occasion) : operation.command;
      const std::string_view function = function_of(command);
      if (function.empty()) {
        unknown[std::string(command)]++;
        continue;
      }
      std::string line = operation.flags.empty() ? fmt::format("{}();", function)
                                                 : fmt::format("{}(\"{}\");", function, operation.flags);
      by_message[operation.message].push_back(std::move(line));
    }
    for (std::size_t index = 0; index < call.messages.size(); ++index) {
      const SeenSip& message = call.messages[index];
      const Occasion occasion = occasion_of(message);
      if (message.refused_by_proxy >= 500 && message.method == "INVITE") refusals_[occasion] = message.refused_by_proxy;
      const auto lines = by_message.find(index);
      if (lines != by_message.end())
        ++votes_[occasion][lines->second];
      else if (!message.sdp.empty())
        ++idle_[occasion];
    }
  }

  /// What most messages of the kind caused; empty: nothing ever.
  [[nodiscard]] Lines of(Occasion occasion) const {
    const auto votes = votes_.find(occasion);
    if (votes == votes_.end()) return {};
    return std::ranges::max_element(votes->second, {}, [](const auto& row) { return row.second; })->first;
  }
  /// As of(); where the proxy refused some of these messages by itself, its offer had failed.
  [[nodiscard]] Lines with_refusal(Occasion occasion) const {
    Lines lines = of(occasion);
    const auto refusal = refusals_.find(occasion);
    if (refusal == refusals_.end()) return lines;
    for (std::string& line : lines)
      if (line.starts_with("rtpengine_offer"))
        line = fmt::format("if (!{}) {{ sl_send_reply(\"{}\", \"Server Error\"); exit; }}",
                           line.substr(0, line.size() - 1), refusal->second);
    return lines;
  }
  /// Which set these messages use, where there are several: the same for all, or by Call-ID.
  [[nodiscard]] Lines set_lines(std::initializer_list<Occasion> occasions) {
    if (!deployment_.has_sets()) return {};
    std::map<std::uint32_t, std::set<std::string>> calls;
    for (const Occasion occasion : occasions)
      for (const auto& [set, call_ids] : sets_[occasion]) calls[set].insert(call_ids.begin(), call_ids.end());
    if (calls.empty()) return {};
    const auto usual = std::ranges::max_element(calls, {}, [](const auto& row) { return row.second.size(); })->first;
    std::string line;
    for (const auto& [set, call_ids] : calls) {
      if (set == usual) continue;
      std::string condition;
      for (const std::string& call_id : call_ids) condition += (condition.empty() ? "" : " || ") + own_call(call_id);
      if (call_ids.size() > call_ids_at_most) ++sets_left_out;
      if (call_ids.size() <= call_ids_at_most)
        line += fmt::format("if ({}) set_rtpengine_set(\"{}\"); else ", condition, set);
    }
    return {line + fmt::format("set_rtpengine_set(\"{}\");", usual)};
  }
  /// Messages of the kind had SDP and caused nothing.
  [[nodiscard]] bool was_idle(Occasion occasion) const { return idle_.contains(occasion); }

  std::map<std::string, int> unknown;
  int sets_left_out = 0;

 private:
  static std::string own_call(const std::string& call_id) {
    std::string out = "$ci == \"";
    for (const char c : call_id) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    return out + '"';
  }

  const Deployment& deployment_;
  std::map<Occasion, std::map<std::uint32_t, std::set<std::string>>> sets_;
  std::map<Occasion, std::map<Lines, int>> votes_;
  std::map<Occasion, int> idle_;
  std::map<Occasion, std::uint16_t> refusals_;
};

void append_lines(std::string& out, std::string_view indent, const Lines& lines) {
  for (const std::string& line : lines) out.append(indent).append(line).append("\n");
}

/// One `if` of the request route.
void append_request(std::string& out, std::string_view condition, const Lines& lines, const Lines& sets,
                    const Lines& more = {}) {
  if (lines.empty() && more.empty()) return;
  out.append(fmt::format("    if ({}) {{\n", condition));
  if (!lines.empty()) append_lines(out, "        ", sets);
  append_lines(out, "        ", lines);
  append_lines(out, "        ", more);
  out.append("    }\n");
}

bool needs_body(const Lines& lines) {
  return std::ranges::any_of(lines, [](const std::string& line) {
    return line.contains("rtpengine_offer") || line.starts_with("rtpengine_answer");
  });
}

}  // namespace

std::string_view function_of(std::string_view command) {
  const auto row = std::ranges::find(function_rows, command, &FunctionRow::command);
  return row == function_rows.end() ? std::string_view() : row->function;
}

std::string_view usual_command(const SeenSip& message) { return usual(occasion_of(message)); }

SeenRouting routing_of(const std::vector<SeenCall>& calls, const Deployment& deployment) {
  RoutingVote vote(deployment);
  for (const SeenCall& call : calls)
    if (call.why_not.empty()) vote.add(call);

  const Lines provisional = vote.of(Occasion::provisional), answered = vote.of(Occasion::answered);
  const Lines refused = vote.of(Occasion::refused);
  Lines arms;
  if (!provisional.empty() || !answered.empty()) arms.emplace_back("t_on_reply(\"ANSWER\");");
  Lines first_arms = arms;
  if (!refused.empty()) first_arms.emplace_back("t_on_failure(\"REFUSED\");");

  SeenRouting out;
  std::string& script = out.script;
  script = "request_route {\n";
  const Lines first = vote.with_refusal(Occasion::first_invite), later = vote.with_refusal(Occasion::later_invite);
  const std::string_view body = needs_body(first) || needs_body(later) ? " && has_body(\"application/sdp\")" : "";
  append_request(script, fmt::format("is_method(\"INVITE\") && !has_totag(){}", body), first,
                 vote.set_lines({Occasion::first_invite}), first_arms);
  append_request(script, fmt::format("is_method(\"INVITE\") && has_totag(){}", body), later,
                 vote.set_lines({Occasion::later_invite}), later.empty() ? Lines{} : arms);
  append_request(script, "is_method(\"CANCEL\")", vote.of(Occasion::cancel), vote.set_lines({Occasion::cancel}));
  append_request(script, "is_method(\"BYE\")", vote.of(Occasion::bye), vote.set_lines({Occasion::bye}));
  script += "    t_relay();\n}\n";
  if (!arms.empty()) {
    const Lines& lines = answered.empty() ? provisional : answered;
    std::string condition =
        needs_body(lines) ? "has_body(\"application/sdp\")" : "status =~ \"(18[0-9])|(2[0-9][0-9])\"";
    if (provisional.empty() && vote.was_idle(Occasion::provisional))
      condition = "status =~ \"2[0-9][0-9]\" && " + condition;
    if (answered.empty() && vote.was_idle(Occasion::answered)) condition = "status =~ \"18[0-9]\" && " + condition;
    script += fmt::format("onreply_route[ANSWER] {{\n    if ({}) {{\n", condition);
    append_lines(script, "        ", vote.set_lines({Occasion::provisional, Occasion::answered}));
    append_lines(script, "        ", lines);
    script += "    }\n}\n";
  }
  if (!refused.empty()) {
    script += "failure_route[REFUSED] {\n";
    append_lines(script, "    ", vote.set_lines({Occasion::refused}));
    append_lines(script, "    ", refused);
    script += "}\n";
  }
  if (vote.sets_left_out > 0)
    out.notes.push_back(
        fmt::format("more than {} calls use another set than most, for a message of one kind: they are "
                    "not told apart",
                    call_ids_at_most));
  for (const auto& [command, count] : vote.unknown)
    out.notes.push_back(fmt::format("the module has no function for {} ({} times in the capture)", command, count));
  return out;
}

}  // namespace rtpe::capture
