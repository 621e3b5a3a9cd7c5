// always: whenever there is such an event, something is true of it.
#include <fmt/format.h>

#include "scenarios/checks/event_keys.hpp"
#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"

namespace rtpe::scenario::checks::always {
namespace {

struct Options {
  WrittenPattern event;
  WrittenCondition holds;
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  table.require("event", "as 'exchange_ended where command == \"offer\"'");
  table.require("holds", "what is true of each, as 'latency < 50ms'");
  Options options{.event = read_pattern(table, "event"), .holds = {}};
  options.holds = read_condition(table, "holds", options.event.pattern.kind());
  return KindOptions::of(std::move(options));
}

void write(const KindOptions& written, Section& section) {
  section.text("event", written.as<Options>().event.text);
  section.text("holds", written.as<Options>().holds.text);
}

class Always final : public Judge {
 public:
  explicit Always(const Check& check) : check_(check), options_(check.options.as<Options>()) {}

  [[nodiscard]] EventKinds interests() const override {
    return kinds_of<RunStarted>() | options_.event.pattern.kinds();
  }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) names_.start(*started);
    if (!options_.event.pattern.matches(at, event, names_) || !check_.covers(at)) return;
    ++seen_;
    if (options_.holds.condition.holds(at, event, names_)) return;
    ++broken_;
    if (evidence_.full())
      evidence_.skip(1);
    else
      evidence_.add(fmt::format("{} {}", clock_text(at), event_text(event, names_)));
  }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (seen_ == 0) return {.summary = fmt::format("there was no {}", options_.event.text)};
    return {.outcome = broken_ == 0 ? CheckOutcome::passed : CheckOutcome::failed,
            .summary = fmt::format("not true for {} of {} events: {}", broken_, seen_, options_.holds.text),
            .evidence = evidence_.lines()};
  }

 private:
  const Check& check_;
  const Options& options_;
  RunNames names_;
  Evidence evidence_;
  std::uint64_t seen_ = 0, broken_ = 0;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<Always>(check);
}

constexpr KeyRow keys[] = {{"event", "required", "[which events](#expressions)"},
                           {"holds", "required", "a condition on their fields"}};

}  // namespace

extern const CheckKind kind{
    .name = "always",
    .keys = keys,
    .fails_when = "there was such an event of which it is not true",
    .example = "event = 'exchange_ended where command == \"offer\"'\nholds = 'latency < 50ms'",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::always
