// Recording state of calls. Nothing is written: signalling names the file that the daemon would write.
#pragma once
#include "mock_engine/commands/command.hpp"

namespace rtpe::mock {

/// Starts recording; the first start gives the call its file name below recording_dir. Without one the daemon has no
/// recording method, and nothing is recorded.
void start_recording(EngineCore& engine, LiveCall& live);
/// Applies `record call` and its flag in an offer or answer.
void update_recording(CommandContext& context, LiveCall& live, const Options& options);

}  // namespace rtpe::mock
