// Reads one table key by key: type, bounds, unknown keys. Scenario files, engines files, programs of rules and the
// control API all read with it, so that they say the same about the same mistake.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/problems.hpp"
#include "base/time_text.hpp"
#include "base/value.hpp"

namespace rtpe {

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
  TableReader(const Table& table, std::string name, Problems& problems)
      : table_(table), name_(std::move(name)), problems_(problems) {}

  [[nodiscard]] const Value* find(std::string_view key);
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
  /// A table; nullptr: absent or wrong.
  const Table* table_of(std::string_view key);
  /// An array of tables, at most `most`, all of them or none; in JSON one object will do. `header` as the file writes
  /// it when that is more than the key: "engine.rule".
  std::vector<const Table*> tables(std::string_view key, std::size_t most, std::string_view header = {});

  /// Reports a key that must be there and is not; `why` may continue the sentence.
  bool require(std::string_view key, std::string_view why = {});
  /// Reports that `key` is there although it means nothing here.
  void refuse(std::string_view key, std::string_view why);
  /// Reports every key that no getter asked for.
  void finish();

  [[nodiscard]] bool has(std::string_view key) const { return table_.contains(key); }
  [[nodiscard]] Place place() const { return table_.place; }
  [[nodiscard]] Place place_of_key(std::string_view key) const;
  /// Of the value when the key is there, of the table when not.
  [[nodiscard]] Place place_of_value(std::string_view key) const;
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const Table& table() const { return table_; }
  Problems& problems() { return problems_; }
  void error_at_value(std::string_view key, std::string message) {
    problems_.error(place_of_value(key), std::move(message));
  }
  /// "KEY of NAME must be WANTED, not a whole number" at the value.
  void wrong_type(std::string_view key, const Value& value, std::string_view wanted);

 private:
  /// `parse` on the string of that key.
  template <class T>
  std::optional<T> parsed(std::string_view key, Expected<T> (*parse)(std::string_view), std::string_view wanted);

  const Table& table_;
  std::string name_;
  Problems& problems_;
  std::vector<std::string_view> known_;
};

}  // namespace rtpe
