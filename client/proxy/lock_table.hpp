// The locks of a proxy's shared memory: the set list's and one per set (behaviour.md section 16).
#pragma once
#include <cstdint>
#include <vector>

#include "client/operation/action.hpp"
#include "client/proxy/fifo.hpp"

namespace rtpe::proxy {

class Process;

/// One that waits for a lock; part of each process.
struct LockWaiter {
  Process* process = nullptr;
  LockWaiter* next = nullptr;
};

/// Who holds a lock and who waits for it, first come, first served. (Kamailio's locks are not fair; a fair one keeps
/// the order of a run independent of the machine: docs/decisions/0011.)
class LockTable {
 public:
  /// True: the waiter holds the lock now. False: it waits, until release() names it.
  bool acquire(const Lock& lock, LockWaiter& waiter);
  /// The one that holds the lock from now on; nullptr: nobody waited. Only the holder may release.
  LockWaiter* release(const Lock& lock, const LockWaiter& holder);
  /// Processes that wait for any lock.
  [[nodiscard]] std::uint32_t waiting() const { return waiting_; }

 private:
  struct Row {
    Lock lock;
    LockWaiter* holder = nullptr;
    Fifo<LockWaiter, &LockWaiter::next> queue = {};
  };
  Row& row_of(const Lock& lock);

  std::vector<Row> rows_;  ///< a proxy has few sets
  std::uint32_t waiting_ = 0;
};

}  // namespace rtpe::proxy
