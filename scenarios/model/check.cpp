// [[check]]: a rule judged over the event log; each kind has its own keys.
#include <fmt/format.h>

#include <array>

#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::array<std::string_view, 2> expectations = {"pass", "fail"};
constexpr double most = 1e12;

void read_expected_share(TableReader& table, Check& check) {
  const Value* value = table.find("expected");
  if (value == nullptr) return;
  const Table* shares = value->table();
  if (shares == nullptr)
    return table.error_at_value(
        "expected",
        fmt::format("expected of [[check]] must be a table as {{ a = 0.5, b = 0.5 }}, not {}", type_name(*value)));
  double sum = 0;
  TableReader reader(*shares, "expected of [[check]]", table.problems());
  for (const Member& member : shares->members)
    if (const auto share = reader.probability(member.key)) {
      check.expected_share.emplace_back(member.key, *share);
      sum += *share;
    }
  if (sum > 1.0005) table.error_at_value("expected", fmt::format("the parts add up to {}; more than all calls", sum));
}

/// `max`, a count, or `max_share`, a part of `whole`; never both.
void read_limit(TableReader& table, Check& check, std::string_view whole) {
  check.max = table.number("max", 0, most);
  check.max_share = table.probability("max_share");
  if (check.max && check.max_share)
    table.problems().error(table.place_of_key("max_share"),
                           fmt::format("give either max, a count, or max_share, a part of {}", whole));
}

void read_kind(TableReader& table, Check& check) {
  if (check.that == "share") {
    check.tolerance = table.probability("tolerance").value_or(0.05);
    read_expected_share(table, check);
  } else if (check.that == "failover_time") {
    table.require("max", "the longest time, as \"5s\"");
    check.max_duration = table.duration("max");
  } else if (check.that == "calls_lost" || check.that == "engine_leak") {
    read_limit(table, check, "all calls");
    if (!check.max && !check.max_share) check.max = 0;
  } else if (check.that == "blocked_workers") {
    read_limit(table, check, "all workers");
    if (!table.has("max") && !table.has("max_share"))
      table.problems().error(table.place(),
                             "blocked_workers needs \"max\", a number of workers, or \"max_share\", a part of them");
  }
}

}  // namespace

void read_check(TableReader& table, Check& check) {
  if (!table.require("that", "what is judged")) return;
  const auto kind = table.word("that", check_names());
  if (!kind) return;  // which keys are right depends on it
  check.that = check_names()[*kind];
  TableReader reader(table.table(), "[[check]] of " + check.that, table.problems());
  static_cast<void>(reader.find("that"));
  read_kind(reader, check);
  check.from = reader.duration("from").value_or(check.from);
  check.until = reader.duration("until").value_or(check.until);
  if (check.until <= check.from)
    reader.error_at_value(reader.has("until") ? "until" : "from", "the window of this check ends before it begins");
  if (const auto expect = reader.word("expect", expectations)) check.expect = static_cast<Expectation>(*expect);
  reader.finish();
}

}  // namespace rtpe::scenario
