// calls_made: enough calls were made. A check that only the test has.
#include <fmt/format.h>

#include "scenarios/checks/judge.hpp"

namespace rtpe::scenario::checks::calls_made {
namespace {

struct Options {
  std::int64_t least = 1;
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  table.require("least", "how many calls there are to be");
  return KindOptions::of(Options{.least = table.integer("least", 1, 1'000'000).value_or(1)});
}

void write(const KindOptions& options, Section& section) {
  section.whole("least", static_cast<std::uint64_t>(options.as<Options>().least));
}

class CallsMade final : public Judge {
 public:
  explicit CallsMade(const Check& check) : check_(check) {}
  [[nodiscard]] EventKinds interests() const override { return kinds_of<CallStarted>(); }
  void record(Duration at, const Event& /*event*/) override { calls_ += check_.covers(at) ? 1 : 0; }
  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    const std::int64_t least = check_.options.as<Options>().least;
    if (calls_ >= least) return {.outcome = CheckOutcome::passed, .summary = fmt::format("{} calls", calls_)};
    return {.outcome = CheckOutcome::failed,
            .summary = fmt::format("{} calls, {} wanted", calls_, least),
            .evidence = {"nobody called more often"}};
  }

 private:
  const Check& check_;
  std::int64_t calls_ = 0;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<CallsMade>(check);
}

constexpr KeyRow keys[] = {{"least", "required", "a number of calls"}};

}  // namespace

extern const CheckKind kind{
    .name = "calls_made",
    .keys = keys,
    .fails_when = "fewer calls than `least` were made",
    .example = "least = 3",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::calls_made
