#include "client/database/database_nodes.hpp"

#include "client/database/node_rows.hpp"

namespace rtpe::database {

Expected<void> DatabaseNodes::load(Proxy& proxy, Time now) {
  const auto rows = read_node_rows(proxy.parameters);
  if (!rows) return std::unexpected(rows.error());
  apply_node_rows(*rows, proxy, now);
  return {};
}

}  // namespace rtpe::database
