// [[check]]: a rule judged over the event log; each kind has its own keys.
#include <array>

#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::array<std::string_view, 2> expectations = {"pass", "fail"};

}  // namespace

void read_check(TableReader& table, Check& check) {
  if (!table.require("that", "what is judged")) return;
  const auto kind = table.word("that", check_names());
  if (!kind) return;  // which keys are right depends on it
  check.kind = check_kinds()[*kind];
  TableReader reader(table.table(), "[[check]] of " + std::string(check.kind->name), table.problems());
  static_cast<void>(reader.find("that"));
  if (check.kind->read != nullptr) check.options = check.kind->read(reader);
  check.from = reader.duration("from").value_or(check.from);
  check.until = reader.duration("until").value_or(check.until);
  if (check.until <= check.from)
    reader.error_at_value(reader.has("until") ? "until" : "from", "the window of this check ends before it begins");
  if (const auto expect = reader.word("expect", expectations)) check.expect = static_cast<Expectation>(*expect);
  reader.finish();
}

}  // namespace rtpe::scenario
