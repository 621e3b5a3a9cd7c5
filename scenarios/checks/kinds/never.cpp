// never: no such event.
#include <fmt/format.h>

#include "scenarios/checks/event_keys.hpp"
#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"

namespace rtpe::scenario::checks::never {
namespace {

struct Options {
  WrittenPattern event;
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  table.require("event", "as 'exchange_ended where outcome == \"timed out\"'");
  return KindOptions::of(Options{.event = read_pattern(table, "event")});
}

void write(const KindOptions& written, Section& section) { section.text("event", written.as<Options>().event.text); }

class Never final : public Judge {
 public:
  explicit Never(const Check& check) : check_(check), pattern_(check.options.as<Options>().event.pattern) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<RunStarted>() | pattern_.kinds(); }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) names_.start(*started);
    if (event.index() != pattern_.kind() || !check_.covers(at)) return;
    ++seen_;
    if (!pattern_.matches(at, event, names_)) return;
    ++found_;
    if (evidence_.full())
      evidence_.skip(1);
    else
      evidence_.add(fmt::format("{} {}", clock_text(at), event_text(event, names_)));
  }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    return {.outcome = found_ == 0 ? CheckOutcome::passed : CheckOutcome::failed,
            .summary = fmt::format("{} of {} {} events were of the kind that must not be", found_, seen_,
                                   event_kind_names()[pattern_.kind()]),
            .evidence = evidence_.lines()};
  }

 private:
  const Check& check_;
  const EventPattern& pattern_;
  RunNames names_;
  Evidence evidence_;
  std::uint64_t seen_ = 0, found_ = 0;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<Never>(check);
}

constexpr KeyRow keys[] = {{"event", "required", "[which events](#expressions)"}};

}  // namespace

extern const CheckKind kind{
    .name = "never",
    .keys = keys,
    .fails_when = "there was such an event",
    .example = "event = 'operation_ended where end == \"failed\"'",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::never
