// The scenario file of a find.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/campaign/hunt.hpp"

namespace rtpe::scenario::campaign {
namespace {

constexpr std::string_view identity_mark = "# identity: ";
constexpr std::size_t longest_file = 29;
constexpr std::size_t longest_bad_day = 10;

/// A table of the file: its header and the lines below.
struct FileTable {
  std::string header;
  std::vector<std::string> lines;
};

/// Without empty lines. The first one has no header.
std::vector<FileTable> tables_of(std::string_view text) {
  std::vector<FileTable> tables(1);
  bool in_script = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    if (!in_script && line.starts_with('['))
      tables.push_back({.header = line, .lines = {}});
    else
      tables.back().lines.push_back(line);
    for (std::size_t at = line.find("'''"); at != std::string::npos; at = line.find("'''", at + 3))
      in_script = !in_script;
  }
  return tables;
}

std::size_t lines_of(const FileTable& table) { return table.lines.size() + (table.header.empty() ? 0 : 1); }

std::size_t lines_of(const std::vector<FileTable>& tables) {
  std::size_t lines = 0;
  for (const FileTable& table : tables) lines += lines_of(table);
  return lines;
}

/// Of the tables of faults and traffic.
std::size_t bad_day_lines(const std::vector<FileTable>& tables) {
  std::size_t lines = 0;
  for (const FileTable& table : tables)
    if (table.header.starts_with("[[fault") || table.header.starts_with("[[traffic")) lines += lines_of(table);
  return lines;
}

/// All [[name]] as `name = [{ ... },` in the first table; not where one has tables of its own or a script.
void fold(std::vector<FileTable>& tables, std::string_view name) {
  const std::string header = fmt::format("[[{}]]", name), inside = fmt::format("{}.", name);
  std::vector<std::string> folded;
  for (const FileTable& table : tables) {
    if (table.header.find(inside) != std::string::npos) return;
    if (table.header != header) continue;
    std::string keys;
    for (const std::string& line : table.lines) {
      if (line.find("'''") != std::string::npos) return;
      keys.append(keys.empty() ? "" : ", ").append(line);
    }
    folded.push_back(fmt::format("{{ {} }}", keys));
  }
  if (folded.empty()) return;
  for (std::size_t place = 0; place < folded.size(); ++place)
    tables.front().lines.push_back(fmt::format("{}{}{}", place == 0 ? fmt::format("{} = [", name) : std::string(2, ' '),
                                               folded[place], place + 1 == folded.size() ? "]" : ","));
  std::erase_if(tables, [&](const FileTable& table) { return table.header == header; });
}

}  // namespace

std::string case_file(const Found& found, const HuntOptions& options) {
  std::string text = fmt::format("# {} (seed {}, run {}; made small in {} runs{})\n", options.command, options.seed,
                                 found.run, found.shrunk.runs, found.shrunk.stopped_early ? ", stopped early" : "");
  text.append(identity_mark).append(found.failure.identity()).append("\n");
  if (!found.explanation.chain.empty()) text += "# " + found.explanation.chain.back() + "\n";
  if (!found.explanation.prevention.empty()) text += "# " + found.explanation.prevention + "\n";
  const auto comment = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  std::vector<FileTable> tables = tables_of(write_scenario(found.scenario));
  for (const std::string_view name : {"fault", "traffic"})
    if (bad_day_lines(tables) > longest_bad_day) fold(tables, name);
  for (const std::string_view name : {"engine", "proxy", "check", "link", "traffic", "fault"})
    if (comment + lines_of(tables) > longest_file) fold(tables, name);
  for (const FileTable& table : tables) {
    if (!table.header.empty()) text.append(table.header).append("\n");
    for (const std::string& line : table.lines) text.append(line).append("\n");
  }
  return text;
}

std::string identity_in(std::string_view file) {
  const auto mark = file.find(identity_mark);
  if (mark == std::string_view::npos) return {};
  const std::string_view rest = file.substr(mark + identity_mark.size());
  return std::string(rest.substr(0, rest.find('\n')));
}

}  // namespace rtpe::scenario::campaign
