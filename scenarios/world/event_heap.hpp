// The one queue of things to come: ordered by time, and by order of scheduling where times are equal.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/time.hpp"

namespace rtpe::scenario {

/// Four-ary heap: shallower than a binary one, and the children of an entry share cache lines. Does not allocate once
/// it has grown to the run's largest backlog.
class EventHeap {
 public:
  struct Entry {
    std::int64_t at = 0;         ///< ns since the epoch
    std::uint64_t sequence = 0;  ///< ties are served in the order of scheduling
    std::uint64_t payload = 0;
  };

  void push(Time at, std::uint64_t payload) { push({at.time_since_epoch().count(), next_sequence_++, payload}); }

  /// With a number that the caller gives.
  void push(const Entry& entry) {
    std::size_t hole = entries_.size();
    entries_.push_back(entry);
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / arity;
      if (!before(entry, entries_[parent])) break;
      entries_[hole] = entries_[parent];
      hole = parent;
    }
    entries_[hole] = entry;
  }

  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  /// The heap must not be empty.
  [[nodiscard]] const Entry& front() const { return entries_.front(); }
  /// Time of the next entry; the heap must not be empty.
  [[nodiscard]] Time next() const { return Time(Duration(entries_.front().at)); }

  Entry pop() {
    const Entry first = entries_.front();
    const Entry last = entries_.back();
    entries_.pop_back();
    if (!entries_.empty()) sink(last);
    return first;
  }

  /// Without branches: which of two entries is first cannot be foretold.
  [[nodiscard]] static bool before(const Entry& a, const Entry& b) { return key(a) < key(b); }

 private:
  static constexpr std::size_t arity = 4;
  __extension__ using Key = __int128;
  /// Both numbers as one: compared by two instructions.
  [[nodiscard]] static Key key(const Entry& entry) { return (Key{entry.at} << 64U) | Key{entry.sequence}; }

  /// The first of the children of an entry that has all four.
  [[nodiscard]] std::size_t first_of(std::size_t child) const {
    const Entry* const at = &entries_[child];
    const std::size_t left = before(at[1], at[0]) ? 1 : 0, right = before(at[3], at[2]) ? 3 : 2;
    return child + (before(at[right], at[left]) ? right : left);
  }

  /// Puts `entry` where the root was and lets it sink.
  void sink(const Entry& entry) {
    const std::size_t count = entries_.size();
    std::size_t hole = 0;
    for (;;) {
      const std::size_t first_child = hole * arity + 1;
      if (first_child >= count) break;
      std::size_t best = first_child;
      if (first_child + arity <= count) {
        best = first_of(first_child);
      } else {
        for (std::size_t child = first_child + 1; child < count; ++child)
          if (before(entries_[child], entries_[best])) best = child;
      }
      if (!before(entries_[best], entry)) break;
      entries_[hole] = entries_[best];
      hole = best;
    }
    entries_[hole] = entry;
  }

  std::vector<Entry> entries_;
  std::uint64_t next_sequence_ = 0;
};

}  // namespace rtpe::scenario
