// stale_rows: rows of the call table whose calls are over for long.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"

namespace rtpe::scenario::checks::stale_rows {
namespace {

struct Options {
  Duration max{};
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  table.require("max", "how long a row may stay after its call, as \"1h\"");
  return KindOptions::of(Options{.max = table.duration("max").value_or(Duration{})});
}

void write(const KindOptions& options, Section& section) { section.duration("max", options.as<Options>().max); }

class StaleRows final : public Judge {
 public:
  explicit StaleRows(const Check& check) : check_(check), max_(check.options.as<Options>().max) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<TableChange, CallStarted, CallEnded>(); }

  void record(Duration at, const Event& event) override {
    if (const auto* change = std::get_if<TableChange>(&event)) {
      note(at, *change);
    } else if (const auto* started = std::get_if<CallStarted>(&event)) {
      over_.erase({started->proxy, std::string(started->call_id)});
    } else if (const auto* ended = std::get_if<CallEnded>(&event); ended->end != CallEnd::unfinished) {
      over_.try_emplace({ended->proxy, std::string(ended->call_id)}, at);
    }
  }

  [[nodiscard]] Verdict judge(Duration end) const override {
    if (!seen_) return {.summary = "no call came into the table"};
    Evidence evidence = evidence_;
    std::uint64_t stale = stale_;
    for (const auto& [key, rows] : rows_) {
      const auto over = over_.find(key);
      if (over == over_.end() || end - over->second <= max_ || !check_.covers(over->second)) continue;
      ++stale;
      evidence.add(fmt::format("call {} has {} row{} at the end, {} after it was over", key.second, rows,
                               rows == 1 ? "" : "s", took_text(end - over->second)));
    }
    return {.outcome = stale == 0 ? CheckOutcome::passed : CheckOutcome::failed,
            .summary = fmt::format("{} calls had a row of the call table for longer than {} after they were over",
                                   stale, took_text(max_)),
            .evidence = evidence.lines()};
  }

 private:
  using Key = std::pair<std::uint32_t, std::string>;  ///< proxy, Call-ID

  void note(Duration at, const TableChange& change) {
    seen_ = true;
    const Key key{change.proxy, std::string(change.call_id)};
    if (change.node != no_node) {
      ++rows_[key];
      return;
    }
    const auto row = rows_.find(key);
    if (row == rows_.end()) return;
    const auto over = over_.find(key);
    if (over != over_.end() && at - over->second > max_ && check_.covers(over->second)) {
      ++stale_;
      evidence_.add(fmt::format("{} the row of call {} goes, {} after it was over", clock_text(at), key.second,
                                took_text(at - over->second)));
    }
    if (--row->second == 0) rows_.erase(row);
  }

  const Check& check_;
  Duration max_;
  std::map<Key, std::uint32_t> rows_;
  std::map<Key, Duration> over_;
  bool seen_ = false;
  std::uint64_t stale_ = 0;
  Evidence evidence_;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<StaleRows>(check);
}

constexpr KeyRow keys[] = {{"max", "required", "a duration"}};

}  // namespace

extern const CheckKind kind{
    .name = "stale_rows",
    .keys = keys,
    .fails_when = "a row of the call table was there longer than that after its call was over",
    .example = "max = \"1h\"",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::stale_rows
