// A timer that is set and stopped far more often than it fires.
#pragma once
#include "scenarios/world/world.hpp"

namespace rtpe::scenario::world {

/// Keeps one entry in the world's queue: a later time reuses the entry that is there, which is pushed again when it
/// comes too early. Stopping costs nothing.
class LazyTimer {
 public:
  void set(World& world, WakerId waker, std::uint64_t token, Time due) {
    due_ = due;
    if (due >= armed_) return;
    armed_ = due;
    world.at(due, waker, token);
  }
  void stop() { due_ = Time::max(); }
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
};

}  // namespace rtpe::scenario::world
