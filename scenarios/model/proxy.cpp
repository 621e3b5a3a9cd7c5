// [[proxy]]: one of several proxies with the same configuration.
#include "mock_engine/options.hpp"
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {

void read_proxy(TableReader& table, ProxyInstance& proxy) {
  proxy.place = table.place();
  table.require("name");
  proxy.name = mock::read_engine_name(table).value_or("");
  if (const auto id = table.integer("server_id", 0, std::numeric_limits<std::int32_t>::max())) proxy.server_id = *id;
  table.finish();
}

}  // namespace rtpe::scenario
