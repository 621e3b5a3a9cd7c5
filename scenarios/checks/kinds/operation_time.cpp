// operation_time: how long a script function held its worker.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"

namespace rtpe::scenario::checks::operation_time {
namespace {

struct Options {
  Duration max{};
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  table.require("max", "the longest time, as \"12s\"");
  return KindOptions::of(Options{.max = table.duration("max").value_or(Duration{})});
}

void write(const KindOptions& options, Section& section) { section.duration("max", options.as<Options>().max); }

class OperationTime final : public Judge {
 public:
  explicit OperationTime(const Check& check) : check_(check), max_(check.options.as<Options>().max) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<RunStarted, OperationEnded>(); }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) {
      for (const NodeEntry& node : started->nodes) nodes_.emplace_back(node.name);
      return;
    }
    const auto& ended = std::get<OperationEnded>(event);
    if (!check_.covers(at)) return;
    ++seen_;
    longest_ = std::max(longest_, ended.took);
    if (ended.took <= max_) return;
    ++late_;
    evidence_.add(fmt::format("{} {} of worker {} took {}: {} datagrams of commands, {} pings, {}", clock_text(at),
                              ended.function, ended.worker, took_text(ended.took), ended.sends, ended.pings,
                              ended.node < nodes_.size() ? fmt::format("at last {} answered", nodes_[ended.node])
                                                         : std::string("nobody answered")));
  }

  [[nodiscard]] bool is_broken() const override { return late_ > 0; }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (seen_ == 0) return {.summary = "no function of the module ended"};
    return {.outcome = late_ == 0 ? CheckOutcome::passed : CheckOutcome::failed,
            .summary = fmt::format("{} of {} operations held their worker for longer than {}; the longest for {}",
                                   late_, seen_, took_text(max_), took_text(longest_)),
            .evidence = evidence_.lines()};
  }

 private:
  const Check& check_;
  Duration max_, longest_{};
  std::vector<std::string> nodes_;
  std::uint64_t seen_ = 0, late_ = 0;
  Evidence evidence_;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<OperationTime>(check);
}

constexpr KeyRow keys[] = {{"max", "required", "a duration"}};

}  // namespace

extern const CheckKind kind{
    .name = "operation_time",
    .keys = keys,
    .fails_when = "a script function held its worker for longer, pings and waiting for locks included",
    .example = "max = \"12s\"",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::operation_time
