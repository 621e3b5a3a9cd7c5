#include "scenarios/process/scratch_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace rtpe::scenario {

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Expected<void> ScratchFolder::make(std::string_view name) {
  std::error_code fault;
  std::string path = (std::filesystem::temp_directory_path(fault) / (std::string(name) + "-XXXXXX")).string();
  if (fault || mkdtemp(path.data()) == nullptr)
    return std::unexpected(Error{.kind = ErrorKind::missing, .message = std::strerror(errno), .place = path});
  path_ = std::move(path);
  return {};
}

}  // namespace rtpe::scenario
