// Reads one TOML table key by key: type, bounds, unknown keys. Private to scenarios/model (it includes toml++).
#pragma once
#include <toml++/toml.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/model/problems.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {

[[nodiscard]] inline Place place_of(const toml::source_region& source) {
  return {source.begin.line, source.begin.column};
}
[[nodiscard]] inline Place place_of(const toml::node& node) { return place_of(node.source()); }
/// "a string", "a table", ...
[[nodiscard]] std::string_view type_name(const toml::node& node);

/// A string and where it stands.
struct PlacedText {
  std::string text;
  Place place;
};

/// Every getter marks its key as known, returns its value when it is there and right, and otherwise reports what is
/// wrong with it (an absent key is not wrong; see require()). finish() reports the keys nobody asked for.
class TableReader {
 public:
  /// `name` as the file writes it: "[client]", "[[fault]]".
  TableReader(const toml::table& table, std::string name, Problems& problems)
      : table_(table), name_(std::move(name)), problems_(problems) {}

  [[nodiscard]] const toml::node* find(std::string_view key);
  std::optional<std::string> text(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most);
  std::optional<double> number(std::string_view key, double least, double most);
  std::optional<double> probability(std::string_view key) { return number(key, 0, 1); }
  std::optional<bool> truth(std::string_view key);
  std::optional<Duration> duration(std::string_view key);
  std::optional<DurationRange> duration_range(std::string_view key);
  std::optional<double> rate(std::string_view key);
  /// One of `words`, as its index.
  std::optional<std::size_t> word(std::string_view key, std::span<const std::string_view> words);
  /// A string, or an array of strings.
  std::vector<PlacedText> texts(std::string_view key);

  /// Reports a key that must be there and is not; `why` may continue the sentence.
  bool require(std::string_view key, std::string_view why = {});
  /// Reports that `key` is there although it means nothing here.
  void refuse(std::string_view key, std::string_view why);
  /// Reports every key that no getter asked for.
  void finish();

  [[nodiscard]] Place place() const { return place_of(table_); }
  [[nodiscard]] Place place_of_key(std::string_view key) const;
  /// Of the value when the key is there, of the table when not.
  [[nodiscard]] Place place_of_value(std::string_view key) const;
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const toml::table& table() const { return table_; }
  Problems& problems() { return problems_; }
  void error_at_value(std::string_view key, std::string message) {
    problems_.error(place_of_value(key), std::move(message));
  }

 private:
  void wrong_type(std::string_view key, const toml::node& node, std::string_view wanted);
  /// `parse` on the string of that key.
  template <class T>
  std::optional<T> parsed(std::string_view key, Expected<T> (*parse)(std::string_view), std::string_view wanted);

  const toml::table& table_;
  std::string name_;
  Problems& problems_;
  std::vector<std::string_view> known_;
};

}  // namespace rtpe::scenario
