// Reading and printing of addresses by the C library's own rules.
#include "mock_engine/calls/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace rtpe::mock {

std::string_view sdp_name(Family family) { return family == Family::ipv4 ? "IP4" : "IP6"; }
std::string_view query_name(Family family) { return family == Family::ipv4 ? "IPv4" : "IPv6"; }

namespace {

void append_ipv4(const std::array<std::uint8_t, 16>& bytes, std::string& out) {
  std::array<char, 16> text;
  char* at = text.data();
  for (std::size_t i = 0; i < 4; ++i) {
    const unsigned byte = bytes[i];
    if (byte >= 100) *at++ = static_cast<char>('0' + byte / 100);
    if (byte >= 10) *at++ = static_cast<char>('0' + byte / 10 % 10);
    *at++ = static_cast<char>('0' + byte % 10);
    *at++ = '.';
  }
  out.append(text.data(), at - 1);
}

/// Four decimal numbers up to 255 without leading zeros, as inet_pton reads them.
bool read_ipv4(std::string_view text, std::array<std::uint8_t, 16>& bytes) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    if (i > 0 && (at >= text.size() || text[at++] != '.')) return false;
    const std::size_t begin = at;
    unsigned value = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
      value = value * 10 + static_cast<unsigned>(text[at] - '0');
      if (at - begin >= 3 || value > 255 || (at > begin && text[begin] == '0')) return false;
    }
    if (at == begin) return false;
    bytes[i] = static_cast<std::uint8_t>(value);
  }
  return at == text.size();
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text, Family family) {
  if (family == Family::ipv4) {
    Address address;
    return read_ipv4(text, address.bytes) ? std::optional(address) : std::nullopt;
  }
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  std::array<char, INET6_ADDRSTRLEN> copy{};
  if (text.empty() || text.size() >= copy.size() || text.find('\0') != std::string_view::npos) return std::nullopt;
  std::memcpy(copy.data(), text.data(), text.size());
  Address address;
  address.family = family;
  if (inet_pton(AF_INET6, copy.data(), address.bytes.data()) != 1) return std::nullopt;
  return address;
}

std::optional<Address> Address::parse(std::string_view text) {
  return parse(text, text.find(':') == std::string_view::npos ? Family::ipv4 : Family::ipv6);
}

void Address::append_to(std::string& out) const {
  if (family == Family::ipv4) return append_ipv4(bytes, out);
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
  out += text.data();
}

std::string Address::text() const {
  std::string out;
  append_to(out);
  return out;
}

bool Address::is_unspecified() const {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace rtpe::mock
