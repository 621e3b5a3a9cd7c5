#include <fmt/format.h>

#include "client/database/node_rows.hpp"
#include "client/database/table_access.hpp"

namespace rtpe::database {

Expected<void> write_node_rows(const Parameters& parameters, const std::optional<std::vector<NodeRow>>& rows) {
  return with_session(parameters, [&](soci::session& session) -> Expected<void> {
    const std::string& table = parameters.table_name;
    soci::transaction transaction(session);
    session << "CREATE TABLE IF NOT EXISTS version (table_name TEXT, table_version INTEGER)";
    session << "DELETE FROM version";
    session << "INSERT INTO version VALUES (:name, 1)", soci::use(table);
    session << fmt::format("DROP TABLE IF EXISTS {}", table);
    if (rows) {
      session << fmt::format("CREATE TABLE {} ({} INTEGER, {} TEXT, {} INTEGER, {} INTEGER)", table,
                             parameters.setid_col, parameters.url_col, parameters.weight_col, parameters.disabled_col);
      for (const NodeRow& row : *rows)
        session << fmt::format("INSERT INTO {} VALUES ({}, :url, {}, {})", table, row.setid, row.weight, row.disabled),
            soci::use(row.url);
    }
    transaction.commit();
    return {};
  });
}

}  // namespace rtpe::database
