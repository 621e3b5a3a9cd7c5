// disabled_for_good: what an operator disabled stays disabled until an operator enables it.
#include <fmt/format.h>

#include <optional>
#include <vector>

#include "client/operation/observer.hpp"
#include "client/sets/node.hpp"
#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/exchange_filter.hpp"
#include "scenarios/checks/judge.hpp"

namespace rtpe::scenario::checks::disabled_for_good {
namespace {

class DisabledForGood final : public Judge {
 public:
  explicit DisabledForGood(const Check& check) : check_(check) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<RunStarted, NodeState>(); }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) {
      nodes_.start(*started);
      since_.resize(nodes_.count());
      return;
    }
    const auto& state = std::get<NodeState>(event);
    if (state.node >= since_.size()) return;
    std::optional<Duration>& since = since_[state.node];
    if (state.disabled && state.recheck == permanent) {
      if (!since) ++disabled_;
      since = since.value_or(at);
      return;
    }
    if (!since) return;
    const bool by_operator = state.cause == StateCause::rpc_enable || state.cause == StateCause::database_reload;
    if (!by_operator && check_.covers(at)) {
      ++lost_;
      evidence_.add(fmt::format("{} {}, disabled for good at {}, is {} ({})", clock_text(at), nodes_.name(state.node),
                                clock_text(*since), state.disabled ? "disabled for a while only" : "enabled",
                                to_string(state.cause)));
    }
    since.reset();
  }

  [[nodiscard]] bool is_broken() const override { return lost_ > 0; }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (disabled_ == 0) return {.summary = "no node was disabled for good"};
    return {.outcome = lost_ == 0 ? CheckOutcome::passed : CheckOutcome::failed,
            .summary = fmt::format("nodes were disabled for good {} time{}, and {} of these did not last", disabled_,
                                   disabled_ == 1 ? "" : "s", lost_),
            .evidence = evidence_.lines()};
  }

 private:
  const Check& check_;
  FilteredNodes nodes_{""};
  std::vector<std::optional<Duration>> since_;
  Evidence evidence_;
  std::uint64_t disabled_ = 0, lost_ = 0;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<DisabledForGood>(check);
}

}  // namespace

extern const CheckKind kind{
    .name = "disabled_for_good",
    .fails_when =
        "a node that an operator disabled (`rtpengine.enable` with 0) was enabled, or disabled for a while only, by "
        "something else than `rtpengine.enable`",
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::disabled_for_good
