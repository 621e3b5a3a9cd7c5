// The JSON Schema of the scenario file, for editors (taplo, Even Better TOML) and validators.
#pragma once
#include <string>

namespace rtpe::scenario {

/// Draft 7, as one JSON text. What it refuses the reader refuses; the reader knows more (names that must exist, times
/// that contradict each other).
[[nodiscard]] std::string json_schema();

}  // namespace rtpe::scenario
