// Texts that users keep in files: read whole, within a bound.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace rtpe {

/// Errors name `shown` (the path when it is empty): no such file, larger than `most_megabytes`, unreadable.
Expected<std::string> read_whole_file(const std::filesystem::path& path, std::uintmax_t most_megabytes,
                                      std::string shown = {});

}  // namespace rtpe
