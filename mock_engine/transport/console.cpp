#include "mock_engine/transport/console.hpp"

#include "mock_engine/statistics/report.hpp"

namespace rtpe::mock {

std::string run_console(Engine& engine, Time now, std::string_view line) { return engine.command_line(now, line); }
std::string metrics_text(const Engine& engine, Time now) { return prometheus_text(engine.statistics(now)); }

}  // namespace rtpe::mock
