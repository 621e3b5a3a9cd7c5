// Text -> tables: the one place where TOML and JSON become values.
#pragma once
#include <optional>
#include <string_view>

#include "base/problems.hpp"
#include "base/value.hpp"

namespace rtpe {

/// A whole TOML text. A text that is not TOML has one problem, the first; a key nested deeper than 16 is another.
[[nodiscard]] std::optional<Table> parse_toml(std::string_view text, Problems& problems);

/// A JSON document; null has no counterpart here and is left out, so that readers call its key missing.
[[nodiscard]] std::optional<Value> parse_json(std::string_view text, Problems& problems);
/// The same where only an object has a meaning.
[[nodiscard]] std::optional<Table> parse_json_object(std::string_view text, Problems& problems);

}  // namespace rtpe
