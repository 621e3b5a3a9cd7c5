// One direction of the path between the proxy and an engine: what happens to a datagram on it.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "base/time.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/world/random.hpp"

namespace rtpe::scenario {

/// What a link does to one datagram: 0, 1 or 2 copies arrive, each after its own delay.
struct Fate {
  std::uint32_t copies = 1;
  std::array<Duration, 2> delays{};
};

class Link {
 public:
  /// `concern` names the link's own generator, e.g. "requests to a".
  Link(const Network& network, std::uint64_t seed, std::string_view concern);
  /// Draws the fate of the next datagram. Delays are drawn independently, so datagrams may overtake each other within
  /// the latency range; a `reordering` hit holds the datagram back by more than the range is wide.
  [[nodiscard]] Fate next();

 private:
  [[nodiscard]] Duration delay();

  DurationRange latency_;
  double loss_, duplication_, reordering_;
  RandomStream random_;
};

}  // namespace rtpe::scenario
