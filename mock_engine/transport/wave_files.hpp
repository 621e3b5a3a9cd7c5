// The files that `play media` names, for engines on real sockets.
#pragma once
#include "mock_engine/engine.hpp"

namespace rtpe::mock {

/// Reads WAV files (RIFF); everything else counts as unreadable, though the daemon plays whatever FFmpeg does. Bounded:
/// of a longer file only the first 64 MiB count.
class WaveFiles final : public MediaLibrary {
 public:
  [[nodiscard]] std::optional<std::int64_t> file_duration_ms(std::string_view path) const override;
};

}  // namespace rtpe::mock
