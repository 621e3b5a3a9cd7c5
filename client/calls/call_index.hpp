// Open-addressing index from a Call-ID's hash to table entries; linear probing, deletion by shifting back.
#pragma once
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

namespace rtpe {

/// Several entries may have the same hash (the branches of one call). 8 bytes a slot.
class CallIndex {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFFU;

  CallIndex() : slots_(64) {}

  void insert(std::uint32_t hash, std::uint32_t entry) {
    if ((count_ + 1) * 2 > slots_.size()) grow();
    place({hash, entry});
    ++count_;
  }

  void erase(std::uint32_t hash, std::uint32_t entry) {
    std::size_t hole = hash & mask();
    while (slots_[hole].entry != entry) hole = (hole + 1) & mask();
    --count_;
    for (std::size_t at = (hole + 1) & mask(); slots_[at].entry != none; at = (at + 1) & mask()) {
      // A slot may fill the hole when the hole lies between its home and itself.
      const std::size_t home = slots_[at].hash & mask();
      if (((at - home) & mask()) < ((at - hole) & mask())) continue;
      slots_[hole] = slots_[at];
      hole = at;
    }
    slots_[hole] = {};
  }

  /// Calls visit(entry) for each entry of that hash until visit returns true.
  template <class Visit>
  void for_each(std::uint32_t hash, Visit&& visit) const {
    for (std::size_t at = hash & mask(); slots_[at].entry != none; at = (at + 1) & mask())
      if (slots_[at].hash == hash && visit(slots_[at].entry)) return;
  }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t entry = none;
  };

  [[nodiscard]] std::size_t mask() const { return slots_.size() - 1; }

  void place(Slot slot) {
    std::size_t at = slot.hash & mask();
    while (slots_[at].entry != none) at = (at + 1) & mask();
    slots_[at] = slot;
  }

  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old)
      if (slot.entry != none) place(slot);
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

}  // namespace rtpe
