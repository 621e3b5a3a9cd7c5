// The readers of a scenario's parts, one file each. Private to scenarios/model.
#pragma once
#include "base/table_reader.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {

/// What the readers learned that a Scenario does not keep.
struct Reading {
  std::vector<PlacedText> socks;  ///< the values of rtpengine_sock
};

void read_client(TableReader& table, Client& client, Reading& reading);
void read_routing(TableReader& table, const Client& client, std::vector<RoutingRule>& routing);
void read_proxy(TableReader& table, ProxyInstance& proxy);
void read_engine(TableReader& table, Engine& engine);
/// [network], or a [[link]] with what [network] says as its defaults.
void read_network(TableReader& table, Network& network);
void read_link(TableReader& table, Network& link);
void read_traffic(TableReader& table, Traffic& traffic);
void read_fault(TableReader& table, Fault& fault);
void read_check(TableReader& table, Check& check);

/// What only all parts together show: names that must exist, times that contradict each other, unreachable nodes.
void judge_relations(const Table& root, Scenario& scenario, const Reading& reading, Problems& problems);
/// The same for the nodes of rtpengine_sock: Kamailio would not start, a token is skipped, no engine listens there.
void judge_nodes(const Scenario& scenario, const Reading& reading, Problems& problems);

}  // namespace rtpe::scenario
