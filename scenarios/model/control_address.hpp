// Where NG is spoken: of an engine's `listen` and of a node, in one form.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "client/sets/node.hpp"

namespace rtpe::scenario {

struct ControlAddress {
  Scheme scheme = Scheme::udp;
  std::string host;        ///< without []; unix_stream: the path
  std::uint16_t port = 0;  ///< 0: unix_stream
  bool operator==(const ControlAddress&) const = default;
  /// False: its host is a name.
  [[nodiscard]] bool is_numeric() const;
};

/// "udp:10.0.0.1:2223", "udp6:[::1]:2223", "tcp:127.0.0.1:2224", "ws:127.0.0.1:2225", "unix:/run/engine.sock". nullopt:
/// nothing of that kind.
[[nodiscard]] std::optional<ControlAddress> parse_control_address(std::string_view listen);
/// nullopt: an address that cannot be read, and wss.
[[nodiscard]] std::optional<ControlAddress> control_address_of(const Node& node);

/// Of an engine that somebody else runs: where this machine can send UDP to, "udp:192.0.2.1:2223",
/// "udp:[2001:db8::1]:2223" or "udp:media.example:2223"; engines/reached_address.hpp looks names up. Error: what is
/// wrong.
[[nodiscard]] Expected<ControlAddress> external_address(std::string_view text);

}  // namespace rtpe::scenario
