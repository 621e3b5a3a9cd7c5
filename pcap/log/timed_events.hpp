// Events that are worked out in any order and given out by time.
#pragma once
#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "scenarios/log/event.hpp"

namespace rtpe::capture {

/// Of events at one time the one that was added first comes first. Texts are kept by who adds, or by keep().
class TimedEvents {
 public:
  void add(Time at, const scenario::Event& event) { rows_.push_back({.at = at, .event = event}); }
  /// Stays as long as this does.
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }
  /// Calls `receiver(time, event)`; times before `first` become `first`.
  template <class Receiver>
  void give(Time first, const Receiver& receiver) {
    std::ranges::stable_sort(rows_, {}, &Row::at);
    for (const Row& row : rows_) receiver(std::max(first, row.at), row.event);
  }
  [[nodiscard]] Time last(Time otherwise) const {
    for (const Row& row : rows_) otherwise = std::max(otherwise, row.at);
    return otherwise;
  }

 private:
  struct Row {
    Time at;
    scenario::Event event;
  };
  std::vector<Row> rows_;
  std::deque<std::string> texts_;
};

}  // namespace rtpe::capture
