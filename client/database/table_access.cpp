#include "client/database/table_access.hpp"

#include <fmt/format.h>
#ifdef RTPE_LAB_STATIC
#include <soci/sqlite3/soci-sqlite3.h>
#endif

#include <algorithm>

#include "client/database/database_url.hpp"

namespace rtpe::database {

std::unexpected<Error> missing(std::string message, std::string place, std::string remedy) {
  return std::unexpected(Error{.kind = ErrorKind::missing,
                               .message = std::move(message),
                               .place = std::move(place),
                               .remedy = std::move(remedy)});
}

namespace {

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

Expected<void> with_session(const Parameters& parameters, const std::function<Expected<void>(soci::session&)>& work) {
  const auto connection = parse_database_url(parameters.db_url);
  if (!connection) return std::unexpected(connection.error());
  if (auto checked = check_names(parameters); !checked) return checked;
  if (auto prepared = prepare(connection->backend); !prepared) return prepared;
  try {
    soci::session session(connection->backend, connection->parameters);
    return work(session);
  } catch (const std::exception& error) {
    return missing(error.what(), fmt::format("database of db_url ({})", connection->backend),
                   "is the server running, and does the account have access?");
  }
}

}  // namespace rtpe::database
