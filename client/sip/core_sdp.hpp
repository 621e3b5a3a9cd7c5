// What Kamailio's own SDP parser takes for SDP. Private to client/sip.
#pragma once
#include <string_view>

namespace rtpe::sip {

/// Measured on 5.6.3: a `v=` line, directly or later followed by a complete `o=` line, at least one `m=` line with port
/// and transport, and for every media a `c=` line of family IP4 or IP6, its own or the session's. Lines that are
/// missing otherwise (s=, t=), or that mean nothing, do not matter.
[[nodiscard]] bool core_parses_sdp(std::string_view body);

}  // namespace rtpe::sip
