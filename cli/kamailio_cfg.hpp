// Reading a kamailio.cfg and the files that it includes.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "client/route/syntax.hpp"

namespace rtpe::cli {

inline constexpr std::uintmax_t most_megabytes_of_cfg = 4;

/// As it is named, beside the main file, or there by its last part: a configuration is often read where it is not
/// installed.
[[nodiscard]] Expected<std::string> included_cfg(const std::filesystem::path& main, const std::filesystem::path& name);
/// `defines`: as kamailio's -A.
[[nodiscard]] Expected<std::shared_ptr<const route::Configuration>> read_kamailio_cfg(
    const std::string& path, const std::vector<std::string>& defines);

}  // namespace rtpe::cli
