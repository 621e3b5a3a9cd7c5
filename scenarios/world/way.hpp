// One direction of the path between two sites for one protocol: what the rules make of a datagram on it.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/time.hpp"
#include "scenarios/world/random.hpp"
#include "scenarios/world/rule.hpp"

namespace rtpe::scenario::world {

/// 0, 1 or 2 copies arrive, each after its own delay.
struct Fate {
  std::uint32_t copies = 1;
  std::array<Duration, 2> delays{};
};

class Way {
 public:
  /// `concern` names the way's own generator, e.g. "requests to a".
  Way(std::uint64_t seed, std::string_view concern) : random_(seed, concern) {}

  /// Forgets what rules said; then each rule that matches, in order.
  void clear();
  void obey(const Rule& rule);
  /// Draws the fate of the next datagram. Delays are drawn apart, so datagrams may overtake each other within the
  /// latency range; a `reordering` hit holds the datagram back by more than the range is wide. A way that is cut draws
  /// all the same: what comes after does not depend on how long it was cut.
  /// Where the bandwidth is bounded, datagrams leave one after the other, and one that would wait for more than
  /// `longest_wait` is lost.
  [[nodiscard]] Fate next(Time now, std::size_t bytes);
  static constexpr Duration longest_wait = std::chrono::seconds(1);
  [[nodiscard]] bool passes() const { return passage_ == Passage::free; }
  /// What is under way is lost.
  [[nodiscard]] bool is_silent() const { return passage_ == Passage::silent; }
  [[nodiscard]] const DurationRange& latency() const { return latency_; }

 private:
  [[nodiscard]] Duration delay();

  [[nodiscard]] bool queue(Time now, std::size_t bytes, Fate& fate);

  DurationRange latency_{};
  double loss_ = 0, duplication_ = 0, reordering_ = 0;
  std::uint64_t bits_per_s_ = 0;
  Time free_at_{};  ///< what was sent before has left
  Passage passage_ = Passage::free;
  RandomStream random_;
};

}  // namespace rtpe::scenario::world
