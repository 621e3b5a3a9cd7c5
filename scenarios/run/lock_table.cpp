#include "scenarios/run/lock_table.hpp"

#include <algorithm>

namespace rtpe::scenario {

LockTable::Row& LockTable::row_of(const Lock& lock) {
  const auto found = std::ranges::find(rows_, lock, &Row::lock);
  if (found != rows_.end()) return *found;
  return rows_.emplace_back(Row{.lock = lock, .holder = std::nullopt, .queue = {}});
}

bool LockTable::acquire(const Lock& lock, std::uint32_t process) {
  Row& row = row_of(lock);
  if (!row.holder) {
    row.holder = process;
    return true;
  }
  row.queue.push_back(process);
  ++waiting_;
  return false;
}

std::optional<std::uint32_t> LockTable::release(const Lock& lock, std::uint32_t process) {
  Row& row = row_of(lock);
  if (row.holder != process) return std::nullopt;  // not its lock: nothing to hand on
  row.holder.reset();
  if (row.queue.empty()) return std::nullopt;
  row.holder = row.queue.front();
  row.queue.pop_front();
  --waiting_;
  return row.holder;
}

}  // namespace rtpe::scenario
