// remove_node_row: somebody deletes a row of the table of db_url.
#include "scenarios/model/node_row.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::faults::remove_node_row {
namespace {

ProxyAction on_proxy(const Fault& fault) {
  return {.what = ProxyAction::What::remove_row, .row = fault.options.as<database::NodeRow>()};
}

}  // namespace

extern const FaultKind kind{
    .name = "remove_node_row",
    .keys = std::span(node_row_keys).first(2),
    .happens = "the table of `db_url` lacks the row with that `url` and `setid`; a proxy that reloads hides the node",
    .example = "url = \"udp:10.0.0.9:2223\"",
    .befalls = FaultKind::Befalls::proxies,
    .over_at_once = "set_node_row puts it back",
    .read = [](TableReader& table) { return KindOptions::of(read_node_row_key(table)); },
    .write = [](const KindOptions& row, Section& section) { write_node_row(row.as<database::NodeRow>(), section); },
    .on_proxy = on_proxy,
    .is_searched = [](const Scenario& /*base*/) { return false; },  // rows are an operator's to know
};

}  // namespace rtpe::scenario::faults::remove_node_row
