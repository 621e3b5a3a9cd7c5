// Text as a JSON string.
#pragma once
#include <string>
#include <string_view>

namespace rtpe {

/// Appends `value` with its quotation marks. Bytes that are no UTF-8 are written as \u00XX, so that the result is valid
/// JSON whatever was on the wire.
void append_json_string(std::string& out, std::string_view value);
[[nodiscard]] std::string json_string(std::string_view value);

}  // namespace rtpe
