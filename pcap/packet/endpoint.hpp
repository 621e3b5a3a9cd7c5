// Addresses and endpoints as they stand in packets.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "pcap/packet/hash.hpp"

namespace rtpe::capture {

/// An IPv4 or IPv6 address. IPv4 is kept in the first four bytes.
struct Address {
  std::array<std::uint8_t, 16> bytes{};
  bool is_v6 = false;
  auto operator<=>(const Address&) const = default;
  bool operator==(const Address& other) const {
    std::uint64_t own[2], others[2];
    std::memcpy(own, bytes.data(), sizeof own);
    std::memcpy(others, other.bytes.data(), sizeof others);
    return own[0] == others[0] && own[1] == others[1] && is_v6 == other.is_v6;
  }
  /// "10.0.0.1", "2001:db8::1".
  [[nodiscard]] std::string text() const;
};
/// The address that this text names; nullopt: it is none.
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);

struct Endpoint {
  Address address;
  std::uint16_t port = 0;
  auto operator<=>(const Endpoint&) const = default;
  bool operator==(const Endpoint&) const = default;
  /// "10.0.0.1:2223", "[2001:db8::1]:2223".
  [[nodiscard]] std::string text() const;
};

[[nodiscard]] inline std::uint64_t hash_endpoint(std::uint64_t hash, const Endpoint& endpoint) {
  std::uint64_t words[2];
  std::memcpy(words, endpoint.address.bytes.data(), sizeof words);
  return hash_pair(words[0] ^ std::uint64_t{endpoint.port} << 48 ^ hash_keys[0], words[1] ^ hash ^ hash_keys[1]);
}

struct EndpointHash {
  std::uint64_t operator()(const Endpoint& endpoint) const { return hash_endpoint(0, endpoint); }
};

/// What carried a message: a datagram, or a message out of a TCP stream, an HTTP body, a WebSocket.
enum class Transport : std::uint8_t { udp, tcp, http, websocket };
/// "udp", "tcp", "http", "ws".
[[nodiscard]] std::string_view name_of(Transport transport);

}  // namespace rtpe::capture
