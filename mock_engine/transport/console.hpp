// What the daemon's text console and its metrics page say; shared by the TCP console, HTTP and WebSocket.
#pragma once
#include <string>
#include <string_view>

#include "mock_engine/engine.hpp"

namespace rtpe::mock {

/// The output of one console command line ("list numsessions").
[[nodiscard]] std::string run_console(Engine& engine, Time now, std::string_view line);
/// Prometheus text under the daemon's own metric names.
[[nodiscard]] std::string metrics_text(const Engine& engine, Time now);

}  // namespace rtpe::mock
