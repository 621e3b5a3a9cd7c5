#include "mock_engine/program/toml_reader.hpp"

#include <numeric>

#include "base/deep_key.hpp"

namespace rtpe::mock {
namespace {

std::string_view line_of(std::string_view text, std::size_t number) {
  for (std::size_t line = 1; line < number; ++line) {
    const std::size_t end = text.find('\n');
    if (end == text.npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::size_t edit_distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= one.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const std::size_t changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  if (word.size() > 64) return best;
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= best_distance) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& candidates) {
  if (const std::string_view near = nearest(word, candidates); !near.empty())
    return fmt::format("did you mean \"{}\"?", near);
  return fmt::format("known: {}", fmt::join(candidates, ", "));
}

Error TomlSource::error_at(const toml::source_position& position, std::string message) const {
  for (char& letter : message)  // names from the file may hold anything
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F) letter = '?';
  Error error{.message = std::move(message), .place = fmt::format("{}:{}:{}", name_, position.line, position.column)};
  const std::string_view line = line_of(text_, position.line);
  if (!line.empty() && line.size() <= 400 && position.column >= 1)
    error.message += fmt::format("\n  {}\n  {:>{}}", line, '^', position.column);
  return error;
}

Expected<toml::table> TomlSource::parse() const {
  if (const auto key = find_deep_key(text_))
    return std::unexpected(error_at({key->line, key->column}, "this key is nested too deep"));
  try {
    return toml::parse(text_, name_);
  } catch (const toml::parse_error& error) {
    return std::unexpected(error_at(error.source().begin, std::string(error.description())));
  }
}

void TomlSource::report(const toml::node* node, std::string_view name_path, std::string message) {
  if (error_) return;
  if (node != nullptr && node->source().begin) {
    report_at(node->source().begin, std::move(message));
  } else {
    error_ = Error{.message = std::move(message), .place = std::string(name_path)};
  }
}

void TomlSource::report_at(const toml::source_position& position, std::string message) {
  if (error_) return;
  error_ = error_at(position, std::move(message));
  position_ = position;
}

std::string TableReader::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

void TableReader::report(std::string_view key, std::string message) {
  const toml::node* node = table_->get(key);
  source_->report(node != nullptr ? node : table_, path_of(key), fmt::format("{}: {}", key, message));
}

const toml::node* TableReader::node(std::string_view key) {
  asked_.push_back(key);
  return table_->get(key);
}

std::optional<std::string> TableReader::text(std::string_view key) {
  const toml::node* found = node(key);
  if (found == nullptr) return std::nullopt;
  if (const auto value = found->value_exact<std::string>()) return value;
  report(key, "a text in quotes is expected");
  return std::nullopt;
}

std::optional<std::int64_t> TableReader::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  const toml::node* found = node(key);
  if (found == nullptr) return std::nullopt;
  const auto value = found->value_exact<std::int64_t>();
  if (value && *value >= least && *value <= most) return value;
  report(key, fmt::format("a whole number from {} to {} is expected", least, most));
  return std::nullopt;
}

std::optional<double> TableReader::number(std::string_view key, double least, double most) {
  const toml::node* found = node(key);
  if (found == nullptr) return std::nullopt;
  if (const auto value = found->is_number() ? found->value<double>() : std::nullopt;
      value && *value >= least && *value <= most)
    return value;
  report(key, fmt::format("a number from {} to {} is expected", least, most));
  return std::nullopt;
}

std::optional<bool> TableReader::flag(std::string_view key) {
  const toml::node* found = node(key);
  if (found == nullptr) return std::nullopt;
  if (const auto value = found->value_exact<bool>()) return value;
  report(key, "true or false is expected");
  return std::nullopt;
}

std::vector<std::string> TableReader::texts(std::string_view key) {
  const toml::node* found = node(key);
  std::vector<std::string> out;
  if (found == nullptr) return out;
  if (const auto value = found->value_exact<std::string>()) return {*value};
  const toml::array* list = found->as_array();
  if (list == nullptr) report(key, "a text or a list of texts is expected");
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    if (const auto value = list->get(i)->value_exact<std::string>())
      out.push_back(*value);
    else
      source_->report(list->get(i), path_of(key), fmt::format("{}: a list of texts is expected", key));
  }
  return out;
}

std::vector<const toml::table*> TableReader::tables(std::string_view key) {
  const toml::node* found = node(key);
  std::vector<const toml::table*> out;
  if (found == nullptr) return out;
  if (const toml::table* table = found->as_table()) return {table};
  const toml::array* list = found->as_array();
  if (list == nullptr) report(key, "a table is expected");
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    if (const toml::table* table = list->get(i)->as_table())
      out.push_back(table);
    else
      source_->report(list->get(i), path_of(key), fmt::format("{}: tables are expected", key));
  }
  return out;
}

void TableReader::finish() {
  for (const auto& [key, value] : *table_) {
    const std::string_view name = key.str();
    if (std::ranges::find(asked_, name) != asked_.end()) continue;
    if (source_->failed()) return;
    if (key.source().begin)  // toml++ knows where the key stands, which is where the caret belongs
      source_->report_at(key.source().begin, fmt::format("unknown key \"{}\"; {}", name, suggestion(name, asked_)));
    else
      source_->report(nullptr, path_of(name), fmt::format("unknown key \"{}\"; {}", name, suggestion(name, asked_)));
  }
}

}  // namespace rtpe::mock
