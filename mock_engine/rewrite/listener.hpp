// One media of a subscribe request: `from` is the source itself, `to` the listener.
#pragma once
#include <expected>

#include "mock_engine/rewrite/negotiation.hpp"
#include "mock_engine/rewrite/ng_error.hpp"

namespace rtpe::mock {

/// All steps for one media of a source. False: out of ports.
[[nodiscard]] bool negotiate_listener(MediaNegotiation& media);

/// A media of a listener's answer: `from` is the listener, `to` nobody. Refused where the source has codecs that the
/// listener has not named, and nobody asked for conversion; what it says of itself counts all the same.
[[nodiscard]] std::expected<void, NgError> take_listener(MediaNegotiation& media, Media& source);
/// What of a request counts for answers of listeners.
[[nodiscard]] Options heeded_by_listener(const Options& options);

}  // namespace rtpe::mock
