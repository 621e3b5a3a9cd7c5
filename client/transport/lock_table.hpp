// The locks of the proxy's shared memory among the workers of one client: first come, first served.
#pragma once
#include <deque>
#include <functional>
#include <vector>

#include "client/operation/action.hpp"

namespace rtpe::transport {

class LockTable {
 public:
  /// True: held now. False: `granted` is called, from inside somebody's release(), when it is.
  bool acquire(const Lock& lock, std::function<void()> granted) {
    Entry& entry = entry_of(lock);
    if (!entry.held) return entry.held = true;
    entry.waiting.push_back(std::move(granted));
    return false;
  }

  void release(const Lock& lock) {
    Entry& entry = entry_of(lock);
    if (entry.waiting.empty()) {
      entry.held = false;
      return;
    }
    const auto next = std::move(entry.waiting.front());
    entry.waiting.pop_front();
    next();
  }

 private:
  struct Entry {
    Lock lock;
    bool held = false;
    std::deque<std::function<void()>> waiting = {};
  };
  Entry& entry_of(const Lock& lock) {
    for (Entry& entry : entries_)
      if (entry.lock == lock) return entry;
    return entries_.emplace_back(Entry{.lock = lock});
  }
  std::deque<Entry> entries_;  ///< one per set and one for the set list
};

}  // namespace rtpe::transport
