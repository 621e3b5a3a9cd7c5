// [variables] and [matrix]: one file, several scenarios that differ in values.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/problems.hpp"
#include "base/value.hpp"

namespace rtpe::scenario {

/// Values from outside, as TOML writes them or as plain text: they count more than the file's.
using GivenVariables = std::map<std::string, std::string>;

/// The tables of one scenario, every `${name}` replaced.
struct Case {
  std::string name;  ///< "retr = 3, workers = 4"; empty: the file has no [matrix]
  Table root;
};

/// The cases of a file in the order of its matrix, the last key changing fastest. What is wrong is reported.
[[nodiscard]] std::vector<Case> cases_of(Table root, const GivenVariables& given, Problems& problems);

/// `${` in texts as a file writes it, so that it is read back as it is.
void escape_variables(Table& table);

}  // namespace rtpe::scenario
