// avoidable_failures: functions that failed although an engine that another node of the proxy leads to was well.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"
#include "scenarios/checks/limit.hpp"

namespace rtpe::scenario::checks::avoidable_failures {
namespace {

KindOptions read(TableReader& table) { return KindOptions::of(read_limit(table, "all offers and answers")); }
void write(const KindOptions& options, Section& section) { write_limit(options.as<Limit>(), section); }

class AvoidableFailures final : public Judge {
 public:
  explicit AvoidableFailures(const Check& check) : check_(check), limit_(check.options.as<Limit>()) {}

  [[nodiscard]] EventKinds interests() const override {
    return kinds_of<RunStarted, EngineState, Selected, OperationEnded>();
  }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) {
      for (const NodeEntry& node : started->nodes)
        nodes_.push_back({std::string(node.name), std::string(node.engine), node.proxy, node.set, node.weight});
      for (const EngineEntry& engine : started->engines) states_[std::string(engine.name)] = EngineCondition::up;
    } else if (const auto* state = std::get_if<EngineState>(&event)) {
      states_[std::string(state->engine)] = state->state;
    } else if (const auto* selected = std::get_if<Selected>(&event)) {
      sets_[{selected->proxy, selected->operation}] = selected->set;
    } else if (const auto* ended = std::get_if<OperationEnded>(&event)) {
      note(at, *ended);
    }
  }

  [[nodiscard]] bool is_broken() const override { return !limit_.share && !limit_.allows(failures_, operations_); }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (operations_ == 0) return {.summary = "no offer or answer was to be brought to a node"};
    const bool few = limit_.allows(failures_, operations_);
    return {.outcome = few ? CheckOutcome::passed : CheckOutcome::failed,
            .summary =
                fmt::format("{} of {} offers and answers failed although an engine of their set was well ({} allowed)",
                            failures_, operations_, limit_.text()),
            .evidence = few ? std::vector<std::string>{} : evidence_.lines()};
  }

 private:
  struct Row {
    std::string name, engine;
    std::uint32_t proxy, set, weight;
  };

  void note(Duration at, const OperationEnded& ended) {
    const auto found = sets_.find({ended.proxy, ended.operation});
    if (found == sets_.end()) return;
    const std::uint32_t set = found->second;
    sets_.erase(found);
    if (ended.command != Command::offer && ended.command != Command::answer) return;
    if (!check_.covers(at)) return;
    ++operations_;
    if (ended.end != OperationEnd::failed) return;
    const auto is_well = [&](const Row& node) {
      if (node.proxy != ended.proxy || node.set != set || node.weight == 0) return false;
      const auto state = states_.find(node.engine);
      return state != states_.end() && state->second == EngineCondition::up;
    };
    const auto well = std::ranges::find_if(nodes_, is_well);
    if (well == nodes_.end()) return;
    ++failures_;
    evidence_.add(fmt::format("{} {} ({}) failed: {}; engine {} of the same set was well", clock_text(at),
                              ended.function, wire_name(*ended.command), ended.failure, well->engine));
  }

  const Check& check_;
  const Limit& limit_;
  std::vector<Row> nodes_;
  std::map<std::string, EngineCondition, std::less<>> states_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint32_t> sets_;  ///< of running operations
  std::uint64_t operations_ = 0, failures_ = 0;
  Evidence evidence_;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<AvoidableFailures>(check);
}

constexpr KeyRow keys[] = {{"max", "0", ""}, {"max_share", "", "a part of all offers and answers"}};

}  // namespace

extern const CheckKind kind{
    .name = "avoidable_failures",
    .keys = keys,
    .fails_when = "more offers and answers than `max` failed although an engine of their set was up and well",
    .example = "max = 3",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::avoidable_failures
