// What scenario files may name, for people: the tables of docs/scenario-file.md.
#pragma once
#include <string>
#include <vector>

namespace rtpe::scenario {

/// Markdown tables, each from its heading row on: of flows, faults and checks.
[[nodiscard]] std::vector<std::string> vocabulary_tables();

}  // namespace rtpe::scenario
