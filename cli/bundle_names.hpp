// Names, numbers, addresses and keys out of an issue bundle: one call's events, and texts that are made of a scenario.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "pcap/anonymise/anonymiser.hpp"
#include "scenarios/log/arena.hpp"
#include "scenarios/log/event.hpp"

namespace rtpe::cli {

/// Reads the log, and gives its events to the sink.
using EventSource = std::function<Expected<void>(scenario::EventSink&)>;

/// The Call-ID becomes one of the same length for which the same nodes are chosen; all else is as capture::Anonymiser
/// says. Title and file of the run are left out, since they are anybody's words.
class BundleNames {
 public:
  /// Learns from the scenario's text and from the events of the call.
  static Expected<BundleNames> learned(const EventSource& log, scenario::CallKey key, const std::string& scenario,
                                       std::uint64_t seed);
  [[nodiscard]] std::string text(std::string_view text) const;
  /// kamailio.cfg: what loads modules stays.
  [[nodiscard]] std::string configuration(std::string_view text) const;
  /// The same source with everything replaced; this object must outlive it.
  [[nodiscard]] EventSource replaced(const EventSource& log) const;
  /// What must not be found in the bundle.
  [[nodiscard]] std::vector<std::string> originals() const;
  /// False: no other Call-ID chooses the same nodes, so the old one stays.
  [[nodiscard]] bool has_new_call_id() const { return new_call_id_ != call_id_; }

 private:
  class Lessons;
  class Replacing;
  explicit BundleNames(std::uint64_t seed) : names_(seed) {}
  void choose_call_id(std::uint64_t seed, HashAlgorithm algorithm, std::uint32_t weights);
  [[nodiscard]] std::string with_new_call_id(std::string_view text) const;

  capture::Anonymiser names_;
  std::string call_id_, new_call_id_;
};

}  // namespace rtpe::cli
