// standstill: how long all workers of a proxy were held at once by silent nodes and by locks.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"

namespace rtpe::scenario::checks::standstill {
namespace {

struct Options {
  Duration max{};
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  table.require("max", "the longest time, as \"2s\"");
  return KindOptions::of(Options{.max = table.duration("max").value_or(Duration{})});
}

void write(const KindOptions& options, Section& section) { section.duration("max", options.as<Options>().max); }

/// A proxy stands still while each of its workers is inside a function of the module.
class Standstill final : public Judge {
 public:
  explicit Standstill(const Check& check) : check_(check), max_(check.options.as<Options>().max) {}

  [[nodiscard]] EventKinds interests() const override {
    return kinds_of<RunStarted, OperationStarted, OperationEnded>();
  }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) {
      for (const ProxyEntry& proxy : started->proxies)
        rows_.push_back({.name = std::string(proxy.name), .workers = proxy.workers});
    } else if (const auto* begun = std::get_if<OperationStarted>(&event)) {
      Row& row = rows_[begun->proxy];
      ++operations_;
      if (++row.inside == row.workers) row.since = at;
    } else if (const auto* ended = std::get_if<OperationEnded>(&event)) {
      Row& row = rows_[ended->proxy];
      if (row.inside == row.workers && row.since) close(at, row);
      if (row.inside > 0) --row.inside;
    }
  }

  [[nodiscard]] bool is_broken() const override { return broken_ > 0; }

  [[nodiscard]] Verdict judge(Duration end) const override {
    if (operations_ == 0) return {.summary = "no function of the module was called: nothing could hold a worker"};
    Standstill last = *this;
    for (Row& row : last.rows_)
      if (row.since) last.close(end, row);
    return {.outcome = last.broken_ == 0 ? CheckOutcome::passed : CheckOutcome::failed,
            .summary = fmt::format("all workers of a proxy were held at once for {} at most ({} allowed)",
                                   took_text(last.longest_), took_text(max_)),
            .evidence = last.evidence_.lines()};
  }

 private:
  struct Row {
    std::string name;
    std::uint32_t workers = 0, inside = 0;
    std::optional<Duration> since = {};  ///< all are inside
  };

  void close(Duration at, Row& row) {
    const Duration from = std::max(*row.since, check_.from), to = std::min(at, check_.until);
    row.since.reset();
    if (to <= from) return;
    longest_ = std::max(longest_, to - from);
    if (to - from <= max_) return;
    ++broken_;
    evidence_.add(fmt::format("{} to {}: all {} workers of {} were inside a function of the module", clock_text(from),
                              clock_text(to), row.workers, row.name));
  }

  const Check& check_;
  Duration max_, longest_{};
  std::vector<Row> rows_;
  std::uint64_t operations_ = 0, broken_ = 0;
  Evidence evidence_;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<Standstill>(check);
}

constexpr KeyRow keys[] = {{"max", "required", "a duration"}};

}  // namespace

extern const CheckKind kind{
    .name = "standstill",
    .keys = keys,
    .fails_when =
        "all workers of a proxy were inside functions of the module at once for longer: it took no SIP message",
    .example = "max = \"2s\"",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::standstill
