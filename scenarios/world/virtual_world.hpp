// The virtual world: time moves only from one thing that happens to the next.
#pragma once
#include "scenarios/world/world.hpp"

namespace rtpe::scenario::world {

/// Second at which virtual time begins: 2025-01-01T00:00:00Z, for every run.
inline constexpr std::int64_t virtual_epoch_s = 1735689600;

class VirtualWorld final : public World {
 public:
  explicit VirtualWorld(std::uint64_t seed, DatagramSink* datagrams = nullptr) : World(seed, datagrams) {
    begin_at(now_);
  }

  [[nodiscard]] Time now() const override { return now_; }
  Expected<bool> step() override;

 private:
  Time now_{std::chrono::seconds(virtual_epoch_s)};
};

}  // namespace rtpe::scenario::world
