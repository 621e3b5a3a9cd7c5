// How events call nodes and engines.
#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/operation/proxy.hpp"
#include "scenarios/log/event.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/world/address.hpp"

namespace rtpe::scenario {

/// One configured node as the network sees it.
struct NodeSite {
  world::Address address;
  std::optional<std::uint32_t> engine;  ///< who listens there; empty: nobody of this scenario
};

/// Transports of nodes.
class SchemeSet {
 public:
  constexpr SchemeSet(std::initializer_list<Scheme> schemes) {
    for (const Scheme scheme : schemes) bits_ |= 1U << static_cast<unsigned>(scheme);
  }
  [[nodiscard]] constexpr bool contains(Scheme scheme) const {
    return (bits_ >> static_cast<unsigned>(scheme) & 1U) != 0;
  }

 private:
  unsigned bits_ = 0;
};
inline constexpr SchemeSet datagram_schemes{Scheme::udp, Scheme::udp6};

/// Names and sites of the nodes of one proxy and of all engines, by Node::index and by the engine's place in the
/// scenario.
class Names {
 public:
  /// Where a proxy's nodes stand in RunStarted::nodes, and what transports the run has.
  struct Numbering {
    std::uint32_t proxy = 0, first_node = 0;
    SchemeSet played = datagram_schemes;
  };
  /// Error: a node whose transport or address cannot be played.
  static Expected<Names> of(const Scenario& scenario, const Proxy& proxy, const Numbering& numbering);

  /// The node's number in events: its place in RunStarted::nodes.
  [[nodiscard]] std::uint32_t number(const Node& node) const { return numbering_.first_node + node.index; }
  [[nodiscard]] const std::vector<NodeSite>& sites() const { return sites_; }
  [[nodiscard]] std::vector<NodeEntry> node_entries() const;

 private:
  struct NodeRow {
    std::string name, url, engine;
    std::uint32_t set_id = 0, weight = 0;
  };
  Numbering numbering_;
  std::vector<NodeRow> nodes_;
  std::vector<NodeSite> sites_;
};

}  // namespace rtpe::scenario
