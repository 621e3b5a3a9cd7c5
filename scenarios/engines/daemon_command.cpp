#include "scenarios/engines/daemon_command.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "mock_engine/options.hpp"
#include "scenarios/engines/daemon_host.hpp"
#include "scenarios/process/peer_root.hpp"

namespace rtpe::scenario {
namespace {

std::unexpected<Error> daemon_cannot(std::string message, std::string remedy = "play it with --engines mock") {
  return std::unexpected(
      Error{.message = std::move(message), .place = "--engines rtpengine", .remedy = std::move(remedy)});
}

bool can_do(mock::Verb verb) {
  using mock::Verb;
  return verb == Verb::crash || verb == Verb::restart || verb == Verb::hang || verb == Verb::recover;
}

}  // namespace

std::vector<std::string> daemon_command(const Engine& engine, const DaemonAddresses& addresses) {
  std::vector<std::string> command{
      rtpengine_program,    "--table=-1",
      "--config-file=none", "--foreground",
      "--log-stderr",       "--log-level=4",
      "--num-threads=2",    fmt::format("--listen-ng={}:{}", addresses.control(), DaemonAddresses::control_port)};
  const mock::EngineConfig standard;
  for (const mock::DaemonOption& option : mock::daemon_options())
    if (!mock::is_own(option) && mock::value_text(option, engine.config) != mock::value_text(option, standard))
      command.push_back(fmt::format("--{}={}", option.name, mock::value_text(option, engine.config)));
  std::uint32_t number = 0;
  for (const mock::InterfaceAddress& interface : engine.config.interfaces)
    command.push_back(fmt::format("--interface={}/{}!{}", interface.name, addresses.interface(number++),
                                  interface.advertised.empty() ? interface.address : interface.advertised));
  return command;
}

Expected<void> check_daemon_can(const Scenario& scenario) {
  if (scenario.engines.size() > DaemonAddresses::most_engines)
    return daemon_cannot(fmt::format("more than {} engines", DaemonAddresses::most_engines));
  for (const Engine& engine : scenario.engines) {
    const std::string& name = engine.config.name;
    if (const auto program = rtpengine_of(engine.config.personality->name, peers_directory()); !program)
      return std::unexpected(program.error());
    if (!engine.rules.empty())
      return daemon_cannot(fmt::format("engine \"{}\" has rules, which a daemon has not", name));
    if (engine.service_time.high > Duration{})
      return daemon_cannot(fmt::format("engine \"{}\" has a service_time, and a daemon its own", name));
    if (engine.config.interfaces.size() > DaemonAddresses::most_interfaces)
      return daemon_cannot(
          fmt::format("engine \"{}\" has more than {} interfaces", name, DaemonAddresses::most_interfaces));
    for (const mock::InterfaceAddress& interface : engine.config.interfaces)
      if (interface.address.contains(':')) return daemon_cannot(fmt::format("engine \"{}\" has IPv6 media", name));
  }
  for (const Fault& fault : scenario.faults)
    if (fault.kind->effect != nullptr && !can_do(fault.kind->effect(fault).verb))
      return daemon_cannot(
          fmt::format("a daemon cannot be made to do \"{}\"; crash, restart, hang, blackhole and "
                      "partitions can befall it",
                      fault.kind->name));
  return {};
}

}  // namespace rtpe::scenario
