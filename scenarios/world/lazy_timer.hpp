// A timer that is set and stopped far more often than it fires.
#pragma once
#include "scenarios/world/world.hpp"

namespace rtpe::scenario::world {

/// Keeps one entry in the world's queue: a later time reuses the entry that is there, which is pushed again when it
/// comes too early.
class LazyTimer {
 public:
  void set(World& world, WakerId waker, std::uint64_t token, Time due) {
    due_ = due;
    if (is_silent_) {
      is_silent_ = false;
      if (!world.speak_again(entry_, waker, token)) armed_ = Time::max();  // it has come and gone
    }
    if (due >= armed_) return;
    armed_ = due;
    entry_ = world.schedule(due, waker, token);
  }
  /// Costs nothing; the entry comes all the same, and finds nothing to do.
  void stop() { due_ = Time::max(); }
  /// The entry wakes nobody either: when it comes, what the timer belongs to may have left the caches.
  void stop(World& world) {
    stop();
    if (!is_silent_ && armed_ != Time::max()) is_silent_ = world.keep_silent(entry_);
  }
  [[nodiscard]] bool is_set() const { return due_ != Time::max(); }
  /// The token has come back. True: the timer is due, and stopped.
  [[nodiscard]] bool fired(World& world, WakerId waker, std::uint64_t token) {
    const Time now = world.now();
    if (now < armed_) return false;  // an earlier time took over, or nothing is set any more
    armed_ = Time::max();
    if (!is_set()) return false;
    if (due_ > now) {
      set(world, waker, token, due_);
      return false;
    }
    stop();
    return true;
  }

 private:
  Time due_ = Time::max();
  Time armed_ = Time::max();  ///< time of its entry in the queue
  EventQueue::Ticket entry_;
  bool is_silent_ = false;  ///< the entry wakes nobody
};

}  // namespace rtpe::scenario::world
