// A key of a kind of check or fault, as the documentation has it.
#pragma once
#include <string_view>

namespace rtpe::scenario {

struct KeyRow {
  std::string_view name;
  std::string_view standard;  ///< Markdown: "0", "required"; empty: none
  std::string_view meaning;   ///< Markdown; empty: the name says it
};

}  // namespace rtpe::scenario
