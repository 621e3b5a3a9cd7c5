// Values -> TOML, as a person would write them.
#pragma once
#include <string>
#include <string_view>

#include "base/value.hpp"

namespace rtpe {

/// One line (a text of several lines stands between ''' as it is): "..." or, where quotes or backslashes stand in it,
/// '...'; { a = 1 }; an array, on several lines when it is long. What parse_toml() reads back is equal.
void append_toml(std::string& out, const Value& value);
/// Bare where TOML allows it, else in quotes.
void append_toml_key(std::string& out, std::string_view key);

}  // namespace rtpe
