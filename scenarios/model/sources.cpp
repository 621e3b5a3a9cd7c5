// include = ["common.toml"].
#include "scenarios/model/sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/table_reader.hpp"
#include "base/toml.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::size_t most_sources = 100, deepest_include = 8;

std::unexpected<std::vector<Error>> unreadable(ErrorKind kind, std::string message, const std::string& path) {
  return std::unexpected(std::vector{Error{.kind = kind, .message = std::move(message), .place = path}});
}

void move_down(Place& place, std::uint32_t lines) {
  if (place.line > 0) place.line += lines;
}

void move_down(Table& table, std::uint32_t lines);

void move_down(Value& value, std::uint32_t lines) {
  move_down(value.place, lines);
  if (auto* const table = std::get_if<Table>(&value.content)) move_down(*table, lines);
  if (auto* const array = std::get_if<Array>(&value.content))
    for (Value& element : array->elements) move_down(element, lines);
}

void move_down(Table& table, std::uint32_t lines) {
  move_down(table.place, lines);
  for (Member& member : table.members) {
    move_down(member.place, lines);
    move_down(member.value, lines);
  }
}

bool is_list_of_tables(const Value& value) { return value.array() != nullptr && value.array()->is_of_tables(); }

/// What `base` has and `over` has not; of tables key by key, arrays of tables one behind the other.
void lay_under(Table& over, Table base) {
  for (Member& member : base.members) {
    const auto found = std::ranges::find(over.members, member.key, &Member::key);
    if (found == over.members.end()) {
      over.members.push_back(std::move(member));
    } else if (auto* const table = std::get_if<Table>(&found->value.content);
               table != nullptr && member.value.table() != nullptr) {
      lay_under(*table, std::get<Table>(std::move(member.value.content)));
    } else if (is_list_of_tables(found->value) && is_list_of_tables(member.value)) {
      auto& own = std::get<Array>(found->value.content).elements;
      auto& included = std::get<Array>(member.value.content).elements;
      own.insert(own.begin(), std::make_move_iterator(included.begin()), std::make_move_iterator(included.end()));
    }
  }
}

}  // namespace

Read<std::string> read_scenario_text(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return unreadable(ErrorKind::invalid_input, "is a directory, not a scenario file", path);
  std::ifstream in(path, std::ios::binary);
  if (!in) return unreadable(ErrorKind::missing, std::strerror(errno), path);
  const auto size = std::filesystem::file_size(path, error);  // of what is no regular file: unknown
  std::string text(error ? largest_file_bytes + 1 : std::min<std::size_t>(size, largest_file_bytes) + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return unreadable(ErrorKind::missing, "cannot be read", path);
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

Problems Sources::problems() const {
  Problems problems(text(), path());
  for (std::size_t index = 1; index < texts_.size(); ++index) problems.append(texts_[index].text, texts_[index].path);
  return problems;
}

std::optional<Table> Sources::tables(Problems& problems) {
  auto root = parse_toml(text(), problems);
  if (!root || !take_in(*root, 0, 0, problems)) return std::nullopt;
  return root;
}

bool Sources::take_in(Table& root, std::size_t source, std::size_t depth, Problems& problems) {
  if (!root.contains("include")) return true;
  std::vector<PlacedText> names;
  TableReader reader(root, "the file", problems);
  names = reader.texts("include");
  const auto folder = std::filesystem::path(texts_[source].path).parent_path();
  std::erase_if(root.members, [](const Member& member) { return member.key == "include"; });
  const std::size_t before = problems.error_count();
  for (auto name = names.rbegin(); name != names.rend(); ++name) {  // the last one counts most
    const std::string path = (folder / name->text).lexically_normal().string();
    if (depth == deepest_include || texts_.size() == most_sources) {
      problems.error(
          name->place,
          fmt::format("include: more than {} files inside each other, or {} in all", deepest_include, most_sources),
          ErrorKind::limit);
      return false;
    }
    auto text = read_scenario_text(path);
    if (!text) {
      problems.error(name->place, fmt::format("include: {}: {}", shown(path), text.error().front().message),
                     text.error().front().kind);
      continue;
    }
    texts_.push_back({.path = path, .text = std::move(*text)});
    const std::size_t number = texts_.size() - 1;
    Problems own(texts_.back().text, texts_.back().path);
    auto tables = parse_toml(texts_.back().text, own);
    if (!tables) {
      problems.add(own.errors());
      continue;
    }
    move_down(*tables, problems.append(texts_.back().text, texts_.back().path) - 1);
    if (!take_in(*tables, number, depth + 1, problems)) return false;
    lay_under(root, std::move(*tables));
  }
  return problems.error_count() == before;
}

}  // namespace rtpe::scenario
