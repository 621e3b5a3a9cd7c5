#include <fmt/format.h>
#include <soci/soci.h>

#include "client/database/node_rows.hpp"
#include "client/database/table_access.hpp"

namespace rtpe::database {
namespace {

/// Rows read at most; a table that large is a mistake, not a configuration.
constexpr std::size_t most_rows = 100'000;

Expected<void> check_version(soci::session& session, const Parameters& parameters) {
  int version = 0;
  session << "SELECT table_version FROM version WHERE table_name = :name", soci::use(parameters.table_name),
      soci::into(version);
  if (session.got_data() && version == 1) return {};
  return missing(session.got_data() ? fmt::format("version {} of table {} is not 1", version, parameters.table_name)
                                    : fmt::format("table version has no row for {}", parameters.table_name),
                 "db_url", "create the tables with kamdbctl");
}

/// Databases hand numbers out as different types.
std::int64_t number(const soci::row& row, std::size_t column, std::int64_t if_null) {
  if (row.get_indicator(column) == soci::i_null) return if_null;
  switch (row.get_properties(column).get_data_type()) {
    case soci::dt_integer:
      return row.get<int>(column);
    case soci::dt_long_long:
      return row.get<long long>(column);
    case soci::dt_unsigned_long_long:
      return static_cast<std::int64_t>(row.get<unsigned long long>(column));
    case soci::dt_double:
      return static_cast<std::int64_t>(row.get<double>(column));
    case soci::dt_string:
      return std::strtoll(row.get<std::string>(column).c_str(), nullptr, 10);
    default:
      return if_null;
  }
}

std::vector<NodeRow> fetch(soci::session& session, const Parameters& parameters) {
  const std::string query = fmt::format("SELECT {}, {}, {}, {} FROM {}", parameters.setid_col, parameters.url_col,
                                        parameters.weight_col, parameters.disabled_col, parameters.table_name);
  const soci::rowset<soci::row> found = (session.prepare << query);
  std::vector<NodeRow> rows;
  for (const soci::row& row : found) {
    if (rows.size() == most_rows) break;
    rows.push_back({.setid = static_cast<std::uint32_t>(number(row, 0, 0)),
                    .url = row.get_indicator(1) == soci::i_null ? std::string() : row.get<std::string>(1),
                    .weight = static_cast<std::uint32_t>(number(row, 2, 1)),
                    .disabled = number(row, 3, 0)});
  }
  return rows;
}

}  // namespace

Expected<std::vector<NodeRow>> read_node_rows(const Parameters& parameters) {
  std::vector<NodeRow> rows;
  auto done = with_session(parameters, [&](soci::session& session) -> Expected<void> {
    if (auto checked = check_version(session, parameters); !checked) return checked;
    rows = fetch(session, parameters);
    return {};
  });
  if (!done) return std::unexpected(done.error());
  return rows;
}

}  // namespace rtpe::database
