// Texts and addresses that look like others.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

/// As long as `value`: digits by digits (the first one not by 0), letters by letters of their case, where all letters
/// of a long value are hexadecimal by such ones; everything else, and UTF-8 by letters, stays where it is.
[[nodiscard]] std::string shaped_like(std::string_view value, std::uint64_t seed);
/// A base64 text that decodes to as many bytes.
[[nodiscard]] std::string base64_like(std::string_view value, std::uint64_t seed);
/// An address of the same kind whose text has the same length in every spelling.
[[nodiscard]] Address address_like(const Address& address, std::uint64_t seed);
/// `fresh` spelt as the address that it replaces was: "2001:DB8:0:0::1" has zeros and capitals.
[[nodiscard]] std::string spelt_like(std::string_view spelt, const Address& fresh);
/// 127.0.0.1, ::1, unspecified, broadcast: there is nothing to hide.
[[nodiscard]] bool says_nothing(const Address& address);

}  // namespace rtpe::capture
