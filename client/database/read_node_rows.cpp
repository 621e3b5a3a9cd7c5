#include <fmt/format.h>
#include <soci/soci.h>
#ifdef RTPE_LAB_STATIC
#include <soci/sqlite3/soci-sqlite3.h>
#endif

#include <algorithm>

#include "client/database/database_url.hpp"
#include "client/database/node_rows.hpp"

namespace rtpe::database {
namespace {

/// Rows read at most; a table that large is a mistake, not a configuration.
constexpr std::size_t most_rows = 100'000;

std::unexpected<Error> missing(std::string message, std::string place, std::string remedy = {}) {
  return std::unexpected(Error{.kind = ErrorKind::missing,
                               .message = std::move(message),
                               .place = std::move(place),
                               .remedy = std::move(remedy)});
}

/// Table and column names go into the statement as they are, so they may only be names.
Expected<void> check_name(std::string_view parameter, std::string_view name) {
  const bool plain = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (plain) return {};
  return std::unexpected(Error{.message = fmt::format("'{}' is not the name of a table or column", name),
                               .place = std::string(parameter)});
}

Expected<void> check_names(const Parameters& parameters) {
  for (const auto& [parameter, name] : {std::pair("table_name", &parameters.table_name),
                                        {"setid_col", &parameters.setid_col},
                                        {"url_col", &parameters.url_col},
                                        {"weight_col", &parameters.weight_col},
                                        {"disabled_col", &parameters.disabled_col}})
    if (auto checked = check_name(parameter, *name); !checked) return checked;
  return {};
}

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

/// Backends are loaded when they are asked for, but for a program that has one in itself.
Expected<void> prepare([[maybe_unused]] const std::string& backend) {
#ifdef RTPE_LAB_STATIC
  if (backend != "sqlite3")
    return missing("this program knows no other database than SQLite", fmt::format("database of db_url ({})", backend),
                   "Debian's package of rtpe-lab knows MySQL and PostgreSQL");
  soci::register_factory_sqlite3();
#endif
  return {};
}

}  // namespace

Expected<std::vector<NodeRow>> read_node_rows(const Parameters& parameters) {
  const auto connection = parse_database_url(parameters.db_url);
  if (!connection) return std::unexpected(connection.error());
  if (auto checked = check_names(parameters); !checked) return std::unexpected(checked.error());
  if (auto prepared = prepare(connection->backend); !prepared) return std::unexpected(prepared.error());
  try {
    soci::session session(connection->backend, connection->parameters);
    if (auto checked = check_version(session, parameters); !checked) return std::unexpected(checked.error());
    return fetch(session, parameters);
  } catch (const std::exception& error) {
    return missing(error.what(), fmt::format("database of db_url ({})", connection->backend),
                   "is the server running, and does the account have access?");
  }
}

}  // namespace rtpe::database
