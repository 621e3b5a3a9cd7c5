#include "scenarios/proxy/names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/model/control_address.hpp"

namespace rtpe::scenario {
namespace {

Expected<NodeSite> site_of(const Scenario& scenario, const Node& node, SchemeSet played) {
  if (!played.contains(node.scheme))
    return std::unexpected(
        Error{.kind = ErrorKind::invalid_input,
              .message = fmt::format("{} nodes cannot be played here", to_string(node.scheme)),
              .place = node.url,
              .remedy = "virtual runs carry udp: and udp6:; with --clock real also tcp:, ws:, unix:"});
  const auto address = control_address_of(node);
  if (!address)
    return std::unexpected(Error{.kind = ErrorKind::invalid_input,
                                 .message = "this node's address cannot be read",
                                 .place = node.url,
                                 .remedy = "write a numeric address and a port"});
  NodeSite site{.address = {.host = address->host, .port = address->port}, .engine = {}};
  for (std::uint32_t index = 0; index < scenario.engines.size(); ++index) {
    const Engine& engine = scenario.engines[index];
    if (*address == ControlAddress{.scheme = engine.scheme, .host = engine.host, .port = engine.port})
      site.engine = index;
  }
  return site;
}

}  // namespace

Expected<Names> Names::of(const Scenario& scenario, const Proxy& proxy, const Numbering& numbering) {
  Names names;
  names.numbering_ = numbering;
  names.nodes_.resize(proxy.registry.node_count());
  names.sites_.resize(proxy.registry.node_count());
  for (const NodeSet& set : proxy.registry.sets())
    for (const auto& node : set.nodes) {
      auto site = site_of(scenario, *node, numbering.played);
      if (!site) return std::unexpected(site.error());
      const bool shared = std::ranges::any_of(proxy.registry.sets(), [&](const NodeSet& other) {
        return other.id != set.id &&
               std::ranges::any_of(other.nodes, [&](const auto& n) { return n->url == node->url; });
      });
      names.nodes_[node->index] = {.name = shared ? fmt::format("{} (set {})", node->url, set.id) : node->url,
                                   .url = node->url,
                                   .engine = site->engine ? scenario.engines[*site->engine].config.name : std::string(),
                                   .set_id = set.id,
                                   .weight = node->weight};
      names.sites_[node->index] = std::move(*site);
    }
  return names;
}

std::vector<NodeEntry> Names::node_entries() const {
  std::vector<NodeEntry> entries;
  for (const NodeRow& row : nodes_)
    entries.push_back({.name = row.name,
                       .url = row.url,
                       .proxy = numbering_.proxy,
                       .set = row.set_id,
                       .weight = row.weight,
                       .engine = row.engine});
  return entries;
}

}  // namespace rtpe::scenario
