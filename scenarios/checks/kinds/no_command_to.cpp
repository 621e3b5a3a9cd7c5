// no_command_to: a node, or all nodes of an engine, is left alone.
#include <fmt/format.h>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/exchange_filter.hpp"
#include "scenarios/checks/judge.hpp"

namespace rtpe::scenario::checks::no_command_to {
namespace {

KindOptions read(TableReader& table) {
  table.require("node", "name of an engine, or a node's URL");
  return KindOptions::of(read_exchange_filter(table));
}

void write(const KindOptions& options, Section& section) {
  write_exchange_filter(options.as<ExchangeFilter>(), section);
}

void relate(const Check& check, CheckRelations& relations) {
  relations.known_engine_or_node("node", check.options.as<ExchangeFilter>().node);
}

class NoCommandTo final : public Judge {
 public:
  explicit NoCommandTo(const Check& check)
      : check_(check), filter_(check.options.as<ExchangeFilter>()), nodes_(filter_.node) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<RunStarted, Sent>(); }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) return nodes_.start(*started);
    const auto& sent = std::get<Sent>(event);
    if (!filter_.wants(sent.command) || !check_.covers(at)) return;
    if (!nodes_.covers(sent.node)) {
      ++elsewhere_;
      return;
    }
    ++sends_;
    evidence_.add(fmt::format("{} {} to {}, attempt {}", clock_text(at), word_of(sent.command), nodes_.name(sent.node),
                              sent.attempt));
  }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (sends_ == 0 && elsewhere_ == 0) return {.summary = "no command was sent to any node"};
    Verdict result{.outcome = sends_ == 0 ? CheckOutcome::passed : CheckOutcome::failed};
    const std::string what = filter_.command ? std::string(word_of(*filter_.command)) : std::string("command");
    result.summary =
        fmt::format("{} {}{} went to {}, {} elsewhere", sends_, what, sends_ == 1 ? "" : "s", filter_.node, elsewhere_);
    if (sends_ > 0) result.evidence = evidence_.lines();
    return result;
  }

 private:
  const Check& check_;
  const ExchangeFilter& filter_;
  FilteredNodes nodes_;
  Evidence evidence_;
  std::uint64_t sends_ = 0, elsewhere_ = 0;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<NoCommandTo>(check);
}

constexpr KeyRow keys[] = {command_key, {"node", "required", "name of an engine, or a node's URL"}};

}  // namespace

extern const CheckKind kind{
    .name = "no_command_to",
    .keys = keys,
    .fails_when = "such a command was sent there",
    .example = "node = \"a\"",
    .read = read,
    .write = write,
    .relate = relate,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::no_command_to
