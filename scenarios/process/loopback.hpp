// Addresses on 127.0.0.0/8 for started programs, so that side-by-side runs never meet.
#pragma once
#include <string>
#include <vector>

namespace rtpe::scenario {

/// Blocks of 254 addresses to try in this order, as "127.50.7."; `given`: only that one.
[[nodiscard]] std::vector<std::string> loopback_blocks(const std::string& given);

}  // namespace rtpe::scenario
