// Watches the log for the events that faults wait for.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "scenarios/log/event_wish.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {

class FaultTriggers final : public EventSink {
 public:
  /// Error: the `when` of a fault, which read_scenario() reports with its place.
  [[nodiscard]] static Expected<FaultTriggers> of(const Scenario& scenario);
  [[nodiscard]] bool empty() const { return wishes_.empty(); }
  /// Kinds of events that some fault waits for.
  [[nodiscard]] EventKinds kinds() const;
  /// Who is told that a fault's moment has come; `fault` as in the scenario.
  void listen(std::function<void(std::uint32_t fault)> listener) { listener_ = std::move(listener); }

  [[nodiscard]] EventKinds interests() const override { return kinds() | kinds_of<RunStarted>(); }
  void record(Duration at, const Event& event) override;

 private:
  struct Wish {
    std::uint32_t fault = 0;
    EventWish wish;
    std::uint64_t seen = 0;
    std::uint32_t times_left = 1;
  };
  std::vector<Wish> wishes_;
  RunNames names_;
  std::function<void(std::uint32_t)> listener_;
};

}  // namespace rtpe::scenario
