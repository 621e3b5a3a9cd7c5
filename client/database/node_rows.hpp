// The rows of the rtpengine table, and what they do to the sets (behaviour.md section 11).
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "client/operation/proxy.hpp"

namespace rtpe::database {

struct NodeRow {
  std::uint32_t setid = 0;
  std::string url;  ///< one node; only its first word counts, and no weight is read from it
  std::uint32_t weight = 1;
  std::int64_t disabled = 0;  ///< anything but 0: permanently disabled
  bool operator==(const NodeRow&) const = default;
};

/// All rows, four columns, no filter, no order. The `version` table must say 1 for the table (Kamailio does not start
/// otherwise). Errors: kind missing with the database's own words.
Expected<std::vector<NodeRow>> read_node_rows(const Parameters& parameters);

/// Makes an SQLite file have these rows alone, for somebody else to read: under the names of `parameters`, whose db_url
/// names the file. nullopt: the table is not there, as in a database that is out of order. Errors: as above.
Expected<void> write_node_rows(const Parameters& parameters, const std::optional<std::vector<NodeRow>>& rows);

/// Hides every node, then shows or adds one per row: an existing (set, URL) keeps its index, a new one is appended.
/// Rows that the module skips leave a warning in the proxy, and so does an empty table.
void apply_node_rows(std::span<const NodeRow> rows, Proxy& proxy, Time now);

}  // namespace rtpe::database
