// Port pools, and leases that give their ports back (protocol.md 7.3, sdp-rewriting.md 16.2).
#pragma once
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "mock_engine/random.hpp"

namespace rtpe::mock {

/// The media ports of one local address. The first allocation gives the lowest port, later ones step forward from the
/// last port taken by a random distance, as the daemon does.
class PortPool {
 public:
  PortPool(std::uint16_t low, std::uint16_t high);
  /// `count` consecutive ports, the first of them even unless count is 1; nothing when the pool has no such run.
  [[nodiscard]] std::optional<std::uint16_t> take(std::uint16_t count, Random& random);
  void give_back(std::uint16_t first, std::uint16_t count);
  [[nodiscard]] std::uint32_t free_ports() const { return free_; }
  [[nodiscard]] std::uint16_t low() const { return low_; }
  [[nodiscard]] std::uint16_t high() const { return high_; }
  /// The port after the last one taken; 0 before the first allocation.
  [[nodiscard]] std::uint32_t last() const { return fresh_ ? 0 : cursor_; }

 private:
  [[nodiscard]] bool is_free(std::uint32_t first, std::uint16_t count) const;
  std::vector<bool> used_;
  std::uint16_t low_, high_;
  std::uint32_t cursor_, free_;
  bool fresh_ = true;
};

/// Ports that are given back when the lease ends. The pool outlives it.
class PortLease {
 public:
  PortLease() = default;
  PortLease(PortPool& pool, std::uint16_t first, std::uint16_t count) : pool_(&pool), first_(first), count_(count) {}
  PortLease(PortLease&& other) noexcept
      : pool_(std::exchange(other.pool_, nullptr)), first_(other.first_), count_(std::exchange(other.count_, 0)) {}
  PortLease& operator=(PortLease&& other) noexcept {
    if (this != &other) {
      shrink(0);
      pool_ = std::exchange(other.pool_, nullptr);
      first_ = other.first_;
      count_ = std::exchange(other.count_, 0);
    }
    return *this;
  }
  PortLease(const PortLease&) = delete;
  PortLease& operator=(const PortLease&) = delete;
  ~PortLease() { shrink(0); }
  [[nodiscard]] std::uint16_t first() const { return first_; }
  [[nodiscard]] std::uint16_t count() const { return count_; }
  /// Keeps the first `count` ports and gives the others back.
  void shrink(std::uint16_t count) {
    if (pool_ == nullptr || count >= count_) return;
    pool_->give_back(static_cast<std::uint16_t>(first_ + count), static_cast<std::uint16_t>(count_ - count));
    count_ = count;
    if (count_ == 0) pool_ = nullptr;
  }

 private:
  PortPool* pool_ = nullptr;
  std::uint16_t first_ = 0, count_ = 0;
};

}  // namespace rtpe::mock
