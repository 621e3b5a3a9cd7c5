#include "scenarios/proxy/kamailio_nodes.hpp"

#include <boost/json.hpp>

namespace rtpe::scenario {

Expected<void> write_kamailio_table(Parameters parameters, const std::string& file, const NodeTable& table,
                                    const Proxy& shared, const KamailioAddresses& addresses) {
  parameters.db_url = "sqlite:///" + file;
  auto rows = table.rows();
  if (rows)
    for (database::NodeRow& row : *rows)
      for (const NodeSet& set : shared.registry.sets())
        for (const auto& node : set.nodes)
          if (node->url == row.url && node->set_id == row.setid) row.url = addresses.node_url(node->index);
  return database::write_node_rows(parameters, rows);
}

std::vector<ShownNode> shown_nodes(const boost::json::value& result, const KamailioAddresses& addresses,
                                   std::uint32_t nodes, std::int64_t now_s) {
  std::vector<ShownNode> shown(nodes);
  for (std::uint32_t node = 0; node < nodes; ++node) shown[node].index = node;
  if (!result.is_array()) return shown;
  for (const boost::json::value& row : result.get_array()) {
    const auto* const fields = row.if_object();
    const auto* const url = fields == nullptr ? nullptr : fields->if_contains("url");
    const auto* const disabled = fields == nullptr ? nullptr : fields->if_contains("disabled");
    const auto* const ticks = fields == nullptr ? nullptr : fields->if_contains("recheck_ticks");
    if (url == nullptr || disabled == nullptr || !url->is_string()) continue;
    const bool forever = disabled->is_string();
    const std::int64_t left = ticks != nullptr && ticks->is_int64() ? ticks->as_int64() : 0;
    for (ShownNode& node : shown)
      if (addresses.node_url(node.index) == std::string_view(url->get_string()))
        node = {.index = node.index,
                .is_shown = true,
                .disabled = forever || (disabled->is_int64() && disabled->as_int64() != 0),
                .recheck = forever ? permanent : static_cast<std::uint32_t>(now_s + left)};
  }
  return shown;
}

}  // namespace rtpe::scenario
