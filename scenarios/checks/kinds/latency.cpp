// latency: how long commands took, from the first send until their answer or until they were given up.
#include <fmt/format.h>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/exchange_filter.hpp"
#include "scenarios/checks/judge.hpp"
#include "scenarios/log/latency_histogram.hpp"

namespace rtpe::scenario::checks::latency {
namespace {

struct Options {
  ExchangeFilter filter;
  unsigned percentile = 100;
  Duration max{};
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  Options options;
  options.filter = read_exchange_filter(table);
  options.percentile = static_cast<unsigned>(table.integer("percentile", 1, 100).value_or(options.percentile));
  table.require("max", "the longest time, as \"50ms\"");
  options.max = table.duration("max").value_or(options.max);
  return KindOptions::of(options);
}

void write(const KindOptions& written, Section& section) {
  const auto& options = written.as<Options>();
  write_exchange_filter(options.filter, section);
  if (options.percentile != Options{}.percentile) section.whole("percentile", options.percentile);
  section.duration("max", options.max);
}

void relate(const Check& check, CheckRelations& relations) {
  relate_exchange_filter(check.options.as<Options>().filter, relations);
}

class Latency final : public Judge {
 public:
  explicit Latency(const Check& check)
      : check_(check), options_(check.options.as<Options>()), nodes_(options_.filter.node) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<RunStarted, ExchangeEnded>(); }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) return nodes_.start(*started);
    const auto& ended = std::get<ExchangeEnded>(event);
    if (!options_.filter.wants(ended.command) || !nodes_.covers(ended.node) || !check_.covers(at)) return;
    took_.add(ended.latency);
    if (ended.latency > options_.max)
      evidence_.add(fmt::format("{} {} to {}: {} after {}", clock_text(at), word_of(ended.command),
                                nodes_.name(ended.node), word_of(ended.outcome), took_text(ended.latency)));
  }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (took_.count() == 0) return {.summary = fmt::format("there were no {}", options_.filter.text())};
    const Duration measured = options_.percentile == 100 ? took_.highest() : took_.percentile(options_.percentile);
    Verdict result{.outcome = measured <= options_.max ? CheckOutcome::passed : CheckOutcome::failed};
    result.summary = fmt::format("{} of {} {} took at most {}, {} allowed",
                                 options_.percentile == 100 ? "all" : fmt::format("{} %", options_.percentile),
                                 took_.count(), options_.filter.text(), took_text(measured), took_text(options_.max));
    if (result.outcome == CheckOutcome::failed) result.evidence = evidence_.lines();
    return result;
  }

 private:
  const Check& check_;
  const Options& options_;
  FilteredNodes nodes_;
  LatencyHistogram took_;
  Evidence evidence_;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<Latency>(check);
}

constexpr KeyRow keys[] = {
    command_key,
    node_key,
    {"percentile", "100", "of the commands that are judged; good to about 3 %, 100 is exact", KeyType::whole},
    {"max", "required", "a duration", KeyType::duration}};

}  // namespace

extern const CheckKind kind{
    .name = "latency",
    .keys = keys,
    .fails_when =
        "that part of the commands took longer, from the first send until the answer or until they were "
        "given up",
    .example = "command = \"offer\"\npercentile = 99\nmax = \"50ms\"",
    .read = read,
    .write = write,
    .relate = relate,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::latency
