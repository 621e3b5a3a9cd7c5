// calls_lost: calls whose media was not negotiated, and calls that were up on an engine when it died or its host
// vanished.
#include <fmt/format.h>

#include "scenarios/checks/call_traces.hpp"
#include "scenarios/checks/judge.hpp"
#include "scenarios/checks/limit.hpp"

namespace rtpe::scenario::checks::calls_lost {
namespace {

KindOptions read(TableReader& table) { return KindOptions::of(read_limit(table, "all calls")); }
void write(const KindOptions& options, Section& section) { write_limit(options.as<Limit>(), section); }

class CallsLost final : public Judge {
 public:
  explicit CallsLost(const Check& check) : check_(check), limit_(check.options.as<Limit>()) {}

  [[nodiscard]] EventKinds interests() const override {
    return CallTraces::interests | kinds_of<OperationEnded, EngineState, FaultChanged>();
  }
  [[nodiscard]] EventKinds needs() const override { return interests() & ~kinds_of<Selected>(); }

  void record(Duration at, const Event& event) override {
    if (const auto* over = std::get_if<CallEnded>(&event)) {
      if (CallTrace* trace = traces_.find(call_of(*over)); trace != nullptr && over->end == CallEnd::failed)
        lose(at, *trace, fmt::format("failed: {}: {}", over->message, over->failure));
    } else if (const auto* state = std::get_if<EngineState>(&event)) {
      if (state->state == EngineCondition::crashed) engine_gone(at, state->engine, "crashed");
      if (state->state == EngineCondition::unreachable) engine_gone(at, state->engine, "became unreachable");
    } else if (const auto* fault = std::get_if<FaultChanged>(&event)) {
      // An engine that is up again at once tells no other state.
      if (fault->begins && !fault->verb->lasts() && fault->verb->calls == FaultKind::Calls::lost)
        engine_gone(at, fault->engine, "restarted");
    } else if (const auto* operation = std::get_if<OperationEnded>(&event)) {
      tried_ = tried_ || operation->outcome.has_value();
    } else if (std::holds_alternative<CallStarted>(event) && check_.covers(at)) {
      ++calls_;
    }
    traces_.see(at, event);
  }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (calls_ == 0 && lost_ == 0) return {.summary = "no call was made"};
    if (!tried_ && lost_ == 0) return {.summary = fmt::format("none of {} calls needed a node", calls_)};
    const bool few = limit_.allows(lost_, calls_);
    Verdict result{.outcome = few ? CheckOutcome::passed : CheckOutcome::failed};
    result.summary = fmt::format("{} of {} calls lost ({}), {} allowed", lost_, calls_,
                                 percent_text(part_of(lost_, calls_)), limit_.text());
    if (!few) result.evidence = evidence_.lines();
    return result;
  }

 private:
  void engine_gone(Duration at, std::string_view engine, std::string_view how) {
    if (!check_.covers(at)) return;
    for (CallTrace* trace : traces_.up())
      if (trace->answered && !trace->marked && traces_.engine_of(trace->anchor) == engine)
        lose(at, *trace, fmt::format("its media was on engine {}, which {}", engine, how));
  }

  void lose(Duration at, CallTrace& trace, std::string_view why) {
    if (trace.marked || !check_.covers(at)) return;
    trace.marked = true;
    ++lost_;
    if (evidence_.full()) return evidence_.skip(1 + trace.notes);
    evidence_.add(fmt::format("{} call {}: {}", clock_text(at), trace.call_id, why));
    traces_.describe(trace, evidence_);
  }

  const Check& check_;
  const Limit& limit_;
  CallTraces traces_;
  Evidence evidence_;
  std::uint64_t calls_ = 0, lost_ = 0;
  bool tried_ = false;  ///< a node was needed
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<CallsLost>(check);
}

constexpr KeyRow keys[] = {{"max", "0", "", KeyType::number}, {"max_share", "", "a part of all calls", KeyType::share}};

}  // namespace

extern const CheckKind kind{
    .name = "calls_lost",
    .keys = keys,
    .fails_when = "more calls than `max` were lost",
    .example = "max_share = 0.01",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::calls_lost
