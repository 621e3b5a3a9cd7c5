// The options of `rtpe-lab run` that say where somebody else's proxy and engines are.
#pragma once
#include <CLI/CLI.hpp>

#include "cli/run_options.hpp"

namespace rtpe::cli {

void add_external_options(CLI::App& verb, RunVerbOptions& options);
/// Options that say something of hosts that the run does not have.
[[nodiscard]] Expected<void> check_external_options(const RunVerbOptions& options);
/// What they say, in the scenario. Error: it has no such engine, or an address is none.
[[nodiscard]] Expected<void> set_external_addresses(const RunVerbOptions& options, scenario::Scenario& scenario);

}  // namespace rtpe::cli
