// set_node_row: somebody writes a row into the table of db_url.
#include "scenarios/model/node_row.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::faults::set_node_row {
namespace {

ProxyAction on_proxy(const Fault& fault) {
  return {.what = ProxyAction::What::set_row, .row = fault.options.as<database::NodeRow>()};
}

}  // namespace

extern const FaultKind kind{
    .name = "set_node_row",
    .keys = node_row_keys,
    .happens =
        "the table of `db_url` has this row: a new node, or other values of the one with that `url` and `setid`; the "
        "proxy learns of "
        "it by the RPC command `rtpengine.reload`",
    .example = "url = \"udp:10.0.0.9:2223\"",
    .befalls = FaultKind::Befalls::proxies,
    .over_at_once = "another set_node_row changes it again",
    .read = [](TableReader& table) { return KindOptions::of(read_node_row(table)); },
    .write = [](const KindOptions& row, Section& section) { write_node_row(row.as<database::NodeRow>(), section); },
    .on_proxy = on_proxy,
    .is_searched = [](const Scenario& /*base*/) { return false; },  // rows are an operator's to know
};

}  // namespace rtpe::scenario::faults::set_node_row
