#include "scenarios/upgrade/deployment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "base/ascii.hpp"
#include "base/whole_file.hpp"

namespace rtpe::scenario::upgrade {
namespace {

constexpr std::uintmax_t most_megabytes_of_deployment = 16;

/// Its lines, with the number of each from 1.
void each_line(std::string_view text, const std::function<bool(std::string_view, std::size_t)>& see) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (see(line, number)) return;
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
}

/// `#!define` and the like are no comments.
bool is_comment(std::string_view line) {
  const auto begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return true;
  line.remove_prefix(begin);
  return line.starts_with("//") || (line.starts_with('#') && !line.starts_with("#!"));
}

bool is_word_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/// Where the whole word stands; npos: it does not.
std::size_t find_word(std::string_view line, std::string_view word) {
  for (std::size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_word_letter(line[at - 1])) && (end == line.size() || !is_word_letter(line[end]))) return at;
  }
  return std::string_view::npos;
}

}  // namespace

Expected<Deployment> Deployment::open(const std::string& path, DeploymentOptions options) {
  auto text = read_whole_file(path, most_megabytes_of_deployment);
  if (!text) return std::unexpected(text.error());
  Deployment deployment;
  deployment.path_ = path;
  deployment.is_configuration_ = std::filesystem::path(path).extension() != ".toml";
  deployment.options_ = std::move(options);
  deployment.files_.push_back({.name = path, .text = std::move(*text)});
  deployment.add_named_files();
  return deployment;
}

/// `include` of a scenario, its file of routes, include_file of a configuration: as far as they lie beside it.
void Deployment::add_named_files() {
  const std::filesystem::path folder = std::filesystem::path(path_).parent_path();
  std::vector<std::string> names;
  each_line(files_.front().text, [&](std::string_view line, std::size_t) {
    const bool names_file = line.starts_with("include") || line.starts_with("import_file") || line.starts_with("file");
    if (!names_file || is_comment(line)) return false;
    for (auto quote = line.find('"'); quote != std::string_view::npos; quote = line.find('"', quote)) {
      const auto end = line.find('"', quote + 1);
      if (end == std::string_view::npos) break;
      names.emplace_back(line.substr(quote + 1, end - quote - 1));
      quote = end + 1;
    }
    return false;
  });
  for (const std::string& name : names)
    if (auto text = read_whole_file(folder / name, most_megabytes_of_deployment))
      files_.push_back({.name = (folder / name).string(), .text = std::move(*text)});
}

Expected<Imported> Deployment::imported(const std::string& proxy_release) const {
  ImportOptions options{.files = options_.files, .defines = options_.defines};
  if (!proxy_release.empty()) options.personality = proxy_release;
  return import_kamailio_cfg(files_.front().text, path_, options);
}

Read<std::vector<ScenarioFile>> Deployment::read_cases(const GivenReleases& releases) const {
  const ReadOptions how{.read_rows = options_.read_rows, .variables = options_.variables, .releases = releases};
  if (!is_configuration_) return read_scenarios(path_, how);
  const auto made = imported(releases.proxies.empty() ? "" : releases.proxies.front());
  if (!made) return std::unexpected(std::vector{made.error()});
  return parse_scenarios(imported_file(*made, path_), path_, how);
}

Read<ScenarioFile> Deployment::read(const GivenReleases& releases) const {
  auto all = read_cases(releases);
  if (!all) return std::unexpected(all.error());
  if (all->size() == 1) return std::move(all->front());
  return std::unexpected(std::vector{Error{.message = fmt::format("its [matrix] makes {} cases", all->size()),
                                           .place = path_,
                                           .remedy = "choose one with --set"}});
}

std::vector<ImportNote> Deployment::left_out(const std::string& proxy_release) const {
  std::vector<ImportNote> notes;
  if (!is_configuration_) return notes;
  if (const auto made = imported(proxy_release))
    std::ranges::copy_if(made->notes, std::back_inserter(notes),
                         [](const ImportNote& note) { return note.kind == ImportNote::Kind::left_out; });
  return notes;
}

std::string Deployment::place_of(std::string_view word) const {
  std::string place;
  for (const File& file : files_) {
    each_line(file.text, [&](std::string_view line, std::size_t number) {
      const std::size_t at = is_comment(line) ? std::string_view::npos : find_word(line, word);
      if (at != std::string_view::npos) place = fmt::format("{}:{}:{}", file.name, number, at + 1);
      return !place.empty();
    });
    if (!place.empty()) break;
  }
  return place;
}

std::string Deployment::place_of_parameter(std::string_view name) const {
  return place_of(is_configuration_ ? fmt::format("\"{}\"", name) : std::string(name));
}

}  // namespace rtpe::scenario::upgrade
