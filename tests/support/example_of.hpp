// The options that the row of a kind of check or fault gives as an example.
#pragma once
#include <string>

#include "base/table_reader.hpp"
#include "base/toml.hpp"
#include "scenarios/model/kind_options.hpp"

namespace rtpe::test {

template <class Kind>
scenario::KindOptions example_of(const Kind& kind) {
  if (kind.read == nullptr) return {};
  Problems problems(kind.example, std::string(kind.name));
  const auto table = parse_toml(kind.example, problems);
  TableReader reader(*table, std::string(kind.name), problems);
  return kind.read(reader);
}

}  // namespace rtpe::test
