// Buffers of things under way: datagrams in flight, replies being worked on. Reused, so steady state does not allocate.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace rtpe::scenario {

/// Bytes on their way between a socket and an engine.
struct Slot {
  std::string bytes;
  std::uint32_t socket = 0;
  std::uint32_t engine = 0;
  std::uint32_t generation = 0;  ///< of the engine's process, where the owner needs it
};

class SlotPool {
 public:
  std::uint32_t take(std::uint32_t socket, std::uint32_t engine, std::string_view bytes) {
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(slots_.size()));
      slots_.emplace_back();
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    Slot& slot = slots_[index];
    slot.bytes.assign(bytes);
    slot.socket = socket;
    slot.engine = engine;
    return index;
  }
  /// The reference stays valid while others are taken.
  [[nodiscard]] Slot& operator[](std::uint32_t index) { return slots_[index]; }
  void give_back(std::uint32_t index) { free_.push_back(index); }

 private:
  std::deque<Slot> slots_;
  std::vector<std::uint32_t> free_;
};

}  // namespace rtpe::scenario
