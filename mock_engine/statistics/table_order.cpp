#include "mock_engine/statistics/table_order.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rtpe::mock {
namespace {

/// The largest primes below the powers of two, with GLib's exceptions: a table of 2^n slots divides by the nth.
constexpr std::array<std::uint32_t, 17> primes = {1,   2,    3,    7,    13,   31,    61,    127,  251,
                                                  509, 1021, 2039, 4093, 8191, 16381, 32749, 65521};
constexpr std::uint32_t least_bits = 3, most_bits = 16;

std::uint32_t text_hash_of(std::string_view key) {
  std::uint32_t hash = 5381;
  for (const char letter : key) hash = hash * 33 + static_cast<std::uint32_t>(static_cast<signed char>(letter));
  return std::max(hash, 2U);  // 0 and 1 mark slots
}

/// Open addressing: a slot by remainder, the next ones 1, 3, 6, 10 ... further on.
class Table {
 public:
  explicit Table(std::span<const std::string> keys) : slots_(std::size_t{1} << least_bits) {
    for (const std::string& key : keys) hashes_.push_back(text_hash_of(key));
  }

  void insert(std::size_t key) {
    std::size_t slot = first_slot(key);
    for (std::size_t step = 1; slots_[slot]; ++step) slot = (slot + step) & (slots_.size() - 1);
    slots_[slot] = key;
    ++count_;
    if (slots_.size() <= count_ + count_ / 16 && bits_ < most_bits) grow();
  }
  [[nodiscard]] const std::vector<std::optional<std::size_t>>& slots() const { return slots_; }

 private:
  [[nodiscard]] std::size_t first_slot(std::size_t key) const { return hashes_[key] * 11U % primes[bits_]; }

  /// In place: who is moved takes a slot that nobody moved to, and moves whoever stands there.
  void grow() {
    const std::size_t before = slots_.size();
    bits_ = std::max(least_bits, static_cast<std::uint32_t>(
                                     std::bit_width(static_cast<std::uint32_t>(static_cast<double>(count_) * 1.333))));
    slots_.resize(std::size_t{1} << bits_);
    std::vector<bool> settled(slots_.size());
    for (std::size_t i = 0; i < before; ++i) {
      if (!slots_[i] || settled[i]) continue;
      std::optional<std::size_t> moved;
      std::swap(moved, slots_[i]);
      while (moved) {
        std::size_t slot = first_slot(*moved);
        for (std::size_t step = 1; settled[slot]; ++step) slot = (slot + step) & (slots_.size() - 1);
        settled[slot] = true;
        std::swap(moved, slots_[slot]);
      }
    }
  }

  std::uint32_t bits_ = least_bits;
  std::size_t count_ = 0;
  std::vector<std::optional<std::size_t>> slots_;
  std::vector<std::uint32_t> hashes_;
};

}  // namespace

std::vector<std::size_t> table_order(std::span<const std::string> keys) {
  Table table(keys);
  for (std::size_t key = 0; key < keys.size(); ++key) table.insert(key);
  std::vector<std::size_t> out;
  for (auto slot = table.slots().rbegin(); slot != table.slots().rend(); ++slot)
    if (*slot) out.push_back(**slot);
  return out;
}

}  // namespace rtpe::mock
