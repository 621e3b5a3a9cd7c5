// node_state: what the proxy thinks of a node, all the time.
#include <fmt/format.h>

#include <array>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/exchange_filter.hpp"
#include "scenarios/checks/judge.hpp"

namespace rtpe::scenario::checks::node_state {
namespace {

constexpr std::array<std::string_view, 2> states = {"enabled", "disabled"};

struct Options {
  std::string node;
  bool disabled = false;
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  table.require("node", "name of an engine, or a node's URL");
  table.require("is", "\"enabled\" or \"disabled\"");
  return KindOptions::of(
      Options{.node = table.text("node").value_or(""), .disabled = table.word("is", states).value_or(0) == 1});
}

void write(const KindOptions& options, Section& section) {
  section.text("node", options.as<Options>().node);
  section.text("is", states[options.as<Options>().disabled ? 1 : 0]);
}

void relate(const Check& check, CheckRelations& relations) {
  relations.known_engine_or_node("node", check.options.as<Options>().node);
}

class State final : public Judge {
 public:
  explicit State(const Check& check) : check_(check), options_(check.options.as<Options>()), nodes_(options_.node) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<RunStarted, NodeState>(); }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) {
      nodes_.start(*started);
      rows_.resize(nodes_.count());
      return;
    }
    const auto& state = std::get<NodeState>(event);
    if (!nodes_.covers(state.node)) return;
    Row& row = rows_[state.node];
    stay(row, state.node, at);
    row = {.since = at, .disabled = state.disabled, .why = std::string(word_of(state.cause))};
  }

  [[nodiscard]] Verdict judge(Duration end) const override {
    if (end < check_.from) return {.summary = "the run ended before the time that is judged"};
    State last = *this;  // what goes on until the end
    for (std::uint32_t node = 0; node < nodes_.count(); ++node)
      if (nodes_.covers(node)) last.stay(last.rows_[node], node, end + Duration(1));
    Verdict result{.outcome = last.wrong_ == Duration{} ? CheckOutcome::passed : CheckOutcome::failed};
    const std::string_view wanted = states[options_.disabled ? 1 : 0], other = states[options_.disabled ? 0 : 1];
    result.summary = last.wrong_ == Duration{}
                         ? fmt::format("{} was {} all the time", options_.node, wanted)
                         : fmt::format("{} was {} for {}", options_.node, other, took_text(last.wrong_));
    if (result.outcome == CheckOutcome::failed) result.evidence = last.evidence_.lines();
    return result;
  }

 private:
  struct Row {
    Duration since{};
    bool disabled = false;
    std::string why = "the start";
  };

  /// The node was as `row` says until `until`.
  void stay(const Row& row, std::uint32_t node, Duration until) {
    const Duration from = std::max(row.since, check_.from), to = std::min(until, check_.until);
    if (row.disabled == options_.disabled || from >= to) return;
    wrong_ += to - from;
    evidence_.add(fmt::format("{} to {}: {} was {} ({})", clock_text(from), clock_text(to), nodes_.name(node),
                              states[row.disabled ? 1 : 0], row.why));
  }

  const Check& check_;
  const Options& options_;
  FilteredNodes nodes_;
  std::vector<Row> rows_;
  Duration wrong_{};
  Evidence evidence_;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<State>(check);
}

constexpr KeyRow keys[] = {{"node", "required", "name of an engine, or a node's URL"},
                           {"is", "required", "`\"enabled\"` or `\"disabled\"`"}};

}  // namespace

extern const CheckKind kind{
    .name = "node_state",
    .keys = keys,
    .fails_when = "the proxy thought otherwise of the node at some time of the window (`from`, `until`)",
    .example = "node = \"a\"\nis = \"enabled\"",
    .read = read,
    .write = write,
    .relate = relate,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::node_state
