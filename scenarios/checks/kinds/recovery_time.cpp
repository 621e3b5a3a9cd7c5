// recovery_time: how long the proxy still avoids a node whose engine is well again.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/exchange_filter.hpp"
#include "scenarios/checks/judge.hpp"

namespace rtpe::scenario::checks::recovery_time {
namespace {

struct Options {
  std::string node;
  Duration max{};
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  Options options{.node = table.text("node").value_or("")};
  table.require("max", "the longest time, as \"65s\"");
  options.max = table.duration("max").value_or(options.max);
  return KindOptions::of(options);
}

void write(const KindOptions& written, Section& section) {
  const auto& options = written.as<Options>();
  if (!options.node.empty()) section.text("node", options.node);
  section.duration("max", options.max);
}

void relate(const Check& check, CheckRelations& relations) {
  if (const std::string& node = check.options.as<Options>().node; !node.empty())
    relations.known_engine_or_node("node", node);
}

class RecoveryTime final : public Judge {
 public:
  explicit RecoveryTime(const Check& check)
      : check_(check), options_(check.options.as<Options>()), nodes_(options_.node) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<RunStarted, NodeState, EngineState>(); }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) {
      nodes_.start(*started);
      rows_.resize(nodes_.count());
    } else if (const auto* engine = std::get_if<EngineState>(&event)) {
      for (std::uint32_t node = 0; node < nodes_.count(); ++node)
        if (nodes_.covers(node) && nodes_.engine(node) == engine->engine) change(at, node, engine->state);
    } else if (const auto* state = std::get_if<NodeState>(&event); state != nullptr && nodes_.covers(state->node)) {
      Row& row = rows_[state->node];
      row.disabled = state->disabled;
      if (!row.disabled) recovered(at, row, state->node);
    }
  }

  [[nodiscard]] Verdict judge(Duration end) const override {
    RecoveryTime last = *this;
    std::uint64_t waiting = 0;
    for (std::uint32_t node = 0; node < nodes_.count(); ++node) {
      Row& row = last.rows_[node];
      if (!row.well_since || !row.disabled || !check_.covers(*row.well_since)) continue;
      if (end - *row.well_since <= options_.max) continue;
      ++waiting;
      last.evidence_.add(fmt::format("{} {} is still disabled; its engine has been well since {}", clock_text(end),
                                     nodes_.name(node), clock_text(*row.well_since)));
    }
    if (recoveries_ == 0 && waiting == 0) return {.summary = "no disabled node's engine was well again"};
    Verdict result{.outcome = too_late_ == 0 && waiting == 0 ? CheckOutcome::passed : CheckOutcome::failed};
    result.summary =
        fmt::format("{} time{} a node was used again, the slowest {} after its engine was well ({} allowed)",
                    recoveries_, recoveries_ == 1 ? "" : "s", took_text(longest_), took_text(options_.max));
    if (waiting > 0) result.summary += fmt::format("; {} still not used at the end", waiting);
    if (result.outcome == CheckOutcome::failed) result.evidence = last.evidence_.lines();
    return result;
  }

 private:
  struct Row {
    bool disabled = false;
    std::optional<Duration> well_since;  ///< after it was not
  };

  /// A slow engine is well: it answers.
  void change(Duration at, std::uint32_t node, EngineCondition state) {
    Row& row = rows_[node];
    if (state != EngineCondition::up && state != EngineCondition::slow)
      row.well_since.reset();
    else if (!row.well_since)
      row.well_since = at;
    if (!row.disabled) row.well_since.reset();  // nobody noticed
  }

  void recovered(Duration at, Row& row, std::uint32_t node) {
    const auto since = std::exchange(row.well_since, std::nullopt);
    if (!since || !check_.covers(at)) return;
    const Duration took = at - *since;
    ++recoveries_;
    longest_ = std::max(longest_, took);
    if (took <= options_.max) return;
    ++too_late_;
    evidence_.add(fmt::format("{} {} is used again, {} after its engine was well", clock_text(at), nodes_.name(node),
                              took_text(took)));
  }

  const Check& check_;
  const Options& options_;
  FilteredNodes nodes_;
  std::vector<Row> rows_;
  Evidence evidence_;
  Duration longest_{};
  std::uint64_t recoveries_ = 0, too_late_ = 0;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<RecoveryTime>(check);
}

constexpr KeyRow keys[] = {node_key, {"max", "required", "a duration", KeyType::duration}};

}  // namespace

extern const CheckKind kind{
    .name = "recovery_time",
    .keys = keys,
    .fails_when =
        "a node that the proxy had disabled was enabled again later than that after its engine was well, or "
        "not before the end",
    .example = "max = \"65s\"",
    .read = read,
    .write = write,
    .relate = relate,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::recovery_time
