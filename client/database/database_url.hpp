// Kamailio's db_url: which database server or file, in the words of SOCI.
#pragma once
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace rtpe::database {

/// What soci::session is opened with.
struct Connection {
  std::string backend;     ///< "sqlite3", "mysql", "postgresql"
  std::string parameters;  ///< SOCI's connection string
};

/// `sqlite:///path`, `mysql://user:password@host:port/name`, `postgres://user:password@host:port/name`; a module prefix
/// "db_" is dropped as Kamailio does. Password and port may be missing. A relative sqlite path is taken below
/// /var/run/kamailio/ by Kamailio's own module; here it is refused, as the place depends on the installation.
Expected<Connection> parse_database_url(std::string_view db_url);

}  // namespace rtpe::database
