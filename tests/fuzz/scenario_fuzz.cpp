// parse_scenario() takes any bytes: it returns a scenario or errors, and never throws or ends the process.
#include <cstdlib>

#include "scenarios/model/scenario.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto scenario = rtpe::scenario::parse_scenario(text, "fuzz.toml");
  if (scenario) {
    if (scenario->engines.size() > 1000 || scenario->client.personality == nullptr) std::abort();
  } else {
    if (scenario.error().empty()) std::abort();
    for (const rtpe::Error& error : scenario.error())
      if (error.message.empty() || error.kind == rtpe::ErrorKind::internal) std::abort();
  }
  return 0;
}
