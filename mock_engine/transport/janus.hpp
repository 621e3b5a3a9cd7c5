// The little of the daemon's Janus API that does not need a session: ping, info, and its errors.
#pragma once
#include <string>
#include <string_view>

namespace rtpe::mock {

/// The reply to one Janus request of an engine of that version; requests that open or need a session are answered as
/// unknown.
[[nodiscard]] std::string janus_reply(std::string_view request, std::string_view version);

}  // namespace rtpe::mock
