#include "client/proxy/lock_table.hpp"

#include <algorithm>
#include <cassert>

namespace rtpe::proxy {

LockTable::Row& LockTable::row_of(const Lock& lock) {
  const auto found = std::ranges::find(rows_, lock, &Row::lock);
  return found != rows_.end() ? *found : rows_.emplace_back(Row{.lock = lock});
}

bool LockTable::acquire(const Lock& lock, LockWaiter& waiter) {
  Row& row = row_of(lock);
  assert(row.holder != &waiter && "a process takes a lock that it holds: it would wait for itself");
  if (row.holder == nullptr) {
    row.holder = &waiter;
    return true;
  }
  row.queue.push(waiter);
  ++waiting_;
  return false;
}

LockWaiter* LockTable::release(const Lock& lock, [[maybe_unused]] const LockWaiter& holder) {
  Row& row = row_of(lock);
  assert(row.holder == &holder && "a lock is released by who holds it");
  row.holder = row.queue.pop();
  if (row.holder != nullptr) --waiting_;
  return row.holder;
}

}  // namespace rtpe::proxy
