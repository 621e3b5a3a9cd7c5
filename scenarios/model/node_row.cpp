#include "scenarios/model/node_row.hpp"

#include <fmt/format.h>

#include <limits>

#include "client/sets/node_url.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int32_t>::max();

}  // namespace

database::NodeRow read_node_row_key(TableReader& table) {
  database::NodeRow row;
  table.require("url", "the node, as \"udp:10.0.0.1:2223\"");
  row.url = table.text("url").value_or("");
  if (table.has("url") && row.url.find_first_of(" \t=") != std::string::npos)
    table.error_at_value("url", fmt::format("url of {} is one node; its weight is a column of its own", table.name()));
  else if (!row.url.empty())
    if (const auto node = parse_node_url(row.url, {}); !node)
      table.error_at_value("url", fmt::format("url of {}: {}", table.name(), shown(node.error().text())));
  row.setid = static_cast<std::uint32_t>(table.integer("setid", 0, largest).value_or(row.setid));
  return row;
}

database::NodeRow read_node_row(TableReader& table) {
  database::NodeRow row = read_node_row_key(table);
  row.weight = static_cast<std::uint32_t>(table.integer("weight", 0, largest).value_or(row.weight));
  row.disabled = table.integer("disabled", 0, 1).value_or(row.disabled);
  return row;
}

void write_node_row(const database::NodeRow& row, Section& section) {
  const database::NodeRow standard;
  section.text("url", row.url);
  if (row.setid != standard.setid) section.whole("setid", row.setid);
  if (row.weight != standard.weight) section.whole("weight", row.weight);
  if (row.disabled != standard.disabled) section.whole("disabled", static_cast<std::uint64_t>(row.disabled));
}

std::optional<database::NodeRow> row_set_by(const Fault& fault) {
  if (fault.kind == nullptr || fault.kind->on_proxy == nullptr) return std::nullopt;
  ProxyAction action = fault.kind->on_proxy(fault);
  if (action.what != ProxyAction::What::set_row) return std::nullopt;
  return std::move(action.row);
}

void load_nodes(const Scenario& scenario, const Client& client, Proxy& proxy, Time now) {
  database::apply_node_rows(client.rows, proxy, now);
  std::vector<database::NodeRow> rows = client.rows;
  for (const Fault& fault : scenario.faults) {
    if (!fault.proxy.empty() && fault.proxy != client.name) continue;
    if (auto row = row_set_by(fault)) rows.push_back(std::move(*row));
  }
  if (rows.size() == client.rows.size()) return;
  const std::vector<std::string> warnings = proxy.warnings;
  database::apply_node_rows(rows, proxy, now);
  database::apply_node_rows(client.rows, proxy, now);
  proxy.warnings = warnings;
}

}  // namespace rtpe::scenario
