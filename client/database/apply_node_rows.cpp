#include <fmt/format.h>

#include "client/database/node_rows.hpp"
#include "client/sets/node_url.hpp"

namespace rtpe::database {
namespace {

void hide_all(Registry& registry) {
  for (NodeSet& set : registry.sets())
    for (const auto& node : set.nodes) {
      node->displayed = false;
      node->disabled = true;
      node->recheck = permanent;
    }
}

std::string_view first_word(std::string_view text) {
  constexpr std::string_view blanks = " \t\n\v\f\r";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_first_of(blanks, begin) - begin);
}

}  // namespace

void apply_node_rows(std::span<const NodeRow> rows, Proxy& proxy, Time now) {
  hide_all(proxy.registry);
  const SockOptions options{.setid_default = static_cast<std::uint32_t>(proxy.parameters.setid_default),
                            .websocket_api = proxy.parameters.wsapi == "lwsc"};
  if (rows.empty()) proxy.warnings.push_back(fmt::format("table {} has no rows", proxy.parameters.table_name));
  for (const NodeRow& row : rows) {
    NodeSet& set = proxy.registry.set_of(row.setid);
    auto node = parse_node_url(first_word(row.url), options);
    if (!node) {
      proxy.warnings.push_back(fmt::format("table {}: skipped {}", proxy.parameters.table_name, node.error().text()));
      continue;
    }
    node->weight = row.weight;
    node->disabled = row.disabled != 0;
    node->recheck = node->disabled ? permanent : seconds_of(now);
    proxy.registry.add_node(set, std::move(*node));
  }
}

}  // namespace rtpe::database
