// share: new calls are spread over the nodes as weights, or the file, say.
#include <fmt/format.h>

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <map>
#include <optional>

#include "scenarios/checks/call_traces.hpp"
#include "scenarios/checks/judge.hpp"

namespace rtpe::scenario::checks::share {
namespace {

struct Options {
  double tolerance = 0.05;                               ///< difference per node, as a part of all calls
  std::optional<double> confidence;                      ///< instead of tolerance: what chance may do
  std::vector<std::pair<std::string, double>> expected;  ///< engine or node -> part; empty: by weights
  bool operator==(const Options&) const = default;
};

std::vector<std::pair<std::string, double>> read_expected(TableReader& table) {
  std::vector<std::pair<std::string, double>> expected;
  const Value* value = table.find("expected");
  if (value == nullptr) return expected;
  const Table* shares = value->table();
  if (shares == nullptr) {
    table.error_at_value(
        "expected",
        fmt::format("expected of [[check]] must be a table as {{ a = 0.5, b = 0.5 }}, not {}", type_name(*value)));
    return expected;
  }
  double sum = 0;
  TableReader reader(*shares, "expected of [[check]]", table.problems());
  for (const Member& member : shares->members)
    if (const auto share = reader.probability(member.key)) {
      expected.emplace_back(member.key, *share);
      sum += *share;
    }
  if (sum > 1.0005) table.error_at_value("expected", fmt::format("the parts add up to {}; more than all calls", sum));
  return expected;
}

KindOptions read(TableReader& table) {
  Options options;
  options.tolerance = table.probability("tolerance").value_or(options.tolerance);
  options.confidence = table.number("confidence", 0.5, 0.999999);
  if (options.confidence && table.has("tolerance"))
    table.problems().error(table.place_of_key("confidence"),
                           "give either tolerance, or confidence, from which it follows by the number of calls");
  options.expected = read_expected(table);
  return KindOptions::of(options);
}

void write(const KindOptions& written, Section& section) {
  const auto& options = written.as<Options>();
  if (options.tolerance != Options{}.tolerance) section.number("tolerance", options.tolerance);
  if (options.confidence) section.number("confidence", *options.confidence);
  if (options.expected.empty()) return;
  Section expected;
  for (const auto& [name, share] : options.expected) expected.number(name, share);
  section.add("expected", expected.table());
}

void relate(const Check& check, CheckRelations& relations) {
  for (const auto& [name, share] : check.options.as<Options>().expected)
    relations.known_engine_or_node("expected", name);
}

class Share final : public Judge {
 public:
  explicit Share(const Check& check) : check_(check), options_(check.options.as<Options>()) {}

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
      if (trace != nullptr && !had_anchor && trace->anchor != no_node && check_.covers(at)) {
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
    return options_.expected.empty() ? parts_by_weight() : parts_by_file();
  }
  /// How far a part may be off.
  [[nodiscard]] double tolerance_of(const Part& part) const;
  [[nodiscard]] std::vector<Part> parts_by_weight() const;
  [[nodiscard]] std::vector<Part> parts_by_file() const;

  const Check& check_;
  const Options& options_;
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
  for (const auto& [name, expected] : options_.expected) {
    Part part{.name = name, .calls = 0, .expected = expected};
    for (const Row& node : nodes_)
      if (name == node.engine || name == node.url || name == node.name) part.calls += node.calls;
    parts.push_back(part);
  }
  return parts;
}

double Share::tolerance_of(const Part& part) const {
  if (!options_.confidence) return options_.tolerance;
  const double deviations = std::sqrt(2.0) * boost::math::erf_inv(*options_.confidence);
  return deviations * std::sqrt(part.expected * (1 - part.expected) / static_cast<double>(total_));
}

Verdict Share::judge(Duration /*end*/) const {
  if (total_ == 0) return {.summary = "no call was set up, so there is nothing to share"};
  Evidence evidence;
  double widest = 0, allowed = 0;
  bool near = true;
  for (const Part& part : parts()) {
    const double got = static_cast<double>(part.calls) / static_cast<double>(total_);
    const double off = std::abs(got - part.expected);
    widest = std::max(widest, off);
    const double tolerance = tolerance_of(part);
    allowed = std::max(allowed, tolerance);
    near = near && off <= tolerance;
    evidence.add(fmt::format("{}: {} of {} new calls, {}; expected {}{}", part.name, part.calls, total_,
                             percent_text(got), percent_text(part.expected), off > tolerance ? "  <--" : ""));
  }
  return {.outcome = near ? CheckOutcome::passed : CheckOutcome::failed,
          .summary = fmt::format("{} new calls; the share of a node is off by {} at most (allowed {})", total_,
                                 percent_text(widest), percent_text(allowed)) +
                     (options_.confidence
                          ? fmt::format(": what chance does in {} of all runs", percent_text(*options_.confidence))
                          : ""),
          .evidence = near ? std::vector<std::string>{} : evidence.lines()};
}

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<Share>(check);
}

constexpr KeyRow keys[] = {
    {"tolerance", "0.05", "", KeyType::share},
    {"confidence", "", "instead: in this part of all runs chance alone stays within what is allowed", KeyType::share},
    {"expected", "by the weights", "a table from engine name or node URL to its part of the new calls", KeyType::table},
};

}  // namespace

extern const CheckKind kind{
    .name = "share",
    .keys = keys,
    .fails_when = "a node's part of the new calls differs by more than `tolerance`",
    .example = "tolerance = 0.1",
    .read = read,
    .write = write,
    .relate = relate,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::share
