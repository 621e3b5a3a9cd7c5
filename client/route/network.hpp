// Addresses and networks in conditions.
#pragma once
#include <string_view>

namespace rtpe::route {

/// Whether the address is "10.0.0.1", or in "10.0.0.0/8". False too when one of them cannot be read.
[[nodiscard]] bool is_in_network(std::string_view address, std::string_view network);

}  // namespace rtpe::route
