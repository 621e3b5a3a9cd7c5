// Writing of ICE lines.
#pragma once
#include <string>

#include "mock_engine/rewrite/negotiator.hpp"

namespace rtpe::mock {

/// `ICE: force-relay`: m=, c= and the peer's candidates stay, only relay candidates are added.
[[nodiscard]] bool relays_only(const Options& options);
/// Credentials, options and candidates.
void write_ice(const Exchange& exchange, const MediaPart& part, const Media& to, std::string& out);

}  // namespace rtpe::mock
