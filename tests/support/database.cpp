#include "tests/support/database.hpp"

#include <fmt/format.h>
#include <soci/soci.h>
#include <unistd.h>

#include <filesystem>

namespace rtpe::test {

std::string rtpengine_tables(std::string_view table, std::string_view setid_column) {
  return fmt::format(
      "CREATE TABLE version (table_name VARCHAR(32) NOT NULL, table_version INTEGER NOT NULL);"
      "CREATE TABLE {0} ({1} BIGINT NOT NULL, url VARCHAR(64) NOT NULL, weight BIGINT NOT NULL, disabled INTEGER NOT "
      "NULL);"
      "INSERT INTO version (table_name, table_version) VALUES ('{0}', 1)",
      table, setid_column);
}

void execute(const std::string& backend, const std::string& parameters, std::string_view statements) {
  soci::session session(backend, parameters);
  while (!statements.empty()) {
    const auto end = statements.find(';');
    session << std::string(statements.substr(0, end));
    statements.remove_prefix(end == std::string_view::npos ? statements.size() : end + 1);
  }
}

SqliteFile::SqliteFile() {
  static int number = 0;
  path_ = (std::filesystem::temp_directory_path() / fmt::format("rtpe-lab-{}-{}.db", ::getpid(), number++)).string();
  std::filesystem::remove(path_);
}

SqliteFile::~SqliteFile() { std::filesystem::remove(path_); }

void SqliteFile::execute(std::string_view statements) const {
  test::execute("sqlite3", "dbname=\"" + path_ + "\"", statements);
}

}  // namespace rtpe::test
