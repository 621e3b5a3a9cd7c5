// Calls of an Observed: their SIP messages, seen or worked out from NG, and which message made the proxy do what.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "pcap/to_scenario/observed.hpp"

namespace rtpe::capture {

/// One function of the module that ran: one command, sent to one node after the other until it was answered.
struct SeenOperation {
  std::string command, flags;  ///< command is "ping" where the function got no further
  std::size_t message = 0;     ///< place of the SIP message that caused it
  std::uint32_t tries = 0;     ///< nodes that the command was sent to
  Endpoint node;               ///< the first of them, or the first that was pinged
  bool gave_up = false;        ///< the last of them did not answer, and no ping followed
};

/// An operation with its commands; pings belong to what the same message caused.
struct SeenCommands {
  SeenOperation operation;  ///< its `message` is not worked out
  std::vector<const SeenCommand*> commands;
};
/// What one call's commands, by time, were made by.
[[nodiscard]] std::vector<SeenCommands> operations_of(const std::vector<const SeenCommand*>& commands,
                                                      const std::vector<SeenSip>& messages);
/// Of the SIP messages before a time the last one that routes can have answered with a command; its size: none.
[[nodiscard]] std::size_t cause_of(const std::vector<SeenSip>& messages, Time time);

struct SeenCall {
  std::string call_id;
  Address proxy;
  std::vector<SeenSip> messages;
  std::vector<SeenOperation> operations;
  std::string why_not;  ///< it cannot be played, and why; empty: nothing known yet speaks against it
};

/// From a ping to the next command of what it was made for, at most: answered or refused, and waited for in vain.
inline constexpr std::chrono::milliseconds quick_ping{500}, silent_ping{10'000};

/// Says of pings for which call they were made: the next command of the same process, else the SIP message before.
void attribute_pings(Observed& seen);

/// All calls with NG commands, by time. attribute_pings() was called.
[[nodiscard]] std::vector<SeenCall> calls_of(const Observed& seen);

/// One command of a call and what became of it.
struct SequenceStep {
  std::string what;    ///< "offer to 10.0.0.1:2223"
  std::string result;  ///< "sent once: ok"; empty: the capture ends before
  bool operator==(const SequenceStep&) const = default;
};
/// By Call-ID, in order; of commands from that time on.
using CallSequences = std::map<std::string, std::vector<SequenceStep>>;
[[nodiscard]] CallSequences sequences_of(const Observed& seen, Time from);

}  // namespace rtpe::capture
