// Reading and printing of addresses by the C library's own rules.
#include "mock_engine/calls/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace rtpe::mock {

std::string_view sdp_name(Family family) { return family == Family::ipv4 ? "IP4" : "IP6"; }
std::string_view query_name(Family family) { return family == Family::ipv4 ? "IPv4" : "IPv6"; }

std::optional<Address> Address::parse(std::string_view text, Family family) {
  std::array<char, INET6_ADDRSTRLEN> copy{};
  if (text.empty() || text.size() >= copy.size() || text.find('\0') != std::string_view::npos) return std::nullopt;
  std::memcpy(copy.data(), text.data(), text.size());
  Address address;
  address.family = family;
  const int kind = family == Family::ipv4 ? AF_INET : AF_INET6;
  if (inet_pton(kind, copy.data(), address.bytes.data()) != 1) return std::nullopt;
  return address;
}

std::optional<Address> Address::parse(std::string_view text) {
  return parse(text, text.find(':') == std::string_view::npos ? Family::ipv4 : Family::ipv6);
}

void Address::append_to(std::string& out) const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family == Family::ipv4 ? AF_INET : AF_INET6, bytes.data(), text.data(), text.size());
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
