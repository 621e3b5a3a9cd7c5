#include "client/database/database_url.hpp"

#include <fmt/format.h>

namespace rtpe::database {
namespace {

std::unexpected<Error> refused(std::string_view db_url, std::string message, std::string remedy) {
  return std::unexpected(
      Error{.message = std::move(message), .place = fmt::format("db_url \"{}\"", db_url), .remedy = std::move(remedy)});
}

struct Parts {
  std::string user, password, host, port, name;
};

/// user[:password]@host[:port]/name, or host[:port]/name. The last '@' ends the password, so that it may contain one.
Parts split(std::string_view text) {
  Parts parts;
  if (const auto at = text.rfind('@'); at != std::string_view::npos) {
    const std::string_view who = text.substr(0, at);
    const auto colon = who.find(':');
    parts.user = who.substr(0, colon);
    if (colon != std::string_view::npos) parts.password = who.substr(colon + 1);
    text.remove_prefix(at + 1);
  }
  const auto slash = text.find('/');
  const std::string_view where = text.substr(0, slash);
  if (slash != std::string_view::npos) parts.name = text.substr(slash + 1);
  const auto colon = where.rfind(':');
  parts.host = where.substr(0, colon);
  if (colon != std::string_view::npos) parts.port = where.substr(colon + 1);
  return parts;
}

/// The MySQL and PostgreSQL drivers read 'value' with backslash escapes; SQLite's wants double quotes.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

}  // namespace

Expected<Connection> parse_database_url(std::string_view db_url) {
  std::string_view rest = db_url;
  if (rest.starts_with("db_")) rest.remove_prefix(3);
  const auto colon = rest.find("://");
  if (colon == std::string_view::npos)
    return refused(db_url, "no scheme", "sqlite:///path, mysql://user:password@host/name or postgres://...");
  const std::string_view scheme = rest.substr(0, colon);
  rest.remove_prefix(colon + 3);
  if (scheme == "sqlite") {
    if (!rest.starts_with('/'))
      return refused(db_url, "the path of the file is not absolute", "sqlite:///path/of/file");
    if (rest.contains('"')) return refused(db_url, "the path holds a double quote", "rename the file");
    return Connection{.backend = "sqlite3", .parameters = fmt::format("dbname=\"{}\"", rest)};
  }
  if (scheme != "mysql" && scheme != "postgres")
    return refused(db_url, fmt::format("no driver for '{}'", scheme), "sqlite, mysql or postgres");
  const Parts parts = split(rest);
  if (parts.host.empty() || parts.name.empty())
    return refused(db_url, "host or database name is missing", fmt::format("{}://user:password@host/name", scheme));
  const bool mysql = scheme == "mysql";
  std::string parameters = fmt::format("host={} dbname={}", quoted(parts.host), quoted(parts.name));
  if (!parts.user.empty()) parameters += fmt::format(" user={}", quoted(parts.user));
  if (!parts.password.empty()) parameters += fmt::format(" password={}", quoted(parts.password));
  if (!parts.port.empty()) parameters += fmt::format(" port={}", mysql ? parts.port : quoted(parts.port));
  return Connection{.backend = mysql ? "mysql" : "postgresql", .parameters = std::move(parameters)};
}

}  // namespace rtpe::database
