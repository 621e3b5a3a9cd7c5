// For which call a worker pinged: a ping names none.
#include <algorithm>
#include <unordered_map>
#include <utility>

#include "pcap/to_scenario/seen_calls.hpp"

namespace rtpe::capture {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds soon_after_message{1000};
/// SIP messages that came before a time, newest first, over all calls.
class Arrivals {
 public:
  explicit Arrivals(const Observed& seen) {
    for (const auto& [call_id, messages] : seen.sip)
      for (const SeenSip& message : messages)
        if (message.method != "ACK")
          rows_.push_back({.time = message.time,
                           .call_id = &call_id,
                           .needs_node = message.method == "INVITE" && message.status == 0 && message.to_tag.empty()});
    std::ranges::sort(rows_, {}, &Row::time);
  }
  /// Whose message made a worker ask nodes at that time: a call that has none yet before others; each begins once.
  [[nodiscard]] std::string call_before(Time time) {
    const auto next = std::ranges::upper_bound(rows_, time, {}, &Row::time);
    for (auto row = next; row != rows_.begin() && time - std::prev(row)->time <= at_work; --row) {
      Row& one = *std::prev(row);
      if (!std::exchange(one.needs_node, false)) continue;
      return *one.call_id;
    }
    if (next == rows_.begin() || time - std::prev(next)->time > soon_after_message) return {};
    return *std::prev(next)->call_id;
  }

 private:
  struct Row {
    Time time;
    const std::string* call_id = nullptr;
    bool needs_node = false;
  };
  static constexpr milliseconds at_work{20};  ///< from a message to what its worker does
  std::vector<Row> rows_;
};

/// Pings of one process that follow each other, each to another node, were made by one selection.
class PingRounds {
 public:
  /// The call of the round that this ping goes on with; empty: it begins one.
  [[nodiscard]] std::string call_of(const SeenCommand& ping) {
    Round& round = rounds_[ping.client.address.text() + ' ' + ping.process];
    const Duration patience = round.was_waited_for ? Duration(silent_ping) : Duration(at_once);
    const bool goes_on = !ping.process.empty() && ping.first_sent - round.last <= patience &&
                         std::ranges::find(round.nodes, ping.node) == round.nodes.end();
    if (!goes_on) {
      round.nodes.clear();
      round.call.clear();
    }
    round.last = ping.last_sent;
    round.was_waited_for = ping.outcome == Outcome::no_answer && !ping.was_refused;
    round.nodes.push_back(ping.node);
    return round.call;
  }
  void set_call(const SeenCommand& ping) { rounds_[ping.client.address.text() + ' ' + ping.process].call = ping.call; }

 private:
  static constexpr milliseconds at_once{50};
  struct Round {
    Time last;
    bool was_waited_for = false;
    std::vector<Endpoint> nodes;
    std::string call;
  };
  std::unordered_map<std::string, Round> rounds_;
};

/// The SIP of that call begins after that time: a ping before it is one of the start.
bool began_later(const Observed& seen, const std::string& call_id, Time time) {
  const auto sip = seen.sip.find(call_id);
  return sip != seen.sip.end() && !sip->second.empty() && sip->second.front().time > time;
}

}  // namespace

void attribute_pings(Observed& seen) {
  // From the end, so that of each process the next command is known.
  struct Next {
    Time time;
    std::string call;
  };
  std::unordered_map<std::string, Next> next;
  for (auto command = seen.commands.rbegin(); command != seen.commands.rend(); ++command) {
    const std::string process = command->client.address.text() + ' ' + command->process;
    if (!is_ping(*command)) {
      next[process] = {.time = command->first_sent, .call = command->call};
      continue;
    }
    command->call.clear();
    const auto known = next.find(process);
    if (known == next.end()) continue;
    const bool was_waited_for = command->outcome == Outcome::no_answer && !command->was_refused;
    if (known->second.time - command->first_sent > (was_waited_for ? silent_ping : quick_ping)) continue;
    if (began_later(seen, known->second.call, command->first_sent)) continue;
    command->call = known->second.call;
    known->second.time = command->first_sent;
  }
  Arrivals arrivals(seen);
  PingRounds rounds;
  for (SeenCommand& command : seen.commands) {
    if (!is_ping(command)) continue;
    const std::string call = rounds.call_of(command);
    if (command.call.empty()) command.call = call.empty() ? arrivals.call_before(command.first_sent) : call;
    rounds.set_call(command);
  }
}

}  // namespace rtpe::capture
