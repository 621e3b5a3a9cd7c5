// Reads tables key by key: every wrong type, bad value and unknown key becomes one error that points at its place and
// names the nearest key. Serves files (TOML) and the control API (JSON turned into tables).
#pragma once
#include <toml++/toml.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace rtpe::mock {

/// The text that tables were read from, to show the line in errors. Keeps the first error only.
class TomlSource {
 public:
  TomlSource(std::string_view name, std::string_view text) : name_(name), text_(text) {}
  /// Parses the whole text.
  Expected<toml::table> parse() const;
  /// Remembers the error unless there is one already. `name_path` stands for the place when the node has none (JSON).
  void report(const toml::node* node, std::string_view name_path, std::string message);
  void report_at(const toml::source_position& position, std::string message);
  [[nodiscard]] bool failed() const { return error_.has_value(); }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }
  /// Where the error is, counted from 1; 0: its node has no place (JSON).
  [[nodiscard]] toml::source_position position() const { return position_; }

 private:
  [[nodiscard]] Error error_at(const toml::source_position& position, std::string message) const;
  std::string name_;
  std::string_view text_;
  std::optional<Error> error_;
  toml::source_position position_{};
};

/// One table. Readers return nullopt when the key is absent or wrong (then the source has an error).
class TableReader {
 public:
  TableReader(const toml::table& table, std::string path, TomlSource& source)
      : table_(&table), path_(std::move(path)), source_(&source) {}

  std::optional<std::string> text(std::string_view key);
  /// A whole number within the bounds.
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most);
  /// A number, whole or not, within the bounds.
  std::optional<double> number(std::string_view key, double least, double most);
  std::optional<bool> flag(std::string_view key);
  /// One text or a list of texts.
  std::vector<std::string> texts(std::string_view key);
  /// Any value, for the caller to look at.
  const toml::node* node(std::string_view key);
  /// The tables of an array of tables, or of a single table.
  std::vector<const toml::table*> tables(std::string_view key);
  [[nodiscard]] bool has(std::string_view key) const { return table_->contains(key); }

  /// Complains about keys that nobody asked for. Call last.
  void finish();
  void report(std::string_view key, std::string message);
  [[nodiscard]] std::string path_of(std::string_view key) const;
  [[nodiscard]] TomlSource& source() const { return *source_; }
  [[nodiscard]] const toml::table& table() const { return *table_; }

 private:
  const toml::table* table_;
  std::string path_;
  TomlSource* source_;
  std::vector<std::string_view> asked_;
};

/// `candidates` element nearest to `word` by edit distance, or empty when none is near.
[[nodiscard]] std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);
/// "Did you mean" for a word that is not among the candidates, or the list of them.
[[nodiscard]] std::string suggestion(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace rtpe::mock
