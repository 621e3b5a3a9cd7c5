// The nodes of rtpengine_sock against the engines of the file.
#include <fmt/format.h>

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
Place place_of(const Node& node, const Reading& reading, const Problems& problems) {
  for (const PlacedText& sock : reading.socks)
    if (const auto at = sock.text.find(node.url); at != std::string::npos)
      return problems.inside(sock.place, sock.text, at);
  return reading.socks.empty() ? Place{} : reading.socks.front().place;
}

void judge_engine_use(const Scenario& scenario, const Registry& registry, Problems& problems) {
  for (const Engine& engine : scenario.engines) {
    bool used = false;
    for (const NodeSet& set : registry.sets())
      for (const auto& node : set.nodes) used = used || listens_at(engine, *node);
    if (!used && !engine.host.empty())
      problems.warn(engine.place, fmt::format("no node of rtpengine_sock leads to engine \"{}\" ({})",
                                              engine.config.name, shown(engine.listen)));
  }
}

}  // namespace

void judge_nodes(const Scenario& scenario, const Reading& reading, Problems& problems) {
  const Parameters& parameters = scenario.client.parameters;
  const SockOptions options{.setid_default = static_cast<std::uint32_t>(parameters.setid_default),
                            .websocket_api = parameters.wsapi == "lwsc",
                            .accept_tcp = scenario.speaks_tcp()};
  Registry registry;
  for (const PlacedText& sock : reading.socks) {
    std::vector<std::string> skipped;
    if (auto added = registry.add_sock(sock.text, options, skipped); !added)
      problems.error(sock.place, fmt::format("Kamailio would not start: {}", shown(added.error().message)));
    for (const std::string_view warning : skipped) {
      constexpr std::string_view lead = ": skipped ";  // before it: the whole value, which the excerpt shows
      const auto at = warning.rfind(lead);
      problems.warn(sock.place, fmt::format("Kamailio skips the node {}",
                                            shown(at == warning.npos ? warning : warning.substr(at + lead.size()))));
    }
  }
  if (registry.node_count() > most_nodes)
    problems.error(scenario.client.place, fmt::format("more than {} nodes", most_nodes), ErrorKind::limit);
  if (registry.node_count() > most_nodes || reading.socks.empty() || problems.any_errors()) return;

  if (registry.find_set(options.setid_default) == nullptr)
    problems.warn(scenario.client.place,
                  fmt::format("set {} (setid_default) has no node; only routes with set_rtpengine_set can work",
                              options.setid_default));
  for (const NodeSet& set : registry.sets())
    for (const auto& node : set.nodes)
      if (std::ranges::none_of(scenario.engines, [&](const Engine& engine) { return listens_at(engine, *node); }))
        problems.warn(place_of(*node, reading, problems),
                      fmt::format("no [[engine]] listens on node {}; it will never answer", shown(node->url)));
  judge_engine_use(scenario, registry, problems);
}

}  // namespace rtpe::scenario
