// parse_scenario() takes any bytes: it returns a scenario or errors, and never throws or ends the
// process. What it accepts is written and read back equal.
#include <cstdlib>

#include "scenarios/model/scenario.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto scenario = rtpe::scenario::parse_scenario(text, "fuzz.toml");
  if (scenario) {
    if (scenario->engines.size() > 1000 || scenario->proxies.empty()) std::abort();
    const std::string written = rtpe::scenario::write_scenario(*scenario);
    const auto again = rtpe::scenario::parse_scenario(written, "fuzz.toml");
    const rtpe::scenario::Scenario& before = *scenario;
    if (!again || !(before == static_cast<const rtpe::scenario::Scenario&>(*again))) std::abort();
    if (rtpe::scenario::write_scenario(*again) != written) std::abort();
  } else {
    if (scenario.error().empty()) std::abort();
    for (const rtpe::Error& error : scenario.error())
      if (error.message.empty() || error.kind == rtpe::ErrorKind::internal) std::abort();
  }
  return 0;
}
