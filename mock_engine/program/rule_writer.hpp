// Rules -> tables, the counterpart of rule_reader: what is written reads back as an equal rule.
#pragma once
#include "base/value.hpp"
#include "mock_engine/program/rule.hpp"

namespace rtpe::mock {

/// The keys of a [[rule]] table in the order of docs/mock-engine.md, defaults left out.
[[nodiscard]] Table table_of(const Rule& rule);
/// One element of `do`: "drop-reply", { delay = "20ms" }, { restart = { for = "2s", state = "kept" } }.
[[nodiscard]] Value value_of(const Effect& effect);

}  // namespace rtpe::mock
