// The words that a release of the daemon takes without a warning, for who tells what was meant.
#pragma once
#include <string_view>
#include <vector>

#include "mock_engine/personality.hpp"

namespace rtpe::mock {

/// Elements of `flags` that stand for themselves; those with a prefix (codec-strip-PCMU) are elements of another list.
[[nodiscard]] std::vector<std::string_view> known_flags_of(const Personality& personality);
/// Keys of a request.
[[nodiscard]] std::vector<std::string_view> known_keys_of(const Personality& personality);
/// Elements of `replace`, `rtcp-mux`, `SDES`, `OSRTP`, `T.38`; lists of `codec`. Empty: no such list, or any text will
/// do there.
[[nodiscard]] std::vector<std::string_view> known_elements_of(std::string_view list);

}  // namespace rtpe::mock
