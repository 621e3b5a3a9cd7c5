// pcap log: a capture as the event log of a run, so that every report reads it (docs/event-log.md).
#pragma once
#include <string>
#include <vector>

#include "pcap/check/finding.hpp"
#include "pcap/to_scenario/observed.hpp"
#include "pcap/traffic.hpp"
#include "scenarios/log/event.hpp"

namespace rtpe::capture {

/// What `pcap check` found, as a check of the run for each rule that the capture can be judged by.
struct JudgedRule {
  Rule rule = Rule::node_silent;
  std::string summary;
  std::vector<std::string> evidence;  ///< a finding a line; empty: none
};
/// `findings`: of check_capture(). `first`: of the capture; times in the evidence count from there.
[[nodiscard]] std::vector<JudgedRule> judged_rules(const std::vector<Finding>& findings, const TrafficCounters& traffic,
                                                   bool with_weights, Time first);

struct CaptureLogOptions {
  std::string title, file;
  std::vector<JudgedRule> rules = {};
};

/// Gives the events of the capture to `sink`, by time: SIP messages as the proxies got them, operations with what shows
/// of their choices, every datagram with a command, nodes that were left out and came back, calls and their ends. What
/// no capture shows is not told: locks, queues, the call table. `seen`: attribute_pings() was called. False: there is
/// neither a call nor a command in it, and nothing was given.
bool write_capture_log(const Observed& seen, const CaptureLogOptions& options, scenario::EventSink& sink);

}  // namespace rtpe::capture
