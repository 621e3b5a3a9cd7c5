// The table of checks.
#include "scenarios/checks/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace rtpe::scenario {
namespace {

struct Row {
  std::string_view that;
  MakeJudge make;
};
constexpr std::array table{
    Row{"affinity", make_affinity},
    Row{"share", make_share},
    Row{"failover_time", make_failover_time},
    Row{"calls_lost", make_calls_lost},
    Row{"blocked_workers", make_blocked_workers},
    Row{"engine_leak", make_engine_leak},
};

}  // namespace

Expected<std::unique_ptr<Judge>> make_judge(const Check& check, const Scenario& scenario) {
  const auto* const row = std::ranges::find(table, check.that, &Row::that);
  if (row == table.end())
    return std::unexpected(Error{ErrorKind::invalid_input, fmt::format("no check is called \"{}\"", check.that)});
  return row->make(check, scenario);
}

}  // namespace rtpe::scenario
