#include "pcap/to_scenario/call_flows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/problems.hpp"
#include "scenarios/model/read_flow.hpp"

namespace rtpe::capture {
namespace {

using scenario::InlineFlow;
using scenario::ListedCall;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr milliseconds shortest_pause{5};  ///< less is the programs' own time

Duration rounded(Duration duration) {
  const Duration unit = duration < milliseconds(100) ? Duration(microseconds(100)) : Duration(milliseconds(1));
  return (duration + unit / 2) / unit * unit;
}

bool from_caller(const SeenSip& message, const std::string& caller_tag) {
  return (message.status == 0) == (message.from_tag == caller_tag);
}

/// "caller INVITE sdp", without its pause.
std::string text_of(const SeenSip& message, bool by_caller, bool has_cancel) {
  std::string out = by_caller ? "caller " : "callee ";
  out += message.status == 0 ? message.method : fmt::format("{}", message.status);
  if (message.status != 0 && has_cancel) out += " " + message.method;
  if (!message.sdp.empty()) out += " sdp";
  return out;
}

/// From what its sender saw last to the message.
Duration pause_before(const SeenSip& message, const SeenSip& last, bool same_sender) {
  const Time since = same_sender ? last.time : last.left.value_or(last.time);
  return std::max(Duration{}, message.time - since);
}

/// "call", "cancelled-call", "refused-486", "re-invite".
std::string kind_of(const std::vector<SeenSip>& messages) {
  int invites = 0, last_final = 0;
  bool has_bye = false;
  for (const SeenSip& message : messages) {
    if (message.method == "CANCEL") return "cancelled-call";
    if (message.method == "INVITE" && message.status == 0) ++invites;
    if (message.method == "INVITE" && message.status >= 200) last_final = message.status;
    has_bye = has_bye || message.method == "BYE";
  }
  if (last_final >= 300) return fmt::format("refused-{}", last_final);
  if (last_final == 0) return "unanswered";
  return std::string(invites > 1 ? "re-invited" : "call") + (has_bye ? "" : "-without-end");
}

/// Lines that a side file takes, and nothing else.
std::string clean_sdp(std::string_view sdp) {
  std::string out;
  while (!sdp.empty()) {
    const auto end = sdp.find('\n');
    std::string_view line = sdp.substr(0, end);
    sdp.remove_prefix(end == std::string_view::npos ? sdp.size() : end + 1);
    while (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.size() >= 2 && line[1] == '=' && line[0] >= 'a' && line[0] <= 'z') out.append(line).append("\n");
  }
  return out;
}

class Collection {
 public:
  Collection(Time first, Duration lead, const std::string& bodies_file)
      : first_(first), lead_(lead), bodies_file_(bodies_file) {}

  void add(SeenCall& seen) {
    const std::string caller_tag = seen.messages.front().from_tag;
    std::vector<std::string> texts;
    std::vector<Duration> pauses;
    const bool has_cancel =
        std::ranges::any_of(seen.messages, [](const SeenSip& message) { return message.method == "CANCEL"; });
    std::string shape, bodies;
    for (std::size_t index = 0; index < seen.messages.size(); ++index) {
      const SeenSip& message = seen.messages[index];
      const bool by_caller = from_caller(message, caller_tag);
      texts.push_back(text_of(message, by_caller, has_cancel));
      if (!message.sdp.empty()) bodies += clean_sdp(message.sdp) + "\n";
      Duration pause{};
      if (index > 0) {
        const SeenSip& last = seen.messages[index - 1];
        pause = pause_before(message, last, from_caller(last, caller_tag) == by_caller);
      }
      shape += texts.back();
      if (pause >= shortest_pause) {
        pauses.push_back(rounded(pause));
        texts.back() += " after " + duration_text(pauses.back());
        shape += " after";
      }
      shape += '\n';
      if (message.refused_by_proxy == 0 || message.method != "INVITE" || index + 1 == seen.messages.size()) continue;
      // The proxy will answer by itself; a flow that goes on needs what would have come otherwise.
      for (const std::string& line :
           {std::string(by_caller ? "callee 200" : "caller 200") + (message.sdp.empty() ? "" : " sdp"),
            std::string(by_caller ? "caller ACK" : "callee ACK")}) {
        texts.push_back(line);
        shape += line + '\n';
      }
      if (!message.sdp.empty()) bodies += clean_sdp(message.sdp) + "\n";
    }
    const InlineFlow* const flow = flow_of(seen, shape, texts);
    if (flow == nullptr) return;
    ListedCall call;
    call.call_id = seen.call_id;
    call.flow = flow->name;
    call.start = lead_ + (seen.messages.front().time - first_);
    call.start = (call.start + microseconds(5)) / microseconds(10) * microseconds(10);
    std::vector<Duration> of_flow;
    for (const DurationRange& pause : flow->pauses) of_flow.push_back(pause.low);
    if (pauses != of_flow) call.pauses = std::move(pauses);
    if (caller_tag != "caller") call.caller_tag = caller_tag;
    if (caller_tag != "caller")
      for (const SeenSip& message : seen.messages)
        if (message.status != 0 && !message.to_tag.empty() && call.callee_tag.empty() && message.from_tag == caller_tag)
          call.callee_tag = message.to_tag;
    if (!bodies.empty()) {
      call.sdp_from = bodies_file_;
      out.bodies += fmt::format("call-id: {}\n{}", seen.call_id, bodies);
    }
    out.calls.push_back(std::move(call));
  }

  CallFlows out;

 private:
  const InlineFlow* flow_of(SeenCall& seen, const std::string& shape, const std::vector<std::string>& texts) {
    if (const auto known = by_shape_.find(shape); known != by_shape_.end()) return &out.flows[known->second];
    const std::string kind = kind_of(seen.messages);
    const int number = ++kinds_[kind];
    auto flow = scenario::make_flow(number == 1 ? kind : fmt::format("{}-{}", kind, number), texts);
    if (!flow) {
      seen.why_not = flow.error().front().message;
      --kinds_[kind];
      return nullptr;
    }
    by_shape_[shape] = out.flows.size();
    return &out.flows.emplace_back(std::move(*flow));
  }

  Time first_;
  Duration lead_;
  std::string bodies_file_;
  std::map<std::string, std::size_t> by_shape_;
  std::map<std::string, int> kinds_;
};

}  // namespace

CallFlows call_flows(std::vector<SeenCall>& calls, Time first, Duration lead, const std::string& bodies_file) {
  Collection collection(first, lead, bodies_file);
  for (SeenCall& call : calls)
    if (call.why_not.empty()) collection.add(call);
  return std::move(collection.out);
}

}  // namespace rtpe::capture
