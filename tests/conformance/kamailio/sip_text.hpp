// The SIP message of a step as text, the same for the library and for Kamailio.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "tests/conformance/kamailio/sequence.hpp"

namespace rtpe::lane {

/// `step`: index, which the CSeq number and the header X-Step carry. `kamailio`, `sender`: addresses. A reply has
/// Kamailio's Via above the sender's, as if Kamailio had forwarded its request.
[[nodiscard]] std::string sip_text_of(const SipText& message, std::size_t step, std::string_view kamailio,
                                      std::string_view sender);

/// Value of the first header field `name`; empty: there is none.
[[nodiscard]] std::string header_of(std::string_view message, std::string_view name);

}  // namespace rtpe::lane
