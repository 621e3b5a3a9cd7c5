// Databases for tests: a SQLite file of its own, and the statements that make Kamailio's tables.
#pragma once
#include <string>
#include <string_view>

namespace rtpe::test {

/// CREATE and INSERT statements, separated by semicolons, in words that SQLite, MariaDB and PostgreSQL take.
std::string rtpengine_tables(std::string_view table, std::string_view setid_column);

class SqliteFile {
 public:
  SqliteFile();
  ~SqliteFile();
  SqliteFile(const SqliteFile&) = delete;
  SqliteFile& operator=(const SqliteFile&) = delete;
  void execute(std::string_view statements) const;
  [[nodiscard]] std::string db_url() const { return "sqlite://" + path_; }

 private:
  std::string path_;
};

/// Runs statements through SOCI.
void execute(const std::string& backend, const std::string& parameters, std::string_view statements);

}  // namespace rtpe::test
