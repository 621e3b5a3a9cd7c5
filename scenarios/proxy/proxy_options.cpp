#include "scenarios/proxy/proxy_options.hpp"

#include <fmt/format.h>

#include <map>
#include <string>

#include "scenarios/world/random.hpp"

namespace rtpe::scenario {
namespace {

/// Process ids of the proxy, as cookies show them.
constexpr std::uint32_t first_pid = 10001;

}  // namespace

std::vector<world::Address> node_addresses(const Names& names) {
  std::vector<world::Address> addresses;
  for (const NodeSite& site : names.sites()) addresses.push_back(site.address);
  return addresses;
}

proxy::ProxyOptions options_of(const ProxySetup& setup) {
  proxy::ProxyOptions options{.sip = {.workers = setup.client.workers}};
  options.sip.routing = route_rules(setup.scenario, setup.client.release()).value_or(std::vector<proxy::RouteRule>());
  if (!setup.scenario.routes.empty())
    options.sip.program = route_program(setup.scenario.routes, setup.client.release()).program;
  // Process ids are the same after a restart, as in a container; random numbers are not.
  options.cookies = [seed = setup.seed, of = setup.name.empty() ? "" : " of " + setup.name,
                     starts = std::map<std::uint32_t, std::uint32_t>()](std::uint32_t number) mutable {
    const std::uint32_t before = starts[number]++;
    const std::string again = before == 0 ? std::string() : fmt::format(" after restart {}", before);
    RandomStream random(seed, fmt::format("cookies of process {}{}{}", number, of, again));
    const auto middle = static_cast<std::uint32_t>(random.bits()), sequence = static_cast<std::uint32_t>(random.bits());
    return CookieSeed{.process_id = first_pid + number, .random_middle = middle, .random_sequence = sequence};
  };
  return options;
}

}  // namespace rtpe::scenario
