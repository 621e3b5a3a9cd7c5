// share: new calls are spread over the nodes as weights, or the file, say.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "scenarios/checks/call_traces.hpp"
#include "scenarios/checks/check.hpp"

namespace rtpe::scenario {
namespace {

constexpr double default_tolerance = 0.05;

class Share final : public Judge {
 public:
  explicit Share(const Check& check) : check_(check), tolerance_(check.tolerance.value_or(default_tolerance)) {}

  [[nodiscard]] EventKinds interests() const override { return CallTraces::interests; }
  [[nodiscard]] EventKinds needs() const override { return CallTraces::needs; }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event))
      for (const NodeEntry& node : started->nodes)
        nodes_.push_back({std::string(node.name),
                          std::string(node.url),
                          std::string(node.engine),
                          {node.proxy, node.set},
                          static_cast<double>(node.weight),
                          0});
    if (const auto* ended = std::get_if<ExchangeEnded>(&event)) {
      const CallTrace* trace = traces_.find(call_of(*ended));
      const bool had_anchor = trace != nullptr && trace->anchor != no_node;
      traces_.see(at, event);
      if (trace != nullptr && !had_anchor && trace->anchor != no_node && at >= check_.from && at < check_.until) {
        ++nodes_[trace->anchor].calls;
        ++total_;
      }
      return;
    }
    traces_.see(at, event);
  }

  [[nodiscard]] Verdict judge(Duration end) const override;

 private:
  struct Row {
    std::string name, url, engine;
    std::pair<std::uint32_t, std::uint32_t> set;  ///< proxy and id
    double weight;
    std::uint64_t calls;
  };
  /// What one line of the verdict is about: a node, or an engine that the file names.
  struct Part {
    std::string name;
    std::uint64_t calls = 0;
    double expected = 0;
  };
  [[nodiscard]] std::vector<Part> parts() const {
    return check_.expected_share.empty() ? parts_by_weight() : parts_by_file();
  }
  [[nodiscard]] std::vector<Part> parts_by_weight() const;
  [[nodiscard]] std::vector<Part> parts_by_file() const;

  const Check& check_;
  double tolerance_;
  CallTraces traces_;
  std::vector<Row> nodes_;
  std::uint64_t total_ = 0;
};

std::vector<Share::Part> Share::parts_by_weight() const {
  struct Sum {
    double weight = 0;
    std::uint64_t calls = 0;
  };
  std::map<std::pair<std::uint32_t, std::uint32_t>, Sum> sets;
  for (const Row& node : nodes_) {
    sets[node.set].weight += node.weight;
    sets[node.set].calls += node.calls;
  }
  std::vector<Part> parts;
  for (const Row& node : nodes_) {
    const Sum& set = sets[node.set];
    const double of_set = set.weight > 0 ? node.weight / set.weight : 0;
    const double set_part = total_ > 0 ? static_cast<double>(set.calls) / static_cast<double>(total_) : 0;
    parts.push_back({node.name, node.calls, of_set * set_part});
  }
  return parts;
}

std::vector<Share::Part> Share::parts_by_file() const {
  std::vector<Part> parts;
  for (const auto& [name, expected] : check_.expected_share) {
    Part part{.name = name, .calls = 0, .expected = expected};
    for (const Row& node : nodes_)
      if (name == node.engine || name == node.url || name == node.name) part.calls += node.calls;
    parts.push_back(part);
  }
  return parts;
}

Verdict Share::judge(Duration /*end*/) const {
  if (total_ == 0) return {.summary = "no call was set up, so there is nothing to share"};
  Evidence evidence;
  double widest = 0;
  for (const Part& part : parts()) {
    const double got = static_cast<double>(part.calls) / static_cast<double>(total_);
    const double off = std::abs(got - part.expected);
    widest = std::max(widest, off);
    evidence.add(fmt::format("{}: {} of {} new calls, {}; expected {}{}", part.name, part.calls, total_,
                             percent_text(got), percent_text(part.expected), off > tolerance_ ? "  <--" : ""));
  }
  const bool near = widest <= tolerance_;
  return {.outcome = near ? CheckOutcome::passed : CheckOutcome::failed,
          .summary = fmt::format("{} new calls; the share of a node is off by {} at most (allowed {})", total_,
                                 percent_text(widest), percent_text(tolerance_)),
          .evidence = near ? std::vector<std::string>{} : evidence.lines()};
}

}  // namespace

std::unique_ptr<Judge> make_share(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<Share>(check);
}

}  // namespace rtpe::scenario
