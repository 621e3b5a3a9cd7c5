// The nodes of rtpengine_sock against the engines of the file.
#include <fmt/format.h>

#include <deque>

#include "client/sets/registry.hpp"
#include "scenarios/model/control_address.hpp"
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::uint32_t most_nodes = 1000;

bool listens_at(const Engine& engine, const Node& node) {
  return control_address_of(node) == ControlAddress{.scheme = engine.scheme, .host = engine.host, .port = engine.port};
}

/// Where the node's URL stands; its set's first line when it is not to be found.
Place place_of_node(const Node& node, const std::vector<PlacedText>& socks, const Problems& problems) {
  for (const PlacedText& sock : socks)
    if (const auto at = sock.text.find(node.url); at != std::string::npos)
      return problems.inside(sock.place, sock.text, at);
  return socks.empty() ? Place{} : socks.front().place;
}

/// The sets of one proxy's lines, as Kamailio makes them.
Registry registry_of(const std::vector<PlacedText>& socks, const SockOptions& options, Problems& problems) {
  Registry registry;
  for (const PlacedText& sock : socks) {
    std::vector<SockWarning> doubtful;
    if (auto added = registry.add_sock(sock.text, options, doubtful); !added)
      problems.error(sock.place, fmt::format("Kamailio would not start: {}", shown(added.error().message)));
    for (const SockWarning& warning : doubtful)
      problems.warn(problems.inside(sock.place, sock.text, warning.offset), std::string(shown(warning.message)));
  }
  return registry;
}

void judge_node(const ScenarioFile& scenario, const Node& node, Place place, Problems& problems) {
  if (!control_address_of(node))
    return problems.error(place, fmt::format("{} cannot be played: a numeric address is needed", shown(node.url)));
  if (std::ranges::none_of(scenario.engines, [&](const Engine& engine) { return listens_at(engine, node); }))
    problems.warn(place, fmt::format("no [[engine]] listens on node {}; it will never answer", shown(node.url)));
}

void judge_engine_use(const ScenarioFile& scenario, const std::deque<Registry>& registries, Problems& problems) {
  for (std::size_t index = 0; index < scenario.engines.size(); ++index) {
    const Engine& engine = scenario.engines[index];
    bool used = false;
    for (const Registry& registry : registries)
      for (const NodeSet& set : registry.sets())
        for (const auto& node : set.nodes) used = used || listens_at(engine, *node);
    if (!used && !engine.host.empty())
      problems.warn(scenario.places.engines[index], fmt::format("no node of rtpengine_sock leads to engine \"{}\" ({})",
                                                                engine.config.name, shown(engine.listen)));
  }
}

}  // namespace

void judge_nodes(const ScenarioFile& scenario, const Reading& reading, Problems& problems) {
  std::deque<Registry> registries;
  for (std::size_t index = 0; index < scenario.proxies.size(); ++index) {
    const Parameters& parameters = scenario.proxies[index].parameters;
    const std::vector<PlacedText>& socks = reading.socks[index];
    const Place place = scenario.places.proxies[index];
    const SockOptions options{.setid_default = static_cast<std::uint32_t>(parameters.setid_default),
                              .websocket_api = parameters.wsapi == "lwsc",
                              .accept_tcp = scenario.speaks_tcp()};
    const Registry& registry = registries.emplace_back(registry_of(socks, options, problems));
    if (registry.node_count() > most_nodes)
      problems.error(place, fmt::format("more than {} nodes", most_nodes), ErrorKind::limit);
    if (registry.node_count() > most_nodes || socks.empty() || problems.any_errors()) return;
    if (registry.find_set(options.setid_default) == nullptr)
      problems.warn(place,
                    fmt::format("set {} (setid_default) has no node; only routes with set_rtpengine_set can work",
                                options.setid_default));
    for (const NodeSet& set : registry.sets())
      for (const auto& node : set.nodes) judge_node(scenario, *node, place_of_node(*node, socks, problems), problems);
  }
  judge_engine_use(scenario, registries, problems);
}

}  // namespace rtpe::scenario
