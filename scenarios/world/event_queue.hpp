// Things to come in the order of (time, order of scheduling): a heap for what is near, one for the rest, and lanes for
// delays that come again and again.
#pragma once
#include <algorithm>
#include <array>
#include <cassert>
#include <chrono>
#include <cstdint>
#include <limits>
#include <vector>

#include "scenarios/world/event_heap.hpp"

namespace rtpe::scenario::world {

/// What is scheduled a fixed delay after the present is in order by itself, as time never goes back: a lane is a ring
/// that needs no comparisons, for which the queue is told the delay. Datagrams, which are most of what is scheduled,
/// are under way for so short that few are at once: their heap stays small however many timers run, and while the next
/// entry is one of theirs nobody looks among the timers. The order in which entries come out is one heap's.
class EventQueue {
 public:
  using Entry = EventHeap::Entry;
  static constexpr std::size_t most_lanes = 6;
  /// Shorter delays are near: longer than links of a usual deployment take, shorter than SIP's timers.
  static constexpr Duration near = std::chrono::milliseconds(100);

  /// Finds an entry of a lane again.
  struct Ticket {
    std::size_t lane = most_lanes;  ///< most_lanes: none, it is in a heap
    std::uint64_t number = 0;       ///< of the lane's entries
  };

  /// Many entries will have this delay. Beyond most_lanes it is the heap's as any other.
  void expect(Duration delay) {
    for (std::size_t lane = 0; lane < lane_count_; ++lane)
      if (lanes_[lane].delay == delay.count()) return;
    if (lane_count_ == most_lanes) return;
    lanes_[lane_count_++].delay = delay.count();
    shortest_lane_ = std::min(shortest_lane_, delay.count());
  }

  Ticket push(Time now, Time at, std::uint64_t payload) {
    const std::int64_t delay = (at - now).count();
    const Entry entry{at.time_since_epoch().count(), next_sequence_++, payload};
    ++size_;
    if (delay >= shortest_lane_)
      for (std::size_t lane = 0; lane < lane_count_; ++lane)
        if (lanes_[lane].delay == delay && lanes_[lane].takes(entry)) {
          tell_far(entry, lane);
          return {.lane = lane, .number = lanes_[lane].push(entry)};
        }
    if (delay < near.count()) {
      near_.push(entry);
    } else {
      tell_far(entry, of_heap);
      heap_.push(entry);
    }
    return {};
  }

  /// Gives the entry another payload. False: it has come out, or is no lane's.
  bool change(const Ticket& ticket, std::uint64_t payload) {
    if (ticket.lane == most_lanes) return false;
    Entry* const entry = lanes_[ticket.lane].find(ticket.number);
    if (entry == nullptr) return false;
    entry->payload = payload;
    return true;
  }

  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Time of the next entry; the queue must not be empty.
  [[nodiscard]] Time next() const { return Time(Duration(near_is_first() ? near_.front().at : first_far_.at)); }

  Entry pop() {
    assert(size_ > 0);
    --size_;
    const Entry entry = near_is_first() ? near_.pop() : pop_far();
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
    std::uint64_t popped_ones = 0;  ///< the number of the front

    [[nodiscard]] bool takes(const Entry& entry) const { return entry.at >= last; }
    /// Its number.
    std::uint64_t push(const Entry& entry) {
      last = entry.at;
      if (front.at == never.at) {
        front = entry;
        return popped_ones;
      }
      if (count == ring.size()) grow();
      ring[(head + count++) & (ring.size() - 1)] = entry;
      return popped_ones + count;
    }
    /// Null: it has come out.
    [[nodiscard]] Entry* find(std::uint64_t number) {
      if (number < popped_ones) return nullptr;
      if (number == popped_ones) return &front;
      return &ring[(head + (number - popped_ones - 1)) & (ring.size() - 1)];
    }
    Entry pop() {
      const Entry popped = front;
      ++popped_ones;
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

  [[nodiscard]] bool near_is_first() const { return !near_.empty() && EventHeap::before(near_.front(), first_far_); }
  /// A new entry of a lane or of the heap of all that is not near.
  void tell_far(const Entry& entry, std::size_t source) {
    if (!EventHeap::before(entry, first_far_)) return;
    first_far_ = entry;
    far_source_ = source;
  }
  Entry pop_far() {
    const Entry entry = far_source_ == of_heap ? heap_.pop() : lanes_[far_source_].pop();
    far_source_ = of_heap;
    first_far_ = heap_.empty() ? never : heap_.front();
    for (std::size_t lane = 0; lane < lane_count_; ++lane)
      if (EventHeap::before(lanes_[lane].front, first_far_)) {
        first_far_ = lanes_[lane].front;
        far_source_ = lane;
      }
    return entry;
  }

  EventHeap near_, heap_;
  std::array<Lane, most_lanes> lanes_;
  std::size_t lane_count_ = 0, size_ = 0;
  std::int64_t shortest_lane_ = std::numeric_limits<std::int64_t>::max();  ///< of the lanes' delays
  Entry first_far_ = never;  ///< the first that is not in near_; its payload may have been changed since
  std::size_t far_source_ = of_heap;
  std::uint64_t next_sequence_ = 0;
  std::int64_t last_ = std::numeric_limits<std::int64_t>::min();
};

}  // namespace rtpe::scenario::world
