// The readers of a scenario's parts, one file each. Private to scenarios/model.
#pragma once
#include "base/table_reader.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {

/// What the readers learned that a Scenario does not keep.
struct Reading {
  std::vector<std::vector<PlacedText>> socks;  ///< the values of rtpengine_sock, for each proxy
  std::vector<const Table*> faults;            ///< of each fault, where it stands
};

/// The title of a file that gives none.
[[nodiscard]] std::string default_title(const std::string& file);
/// As the file spells them: "branch_failure", "poisson".
[[nodiscard]] std::string_view route_name(script::Route route);
[[nodiscard]] std::string_view arrival_name(Traffic::Arrival arrival);
[[nodiscard]] std::string_view hold_shape_name(HoldShape shape);

/// [client] and [[proxy]] of the root.
void read_proxies(TableReader& root, ScenarioFile& scenario, Reading& reading);
/// Judged for the releases and nodes of all proxies.
void read_routing(TableReader& table, ScenarioFile& scenario);
/// `script`, `file` and `define` of [routing]. True: there are some, so that rules may not stand there.
bool read_route_blocks(TableReader& table, ScenarioFile& scenario);
/// [assume].
void read_assumptions(TableReader& table, RouteBlocks& routes);
/// Errors of `script`, with their places in this file; for the releases and nodes of all proxies.
void judge_route_blocks(const TableReader& routing, ScenarioFile& scenario, Problems& problems);
/// The file of [routing] and what it includes; then as judge_route_blocks().
void read_route_file(ScenarioFile& scenario, const std::string& directory, Problems& problems);
void read_engine(TableReader& table, Engine& engine);
/// [network], or a [[link]] with what [network] says as its defaults.
void read_network(TableReader& table, Network& network);
/// What both have in common.
void read_link_properties(TableReader& table, Network& network);
void read_link(TableReader& table, Network& link);
void read_flow(TableReader& table, InlineFlow& flow);
/// `flow`: that of the key, the scenario's own ones included, which were read before.
void read_traffic(TableReader& table, const Scenario& scenario, Traffic& traffic);
void read_call(TableReader& table, const Scenario& scenario, ListedCall& call);
/// The text of one message of an inline flow, as read_flow() reads it.
[[nodiscard]] std::string message_text(const InlineFlow& flow, std::size_t step);
/// One for each engine that it names.
[[nodiscard]] std::vector<Fault> read_fault(TableReader& table);
void read_check(TableReader& table, Check& check);

/// What only all parts together show: names that must exist, times that contradict each other, unreachable nodes.
void judge_relations(const Table& root, ScenarioFile& scenario, const Reading& reading, Problems& problems);
/// The same for [routing] of the short form and the calls of the file.
void judge_routing(const ScenarioFile& scenario, Problems& problems);
/// The same for the nodes of rtpengine_sock: Kamailio would not start, a token is skipped, no engine listens there.
void judge_nodes(const ScenarioFile& scenario, const Reading& reading, Problems& problems);
/// Proxies whose nodes stand in a database; the others have been judged.
[[nodiscard]] bool has_database_nodes(const Scenario& scenario);
/// Everything that read_scenario() does beyond the tables.
void read_named_files(ScenarioFile& scenario, const ReadNodeRows& read_rows, Problems& problems);
/// Reads the rows of those proxies and judges them, the engines and the routes with them.
void read_database_nodes(ScenarioFile& scenario, const ReadNodeRows& read_rows, Problems& problems);

}  // namespace rtpe::scenario
