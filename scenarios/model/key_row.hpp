// A key of a table of a scenario file, as the documentation and the JSON Schema have it.
#pragma once
#include <cstdint>
#include <string_view>

namespace rtpe::scenario {

/// What a file writes there.
enum class KeyType : std::uint8_t {
  text,
  texts,  ///< one, or an array of them
  truth,  ///< true or false
  whole,  ///< a whole number
  number,
  share,     ///< 0 to 1
  duration,  ///< "90s"
  range,     ///< "2ms", "0.5ms..2ms"
  rate,      ///< "40/s"
  setting,   ///< a text or a whole number
  table,
  anything,
};

struct KeyRow {
  std::string_view name;
  std::string_view standard;  ///< Markdown: "0", "required"; empty: none
  std::string_view meaning;   ///< Markdown; empty: the name says it
  KeyType type = KeyType::text;
};

}  // namespace rtpe::scenario
