// The event log of a run on its way to those who listen.
#pragma once
#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <vector>

#include "scenarios/log/event.hpp"
#include "scenarios/log/words.hpp"

namespace rtpe::scenario {

/// Hands each event to the sinks that want its kind, in the order in which they were added. The number of events does
/// not depend on who listens, so a run ends at the same event with and without a log.
class Recorder {
 public:
  Recorder(Time start, std::uint64_t max_events, ClockKind clock = ClockKind::virtual_time)
      : start_(start), max_events_(max_events), clock_(clock) {}

  /// Time counts from here, when nothing has been recorded yet.
  void begin(Time start) {
    assert(events_ == 0);
    start_ = last_ = start;
  }

  void add(EventSink& sink) {
    const EventKinds kinds = sink.interests();
    for (std::size_t kind = 0; kind < sinks_.size(); ++kind)
      if ((kinds >> kind) & 1U) sinks_[kind].push_back(&sink);
  }

  template <class E>
  [[nodiscard]] bool wanted() const {
    return !sinks_[kind_of<E>()].empty();
  }

  template <class E>
  void record(Time now, const E& event) {
    // The clock of the machine goes on while one thing is done, and who does it may tell its begin after its parts.
    if (clock_ == ClockKind::real_time) now = std::max(now, last_);
    assert(now >= last_);  // time never goes back in a log
    last_ = now;
    ++events_;
    const auto& sinks = sinks_[kind_of<E>()];
    if (sinks.empty()) return;
    const Event record(std::in_place_type<E>, event);
    for (EventSink* sink : sinks) sink->record(now - start_, record);
  }

  [[nodiscard]] Time start() const { return start_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] bool full() const { return events_ >= max_events_; }

 private:
  Time start_, last_{start_};
  std::uint64_t max_events_;
  ClockKind clock_;
  std::uint64_t events_ = 0;
  std::array<std::vector<EventSink*>, std::variant_size_v<Event>> sinks_;
};

}  // namespace rtpe::scenario
