#include "base/whole_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

namespace rtpe {

Expected<std::string> read_whole_file(const std::filesystem::path& path, std::uintmax_t most_megabytes,
                                      std::string shown) {
  const auto refuse = [](ErrorKind kind, std::string message) {
    return std::unexpected(Error{.kind = kind, .message = std::move(message)});
  };
  if (shown.empty()) shown = path.string();
  std::error_code failure;
  if (std::filesystem::is_directory(path, failure))
    return refuse(ErrorKind::missing, fmt::format("{} is a directory, and a file is wanted", shown));
  if (!std::filesystem::is_regular_file(path, failure))
    return refuse(ErrorKind::missing, fmt::format("there is no file {}", shown));
  if (std::filesystem::file_size(path, failure) > most_megabytes << 20U)
    return refuse(ErrorKind::limit, fmt::format("{} is larger than {} MB", shown, most_megabytes));
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return refuse(ErrorKind::missing, fmt::format("{} cannot be read", shown));
  return text.str();
}

}  // namespace rtpe
