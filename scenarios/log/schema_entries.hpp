// The fields of what stands in lists of the event log's lines: proxies, engines, nodes, steps of a choice.
#pragma once
#include "scenarios/log/event.hpp"
#include "scenarios/log/field.hpp"

namespace rtpe::scenario {

template <>
struct Schema<ProxyEntry> {
  static constexpr std::tuple fields{
      field("name", &ProxyEntry::name, "of the proxy"),
      field("host", &ProxyEntry::host, "what plays it: `built-in`, `kamailio`; `capture`: it was seen in one"),
      field("personality", &ProxyEntry::personality, "the release played: `kamailio-5.6`"),
      field("workers", &ProxyEntry::workers, "SIP worker processes"),
  };
};
template <>
struct Schema<EngineEntry> {
  static constexpr std::tuple fields{
      field("name", &EngineEntry::name, "of the engine"),
      field("host", &EngineEntry::host, "what plays it: `mock`, `rtpengine`; `capture`: it was seen in one"),
      field("listen", &EngineEntry::listen, "its control address"),
  };
};
template <>
struct Schema<NodeEntry> {
  static constexpr std::tuple fields{
      field("name", &NodeEntry::name, "as reports call it: its URL, with ` (set N)` when two sets have that URL"),
      field("url", &NodeEntry::url, "as configured, without the weight"),
      field("proxy", &NodeEntry::proxy, "whose node it is"),
      field("set", &NodeEntry::set, "id of its set"),
      field("weight", &NodeEntry::weight, "as configured"),
      field("engine", &NodeEntry::engine, "who listens there; empty: nobody of the scenario"),
  };
};
template <>
struct Schema<ExcludedEntry> {
  static constexpr std::tuple fields{
      field("node", &ExcludedEntry::node, "a node of the set"),
      field("why", &ExcludedEntry::why, "why it could not be chosen"),
  };
};
template <>
struct Schema<WalkEntry> {
  static constexpr std::tuple fields{
      field("node", &WalkEntry::node, "an eligible node"),
      field("weight", &WalkEntry::weight, "its weight"),
      field("cut", &WalkEntry::cut, "what was left of `remainder`: below the weight, the node is taken"),
  };
};

}  // namespace rtpe::scenario
