// Events kept with copies of their texts and lists, for who has to see a run, or a log, more than once.
#pragma once
#include <span>
#include <vector>

#include "scenarios/log/arena.hpp"
#include "scenarios/log/event.hpp"

namespace rtpe::scenario {

/// A copy of the event whose texts and lists live in the arena.
[[nodiscard]] Event owned_copy(const Event& event, Arena& arena);

struct Record {
  Duration at{};  ///< since the start of the run
  Event event;
};

/// Keeps everything: for logs that fit into memory.
class EventStore final : public EventSink {
 public:
  void record(Duration since_start, const Event& event) override {
    records_.push_back({.at = since_start, .event = owned_copy(event, arena_)});
  }
  [[nodiscard]] std::span<const Record> records() const { return records_; }

 private:
  Arena arena_;
  std::vector<Record> records_;
};

}  // namespace rtpe::scenario
