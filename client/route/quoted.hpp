// A text as it would stand in a kamailio.cfg.
#pragma once
#include <string>
#include <string_view>

namespace rtpe::route {

/// With its quotes, and escapes where Kamailio needs them.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace rtpe::route
