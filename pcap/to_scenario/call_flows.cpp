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

/// What the proxy takes for a message when it is played: for its commands, each answered after a round trip. Where one
/// was not answered that is what it took in the capture.
Duration played_time(const SeenCall& call, std::size_t message, Duration round_trip) {
  Duration out{};
  for (const SeenOperation& operation : call.operations) {
    if (operation.message != message) continue;
    const bool is_plain = operation.tries == 1 && !operation.gave_up && operation.command != "ping";
    if (!is_plain)
      return call.messages[message].left.value_or(call.messages[message].time) - call.messages[message].time;
    out += round_trip;
  }
  return out;
}

/// When messages come to the proxy in the played call: as in the capture, also where engines were slower there than
/// they are when it is played. The next message waits for so much longer.
class PlayedClock {
 public:
  PlayedClock(const SeenCall& call, Duration round_trip)
      : call_(call), round_trip_(round_trip), now_(call.messages.front().time) {}
  /// From what its sender saw last to the message at `index`.
  Duration pause_before(std::size_t index, bool same_sender) const {
    const Duration own = same_sender ? Duration{} : played_time(call_, index - 1, round_trip_);
    return std::max(Duration{}, call_.messages[index].time - now_ - own);
  }
  /// The message at `index` is played after this pause.
  void advance(std::size_t index, bool same_sender, Duration pause) {
    now_ += pause + (same_sender ? Duration{} : played_time(call_, index - 1, round_trip_));
  }

 private:
  const SeenCall& call_;
  Duration round_trip_;
  Time now_;
};

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
  Collection(Time first, Duration lead, Duration round_trip, const std::string& bodies_file)
      : first_(first), lead_(lead), round_trip_(round_trip), bodies_file_(bodies_file) {}

  void add(SeenCall& seen) {
    const std::string caller_tag = seen.messages.front().from_tag;
    std::vector<std::string> texts;
    std::vector<Duration> pauses;
    const bool has_cancel =
        std::ranges::any_of(seen.messages, [](const SeenSip& message) { return message.method == "CANCEL"; });
    std::string shape, bodies;
    PlayedClock clock(seen, round_trip_);
    for (std::size_t index = 0; index < seen.messages.size(); ++index) {
      const SeenSip& message = seen.messages[index];
      const bool by_caller = from_caller(message, caller_tag);
      texts.push_back(text_of(message, by_caller, has_cancel));
      if (!message.sdp.empty()) bodies += clean_sdp(message.sdp) + "\n";
      Duration pause{};
      if (index > 0) {
        const bool same_sender = from_caller(seen.messages[index - 1], caller_tag) == by_caller;
        pause = clock.pause_before(index, same_sender);
        clock.advance(index, same_sender, pause >= shortest_pause ? rounded(pause) : Duration{});
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
  Duration lead_, round_trip_;  ///< of a command, played
  std::string bodies_file_;
  std::map<std::string, std::size_t> by_shape_;
  std::map<std::string, int> kinds_;
};

}  // namespace

CallFlows call_flows(std::vector<SeenCall>& calls, Time first, Duration lead, Duration one_way,
                     const std::string& bodies_file) {
  Collection collection(first, lead, one_way * 2, bodies_file);
  for (SeenCall& call : calls)
    if (call.why_not.empty()) collection.add(call);
  return std::move(collection.out);
}

}  // namespace rtpe::capture
