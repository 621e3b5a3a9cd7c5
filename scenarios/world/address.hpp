// Where somebody can be reached: the text of an address and a port.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rtpe::scenario::world {

struct Address {
  std::string host;  ///< numeric address; in a virtual run any text
  std::uint16_t port = 0;
  bool operator==(const Address&) const = default;
};
/// "10.0.0.1:2223", "[::1]:2223"; no port: 22222, Kamailio's default (behaviour.md 1.5).
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);

}  // namespace rtpe::scenario::world
