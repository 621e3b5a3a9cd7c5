// Length of a RIFF/WAVE file: what `play media` reports as `duration`.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace rtpe::mock {

/// Whole milliseconds of the data chunk; nothing when the bytes are no wave file with a known byte rate.
[[nodiscard]] std::optional<std::int64_t> wave_duration_ms(std::string_view bytes);

}  // namespace rtpe::mock
