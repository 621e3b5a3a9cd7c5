// Addresses of a capture in a text, and those that stand for them today.
#pragma once
#include <string>

#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

/// "10.0.0.1:5060" by another; not inside of a longer number. Without a port where it is 5060.
[[nodiscard]] std::string with_endpoint(std::string text, const Endpoint& captured, const Endpoint& today);
/// "10.0.0.1" by another; 110.0.0.1 and 10.0.0.15 stay.
[[nodiscard]] std::string with_address(std::string text, const Address& captured, const Address& today);

}  // namespace rtpe::capture
