// retransmissions: sends of a command beyond its first.
#include <fmt/format.h>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/exchange_filter.hpp"
#include "scenarios/checks/judge.hpp"
#include "scenarios/checks/limit.hpp"

namespace rtpe::scenario::checks::retransmissions {
namespace {

struct Options {
  ExchangeFilter filter;
  Limit limit;
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  return KindOptions::of(Options{.filter = read_exchange_filter(table), .limit = read_limit(table, "all sends")});
}

void write(const KindOptions& options, Section& section) {
  write_exchange_filter(options.as<Options>().filter, section);
  write_limit(options.as<Options>().limit, section);
}

void relate(const Check& check, CheckRelations& relations) {
  relate_exchange_filter(check.options.as<Options>().filter, relations);
}

class Retransmissions final : public Judge {
 public:
  explicit Retransmissions(const Check& check)
      : check_(check), options_(check.options.as<Options>()), nodes_(options_.filter.node) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<RunStarted, Sent>(); }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) return nodes_.start(*started);
    const auto& sent = std::get<Sent>(event);
    if (!options_.filter.wants(sent.command) || !nodes_.covers(sent.node) || !check_.covers(at)) return;
    ++sends_;
    if (sent.attempt < 2) return;
    ++repeated_;
    evidence_.add(fmt::format("{} {} to {}: attempt {}", clock_text(at), word_of(sent.command), nodes_.name(sent.node),
                              sent.attempt));
  }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (sends_ == 0) return {.summary = fmt::format("there were no {}", options_.filter.text())};
    const bool few = options_.limit.allows(repeated_, sends_);
    Verdict result{.outcome = few ? CheckOutcome::passed : CheckOutcome::failed};
    result.summary =
        fmt::format("{} of {} sends of {} were retransmissions ({}), {} allowed", repeated_, sends_,
                    options_.filter.text(), percent_text(part_of(repeated_, sends_)), options_.limit.text());
    if (!few) result.evidence = evidence_.lines();
    return result;
  }

 private:
  const Check& check_;
  const Options& options_;
  FilteredNodes nodes_;
  Evidence evidence_;
  std::uint64_t sends_ = 0, repeated_ = 0;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<Retransmissions>(check);
}

constexpr KeyRow keys[] = {
    command_key, node_key, {"max", "0", "", KeyType::number}, {"max_share", "", "a part of all sends", KeyType::share}};

}  // namespace

extern const CheckKind kind{
    .name = "retransmissions",
    .keys = keys,
    .fails_when = "more than `max` sends repeated a command",
    .example = "max_share = 0.01",
    .read = read,
    .write = write,
    .relate = relate,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::retransmissions
