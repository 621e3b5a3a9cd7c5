// [[call]]: calls with names and times of their own.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/flow/dialog.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::flow {

class ListedCalls {
 public:
  /// The scenario must outlive it. Errors: a file of sdp_from, an unknown flow.
  static Expected<ListedCalls> open(const Scenario& scenario, std::uint64_t seed);
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(rows_.size()); }
  [[nodiscard]] Duration start(std::uint32_t call) const { return scenario_->calls[call].start; }
  /// Place of the proxy that the call is sent to; empty: in turn.
  [[nodiscard]] std::optional<std::uint32_t> proxy(std::uint32_t call) const { return rows_[call].proxy; }
  /// Fills everything but the number. What is drawn depends on the seed and the Call-ID alone. The dialog refers to
  /// this object, which must not move any more.
  void fill(std::uint32_t call, Dialog& dialog) const;

 private:
  struct Row {
    Flow flow;
    FlowOrder order;
    std::vector<std::string> bodies;
    std::optional<std::uint32_t> proxy;
  };
  ListedCalls(const Scenario& scenario, std::uint64_t seed)
      : scenario_(&scenario), seed_(seed), recorded_(Bodies::recorded()) {}

  const Scenario* scenario_;
  std::uint64_t seed_;
  Bodies recorded_;
  std::vector<Row> rows_;
};

}  // namespace rtpe::scenario::flow
