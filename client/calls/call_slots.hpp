// Where the call table keeps its entries: open addressing by the Call-ID's hash, the entry itself in its slot.
#pragma once
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>

#include "client/sets/node.hpp"

namespace rtpe {

/// One call of the table, two cache lines; longer keys go to a string of their own. What a lookup reads comes first, so
/// that a usual Call-ID costs one line.
struct alignas(64) CallEntry {
  Node* node;
  std::uint32_t row;
  std::uint32_t call_id_length, via_branch_length;
  std::uint32_t long_key;  ///< index of the string when the key does not fit
  std::array<char, 80> text;
  std::uint64_t order;  ///< rises with every insert: position within the row
  std::uint32_t expiry;
  std::uint32_t hash;
  std::uint32_t previous, next;  ///< neighbours in the row
};
static_assert(sizeof(CallEntry) == 128);

/// A look-up that misses the caches misses once: the entry's place follows from the hash, so it is fetched while a byte
/// per slot (the tag) tells which of the slots from there on to compare. Several entries may have the same hash (the
/// branches of one call). Linear probing; erase() moves entries back, insert() may need grown() first.
class CallSlots {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFFU;

  explicit CallSlots(std::uint32_t capacity = 64);

  [[nodiscard]] CallEntry& operator[](std::uint32_t at) { return entries_.get()[at]; }
  [[nodiscard]] const CallEntry& operator[](std::uint32_t at) const { return entries_.get()[at]; }

  /// At most five of eight slots are taken, so that probing stays short.
  [[nodiscard]] bool full() const { return (std::uint64_t{count_} + 1) * 8 > std::uint64_t{capacity_} * 5; }
  [[nodiscard]] std::uint32_t capacity() const { return capacity_; }
  /// Takes a slot for an entry of that hash; the caller fills it. Not when full().
  std::uint32_t insert(std::uint32_t hash);
  /// Frees a slot. Calls moved(from, to) for each entry that was moved back into the gap.
  template <class Moved>
  void erase(std::uint32_t hole, Moved&& moved) {
    --count_;
    for (std::uint32_t at = after(hole); tags_[at] != empty; at = after(at)) {
      // An entry may fill the hole when the hole lies between its home and itself.
      if (distance(home((*this)[at].hash), at) < distance(hole, at)) continue;
      (*this)[hole] = (*this)[at];
      tags_[hole] = tags_[at];
      moved(at, hole);
      hole = at;
    }
    tags_[hole] = empty;
  }

  /// Has the memory of the slot fetched in which an entry of that hash is likely to be.
  void prefetch(std::uint32_t hash) const {
    const std::uint32_t at = home(hash);
    __builtin_prefetch(&tags_[at]);
    __builtin_prefetch(&entries_.get()[at]);
    __builtin_prefetch(entries_.get()[at].text.data() + 64);  // the second line
  }

  /// Calls visit(place) for each entry whose hash may be this one until visit returns true.
  template <class Visit>
  void for_each(std::uint32_t hash, Visit&& visit) const {
    prefetch(hash);
    std::uint32_t at = home(hash);
    for (const std::uint8_t tag = tag_of(hash); tags_[at] != empty; at = after(at))
      if (tags_[at] == tag && visit(at)) return;
  }

 private:
  static constexpr std::uint8_t empty = 0;
  struct Free {
    void operator()(CallEntry* entries) const { std::free(entries); }
  };

  /// Upper bits of the hash choose the home, lower ones the tag.
  [[nodiscard]] std::uint32_t home(std::uint32_t hash) const {
    return static_cast<std::uint32_t>((std::uint64_t{hash} * capacity_) >> 32U);
  }
  [[nodiscard]] static std::uint8_t tag_of(std::uint32_t hash) {
    const auto tag = static_cast<std::uint8_t>(hash);
    return tag == empty ? std::uint8_t{1} : tag;
  }
  [[nodiscard]] std::uint32_t after(std::uint32_t at) const { return at + 1 == capacity_ ? 0 : at + 1; }
  /// Steps from `from` on to `to`.
  [[nodiscard]] std::uint32_t distance(std::uint32_t from, std::uint32_t to) const {
    return to >= from ? to - from : to + capacity_ - from;
  }

  std::uint32_t capacity_, count_ = 0;
  std::unique_ptr<CallEntry, Free> entries_;
  std::uint8_t* tags_;  ///< behind the entries
};

}  // namespace rtpe
