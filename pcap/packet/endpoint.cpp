#include "pcap/packet/endpoint.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <cstring>

namespace rtpe::capture {

std::string Address::text() const {
  char buffer[INET6_ADDRSTRLEN];
  return inet_ntop(is_v6 ? AF_INET6 : AF_INET, bytes.data(), buffer, sizeof buffer);
}

std::optional<Address> parse_address(std::string_view text) {
  const std::string terminated(text);
  Address address;
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) return address;
  address.is_v6 = true;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

std::string Endpoint::text() const {
  return address.is_v6 ? fmt::format("[{}]:{}", address.text(), port) : fmt::format("{}:{}", address.text(), port);
}

std::string_view name_of(Transport transport) {
  switch (transport) {
    case Transport::udp:
      return "udp";
    case Transport::tcp:
      return "tcp";
    case Transport::http:
      return "http";
    case Transport::websocket:
      return "ws";
  }
  return "unknown";
}

}  // namespace rtpe::capture
