// How events call nodes and engines.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "client/operation/proxy.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/run/event.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// Names and sites of all nodes and engines of a run, by Node::index and by the engine's place in the scenario.
class Names {
 public:
  /// Error: a node whose scheme or address the worlds cannot play.
  static Expected<Names> of(const Scenario& scenario, const Proxy& proxy);

  [[nodiscard]] std::string_view node(const Node& node) const { return nodes_[node.index].name; }
  [[nodiscard]] const std::vector<NodeSite>& sites() const { return sites_; }
  [[nodiscard]] std::vector<NodeEntry> node_entries() const;
  [[nodiscard]] std::vector<std::string_view> engine_names() const;

 private:
  struct NodeRow {
    std::string name, url, engine;
    std::uint32_t set_id = 0, weight = 0;
  };
  std::vector<NodeRow> nodes_;
  std::vector<NodeSite> sites_;
  std::vector<std::string> engines_;
};

}  // namespace rtpe::scenario
