// Things to come in the order of (time, order of scheduling): a heap, and lanes for delays that come again and again.
#pragma once
#include <array>
#include <cassert>
#include <cstdint>
#include <limits>
#include <vector>

#include "scenarios/world/event_heap.hpp"

namespace rtpe::scenario::world {

/// What is scheduled a fixed delay after the present is in order by itself, as time never goes back: a lane is a ring
/// that needs no comparisons, for which the queue is told the delay. The order in which entries come out is the heap's.
class EventQueue {
 public:
  using Entry = EventHeap::Entry;
  static constexpr std::size_t most_lanes = 6;

  /// Many entries will have this delay. Beyond most_lanes it is the heap's as any other.
  void expect(Duration delay) {
    for (std::size_t lane = 0; lane < lane_count_; ++lane)
      if (lanes_[lane].delay == delay.count()) return;
    if (lane_count_ < most_lanes) lanes_[lane_count_++].delay = delay.count();
  }

  void push(Time now, Time at, std::uint64_t payload) {
    const std::int64_t delay = (at - now).count();
    const Entry entry{at.time_since_epoch().count(), next_sequence_++, payload};
    for (std::size_t lane = 0; lane < lane_count_; ++lane)
      if (lanes_[lane].delay == delay && lanes_[lane].takes(entry)) {
        lanes_[lane].push(entry);
        ++size_;
        return;
      }
    heap_.push(entry);
    ++size_;
  }

  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Time of the next entry; the queue must not be empty.
  [[nodiscard]] Time next() const {
    const std::size_t source = first();
    return source == of_heap ? heap_.next() : Time(Duration(lanes_[source].front.at));
  }

  Entry pop() {
    assert(size_ > 0);
    --size_;
    const std::size_t source = first();
    const Entry entry = source == of_heap ? heap_.pop() : lanes_[source].pop();
    assert(entry.at >= last_);  // times never go back
    last_ = entry.at;
    return entry;
  }

 private:
  static constexpr std::size_t of_heap = most_lanes;
  static constexpr Entry never{.at = std::numeric_limits<std::int64_t>::max(),
                               .sequence = std::numeric_limits<std::uint64_t>::max()};

  struct Lane {
    std::int64_t delay = 0;
    Entry front = never;
    std::int64_t last = std::numeric_limits<std::int64_t>::min();  ///< time of the youngest entry
    std::vector<Entry> ring = {};                                  ///< behind the front; its size is a power of two
    std::size_t head = 0, count = 0;

    [[nodiscard]] bool takes(const Entry& entry) const { return entry.at >= last; }
    void push(const Entry& entry) {
      last = entry.at;
      if (front.at == never.at) {
        front = entry;
        return;
      }
      if (count == ring.size()) grow();
      ring[(head + count++) & (ring.size() - 1)] = entry;
    }
    Entry pop() {
      const Entry popped = front;
      if (count == 0) {
        front = never;
      } else {
        front = ring[head];
        head = (head + 1) & (ring.size() - 1);
        --count;
      }
      return popped;
    }
    void grow() {
      std::vector<Entry> larger(ring.empty() ? 64 : ring.size() * 2);
      for (std::size_t i = 0; i < count; ++i) larger[i] = ring[(head + i) & (ring.size() - 1)];
      ring = std::move(larger);
      head = 0;
    }
  };

  /// Who has the next entry.
  [[nodiscard]] std::size_t first() const {
    std::size_t best = of_heap;
    Entry earliest = heap_.empty() ? never : heap_.front();
    for (std::size_t lane = 0; lane < lane_count_; ++lane)
      if (EventHeap::before(lanes_[lane].front, earliest)) {
        earliest = lanes_[lane].front;
        best = lane;
      }
    return best;
  }

  EventHeap heap_;
  std::array<Lane, most_lanes> lanes_;
  std::size_t lane_count_ = 0, size_ = 0;
  std::uint64_t next_sequence_ = 0;
  std::int64_t last_ = std::numeric_limits<std::int64_t>::min();
};

}  // namespace rtpe::scenario::world
