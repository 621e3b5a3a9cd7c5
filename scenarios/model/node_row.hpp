// A row of the table of db_url, as a scenario file writes it.
#pragma once
#include <optional>

#include "base/table_reader.hpp"
#include "client/database/node_rows.hpp"
#include "scenarios/model/key_row.hpp"
#include "scenarios/model/section.hpp"

namespace rtpe::scenario {

struct Client;
struct Fault;
struct Scenario;

/// In place of a db_url: the scenario has the table itself.
inline constexpr std::string_view rows_of_scenario = "db_rows of the scenario";

/// `url` and `setid` first: a row is found by them.
inline constexpr KeyRow node_row_keys[] = {
    {"url", "required", "the node, as `\"udp:10.0.0.1:2223\"`"},
    {"setid", "0", "its set", KeyType::whole},
    {"weight", "1", "its share of new calls", KeyType::whole},
    {"disabled", "0", "1: permanently disabled", KeyType::whole},
};

/// Mistakes are reported to the reader; unknown keys are not its concern.
[[nodiscard]] database::NodeRow read_node_row(TableReader& table);
/// `url` and `setid` alone.
[[nodiscard]] database::NodeRow read_node_row_key(TableReader& table);
/// Defaults are left out.
void write_node_row(const database::NodeRow& row, Section& section);

/// The proxy's nodes at the start of a run, and hidden those that faults write into its table later: events number
/// nodes from the start, and a hidden node is to the module as one that was never there.
void load_nodes(const Scenario& scenario, const Client& client, Proxy& proxy, Time now);

/// The row that a fault writes into the table; nullopt: it writes none.
[[nodiscard]] std::optional<database::NodeRow> row_set_by(const Fault& fault);

[[nodiscard]] inline bool is_same_node(const database::NodeRow& one, const database::NodeRow& other) {
  return one.setid == other.setid && one.url == other.url;
}

}  // namespace rtpe::scenario
