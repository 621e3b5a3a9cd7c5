#include "scenarios/run/names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "client/sets/node_url.hpp"

namespace rtpe::scenario {
namespace {

Error unplayable(const Node& node, std::string_view why) {
  return {.kind = ErrorKind::invalid_input,
          .message = std::string(why),
          .place = node.url,
          .remedy = "the lab's worlds carry udp: and udp6: nodes with numeric addresses"};
}

Expected<NodeSite> site_of(const Scenario& scenario, const Node& node) {
  if (node.scheme != Scheme::udp && node.scheme != Scheme::udp6)
    return std::unexpected(unplayable(node, fmt::format("{} nodes cannot be played", to_string(node.scheme))));
  const auto [host, port] = endpoint_of(node);
  auto endpoint = parse_endpoint(host.contains(':') ? fmt::format("[{}]:{}", host, port) : host + ":" + port);
  if (!endpoint) return std::unexpected(unplayable(node, "this node's address cannot be read"));
  NodeSite site{.endpoint = *endpoint, .engine = {}, .host_exists = false};
  for (std::uint32_t index = 0; index < scenario.engines.size(); ++index) {
    const Engine& engine = scenario.engines[index];
    if (engine.host != endpoint->host) continue;
    site.host_exists = true;
    if (engine.port == endpoint->port) site.engine = index;
  }
  return site;
}

}  // namespace

Expected<Names> Names::of(const Scenario& scenario, const Proxy& proxy) {
  Names names;
  names.nodes_.resize(proxy.registry.node_count());
  names.sites_.resize(proxy.registry.node_count());
  for (const Engine& engine : scenario.engines)
    names.engines_.push_back({.name = engine.config.name, .listen = engine.listen});
  for (const NodeSet& set : proxy.registry.sets())
    for (const auto& node : set.nodes) {
      auto site = site_of(scenario, *node);
      if (!site) return std::unexpected(site.error());
      const bool shared = std::ranges::any_of(proxy.registry.sets(), [&](const NodeSet& other) {
        return other.id != set.id &&
               std::ranges::any_of(other.nodes, [&](const auto& n) { return n->url == node->url; });
      });
      names.nodes_[node->index] = {.name = shared ? fmt::format("{} (set {})", node->url, set.id) : node->url,
                                   .url = node->url,
                                   .engine = site->engine ? names.engines_[*site->engine].name : std::string(),
                                   .set_id = set.id,
                                   .weight = node->weight};
      names.sites_[node->index] = std::move(*site);
    }
  return names;
}

std::vector<NodeEntry> Names::node_entries() const {
  std::vector<NodeEntry> entries;
  for (const NodeRow& row : nodes_)
    entries.push_back(
        {.name = row.name, .url = row.url, .proxy = 0, .set = row.set_id, .weight = row.weight, .engine = row.engine});
  return entries;
}

std::vector<EngineEntry> Names::engine_entries() const {
  std::vector<EngineEntry> entries;
  for (const EngineRow& row : engines_) entries.push_back({.name = row.name, .host = "mock", .listen = row.listen});
  return entries;
}

}  // namespace rtpe::scenario
