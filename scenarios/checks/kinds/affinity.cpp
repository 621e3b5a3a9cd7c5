// affinity: all commands of a call were answered by one engine. Media has to stay where it is.
#include <fmt/format.h>

#include "scenarios/checks/call_traces.hpp"
#include "scenarios/checks/judge.hpp"

namespace rtpe::scenario::checks::affinity {
namespace {

class Affinity final : public Judge {
 public:
  explicit Affinity(const Check& check) : check_(check) {}

  [[nodiscard]] EventKinds interests() const override { return CallTraces::interests; }
  [[nodiscard]] EventKinds needs() const override { return CallTraces::needs; }

  void record(Duration at, const Event& event) override {
    traces_.see(at, event);
    if (std::holds_alternative<CallStarted>(event))
      calls_ += check_.covers(at) ? 1 : 0;
    else if (const auto* ended = std::get_if<ExchangeEnded>(&event))
      compare(at, *ended);
  }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (answered_ == 0) return {.summary = "no node accepted a command of a call: there was nothing to compare"};
    Verdict result{.outcome = violations_ == 0 ? CheckOutcome::passed : CheckOutcome::failed};
    result.summary =
        violations_ == 0
            ? fmt::format("all commands of each of {} calls were answered by one engine", calls_)
            : fmt::format("{} of {} calls had commands answered by more than one engine", violations_, calls_);
    result.evidence = evidence_.lines();
    return result;
  }

 private:
  void compare(Duration at, const ExchangeEnded& event) {
    CallTrace* trace = traces_.find(call_of(event));
    const bool accepted = event.outcome == ExchangeOutcome::answered && event.result == ReplyResult::ok;
    if (trace == nullptr || !accepted || event.command == Command::ping || !check_.covers(at)) return;
    ++answered_;
    if (trace->anchor == no_node || trace->marked || same_engine(event.node, trace->anchor)) return;
    trace->marked = true;
    ++violations_;
    if (evidence_.full()) return evidence_.skip(1 + trace->notes);
    evidence_.add(fmt::format("call {}: {} was answered by {}, the call is on {}", trace->call_id,
                              wire_name(event.command), describe_node(event.node), describe_node(trace->anchor)));
    traces_.describe(*trace, evidence_);
  }

  /// Nodes without an engine of the scenario are engines of their own.
  [[nodiscard]] bool same_engine(std::uint32_t a, std::uint32_t b) const {
    return a == b || (!traces_.engine_of(a).empty() && traces_.engine_of(a) == traces_.engine_of(b));
  }

  [[nodiscard]] std::string describe_node(std::uint32_t node) const {
    const std::string_view engine = traces_.engine_of(node);
    return engine.empty() ? std::string(traces_.node_name(node)) : fmt::format("engine {}", engine);
  }

  const Check& check_;
  CallTraces traces_;
  Evidence evidence_;
  std::uint64_t calls_ = 0, answered_ = 0, violations_ = 0;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<Affinity>(check);
}

}  // namespace

extern const CheckKind kind{
    .name = "affinity",
    .fails_when = "commands of one call were answered by more than one engine",
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::affinity
