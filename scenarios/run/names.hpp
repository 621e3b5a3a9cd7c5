// How events call nodes and engines.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "client/operation/proxy.hpp"
#include "scenarios/log/event.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// Names and sites of all nodes and engines of a run, by Node::index and by the engine's place in the scenario.
class Names {
 public:
  /// Error: a node whose scheme or address the worlds cannot play.
  static Expected<Names> of(const Scenario& scenario, const Proxy& proxy);

  /// The node's number in events: its place in RunStarted::nodes.
  [[nodiscard]] static std::uint32_t number(const Node& node) { return node.index; }
  [[nodiscard]] const std::vector<NodeSite>& sites() const { return sites_; }
  [[nodiscard]] std::vector<NodeEntry> node_entries() const;
  [[nodiscard]] std::vector<EngineEntry> engine_entries() const;

 private:
  struct NodeRow {
    std::string name, url, engine;
    std::uint32_t set_id = 0, weight = 0;
  };
  std::vector<NodeRow> nodes_;
  std::vector<NodeSite> sites_;
  struct EngineRow {
    std::string name, listen;
  };
  std::vector<EngineRow> engines_;
};

}  // namespace rtpe::scenario
