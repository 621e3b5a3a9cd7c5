// The proxy's shared-memory locks: the set list's and one per set (behaviour.md section 16).
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "client/operation/action.hpp"

namespace rtpe::scenario {

/// Who holds a lock and who waits for it, first come, first served. (Kamailio's locks are not fair; a fair one keeps
/// the order of a run independent of the machine.)
class LockTable {
 public:
  /// True: `process` holds the lock now. False: it waits, until release() names it.
  bool acquire(const Lock& lock, std::uint32_t process);
  /// The process that holds the lock from now on, if one waited.
  std::optional<std::uint32_t> release(const Lock& lock, std::uint32_t process);
  /// Processes that wait for any lock.
  [[nodiscard]] std::uint32_t waiting() const { return waiting_; }

 private:
  struct Row {
    Lock lock;
    std::optional<std::uint32_t> holder;
    std::deque<std::uint32_t> queue;
  };
  Row& row_of(const Lock& lock);

  std::vector<Row> rows_;  ///< a proxy has few sets
  std::uint32_t waiting_ = 0;
};

}  // namespace rtpe::scenario
