// What each process waits for. One deadline entry per process stays in the heap and moves on lazily.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/world/event_heap.hpp"
#include "scenarios/world/timer_code.hpp"

namespace rtpe::scenario {

/// Kind of the heap entries that this table pushes; the owner hands them to passed().
inline constexpr std::uint8_t deadline_kind = 0x83;

class WaitTable {
 public:
  explicit WaitTable(std::uint32_t processes) : waits_(processes) {}

  void begin(EventHeap& heap, std::uint32_t process, std::uint32_t socket, Time deadline) {
    Wait& wait = waits_[process];
    wait.socket = socket;
    wait.deadline = deadline;
    // A later deadline reuses the entry that is in the heap: it is pushed again when it falls due too early.
    if (deadline < wait.armed) {
      wait.armed = deadline;
      heap.push(deadline, pack({.kind = deadline_kind, .index = process}));
    }
  }
  [[nodiscard]] bool waits_on(std::uint32_t process, std::uint32_t socket) const {
    return waits_[process].socket == socket;
  }
  void end(std::uint32_t process) { waits_[process].socket = nobody; }
  /// An entry of `process` made for time `armed` fell due. True: the wait is over by its deadline.
  [[nodiscard]] bool passed(EventHeap& heap, std::uint32_t process, Time armed) {
    Wait& wait = waits_[process];
    if (wait.armed != armed) return false;  // an earlier deadline took over
    wait.armed = Time::max();
    if (wait.socket == nobody) return false;
    if (wait.deadline > armed) {
      begin(heap, process, wait.socket, wait.deadline);
      return false;
    }
    wait.socket = nobody;
    return true;
  }
  /// Keeps the bytes of the datagram that the process was given last.
  [[nodiscard]] std::string& buffer(std::uint32_t process) { return waits_[process].bytes; }

 private:
  static constexpr std::uint32_t nobody = 0xFFFFFFFFU;
  struct Wait {
    std::uint32_t socket = nobody;
    Time deadline{};
    Time armed = Time::max();  ///< time of its entry in the heap
    std::string bytes;
  };
  std::vector<Wait> waits_;
};

}  // namespace rtpe::scenario
