#include "cli/scenario_files.hpp"

#include <algorithm>
#include <filesystem>

namespace rtpe::cli {
namespace {

Expected<std::vector<std::string>> files_below(const std::string& directory) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  std::error_code error;
  for (auto entry = fs::recursive_directory_iterator(directory, error); !error && entry != fs::end(entry);
       entry.increment(error))
    if (entry->path().extension() == ".toml") files.push_back(entry->path().string());
  if (error) return std::unexpected(Error{.kind = ErrorKind::missing, .message = error.message(), .place = directory});
  if (files.empty())
    return std::unexpected(
        Error{.kind = ErrorKind::missing, .message = "no .toml file is in this directory", .place = directory});
  std::ranges::sort(files);
  return files;
}

}  // namespace

Expected<std::vector<std::string>> scenario_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!std::filesystem::exists(path, error))
      return std::unexpected(
          Error{.kind = ErrorKind::missing, .message = "there is no such file or directory", .place = path});
    if (!std::filesystem::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    auto below = files_below(path);
    if (!below) return below;
    files.insert(files.end(), below->begin(), below->end());
  }
  return files;
}

}  // namespace rtpe::cli
