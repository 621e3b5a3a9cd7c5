// Keys that came with 12.5 (later-releases 1.3; which of them warn was seen at 12.5.1.31).
#pragma once
#include <span>
#include <string_view>

#include "mock_engine/rewrite/options.hpp"

namespace rtpe::mock {

[[nodiscard]] std::span<const std::string_view> later_keys();
/// False: it is none of these. `rtpp-flags` is read as a proxy's flags string; nothing else of them is played.
[[nodiscard]] bool read_later_key(Options& options, std::string_view name, bencode::View value);
/// One key of a request, whatever it is; unknown ones are reported.
void read_key(Options& options, std::string_view name, bencode::View value);

}  // namespace rtpe::mock
