// The nodes of a started Kamailio: what it reads them from, and what it says of them.
#pragma once
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/proxy/kamailio_config.hpp"
#include "scenarios/proxy/node_table.hpp"

namespace rtpe::scenario {

/// The table as it is now, in an SQLite file, with the addresses that nodes have here.
Expected<void> write_kamailio_table(Parameters parameters, const std::string& file, const NodeTable& table,
                                    const Proxy& shared, const KamailioAddresses& addresses);

struct ShownNode {
  std::uint32_t index = 0;  ///< Node::index
  bool is_shown = false;    ///< false: no row is about it
  bool disabled = false;
  std::uint32_t recheck = 0;  ///< s since the Unix epoch, or `permanent`
};
/// The result of rtpengine.show, of all nodes by index. `now_s`: since the Unix epoch.
[[nodiscard]] std::vector<ShownNode> shown_nodes(const boost::json::value& result, const KamailioAddresses& addresses,
                                                 std::uint32_t nodes, std::int64_t now_s);

}  // namespace rtpe::scenario
