// Calls of one [[traffic]]: when they start and what is different about each.
#pragma once
#include <cstdint>
#include <optional>

#include "scenarios/flow/dialog.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/world/random.hpp"

namespace rtpe::scenario::flow {

class TrafficSource {
 public:
  /// `index`: place in the scenario; names the generators, so that one traffic does not reshuffle another. Error: the
  /// file of sdp_from, or an unknown flow.
  static Expected<TrafficSource> open(const Scenario& scenario, std::uint32_t index, std::uint64_t seed);

  /// Time after the start of the run of the next call; nullopt: no more calls.
  [[nodiscard]] std::optional<Duration> next_arrival();
  /// Fills everything but the number; draws the same amount of randomness for each call. The dialog refers to this
  /// source's bodies.
  void fill(Dialog& dialog);

 private:
  TrafficSource(const Traffic& traffic, std::uint32_t index, std::uint64_t seed, const Flow& flow, Bodies bodies);

  [[nodiscard]] double rate_at(Duration at) const;
  [[nodiscard]] bool curve_is_over() const;
  [[nodiscard]] std::optional<Duration> next_of_curve();
  void step_regularly();
  void step_at_random();
  [[nodiscard]] Duration drawn_hold();

  Traffic traffic_;
  Flow flow_;
  FlowOrder order_;
  Bodies bodies_;
  RandomStream arrivals_, calls_;
  Duration last_{};
  std::uint64_t arrived_ = 0, filled_ = 0;
  double area_ = 0;  ///< under the curve, until last_: regular calls so far
};

}  // namespace rtpe::scenario::flow
