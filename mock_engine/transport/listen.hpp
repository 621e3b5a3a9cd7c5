// Where an engine listens: "udp:127.0.0.1:2223", "tcp:[::1]:2224", "http:...", "ws:...", "cli:...", "unix:/path".
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace rtpe::mock {

enum class ListenKind : std::uint8_t {
  udp,          ///< NG over datagrams (--listen-ng)
  tcp,          ///< NG over a stream (--listen-tcp-ng)
  http,         ///< HTTP and WebSocket on one port (--listen-http)
  ws,           ///< the same under its other name
  cli,          ///< the text console over TCP (--listen-cli)
  unix_stream,  ///< NG for Kamailio's unix: nodes; ours, the daemon has none
};
[[nodiscard]] std::string_view name_of(ListenKind kind);

struct ListenAddress {
  ListenKind kind = ListenKind::udp;
  std::string address = "127.0.0.1";  ///< numeric IPv4 or IPv6, without brackets; unix_stream: a path
  std::uint16_t port = 2223;          ///< 0: the system chooses

  /// "udp:127.0.0.1:2223", IPv6 in brackets.
  [[nodiscard]] std::string text() const;
  bool operator==(const ListenAddress&) const = default;
};
/// KIND:ADDRESS:PORT, unix:PATH. invalid_input: anything else, host names included.
[[nodiscard]] Expected<ListenAddress> parse_listen(std::string_view text);

}  // namespace rtpe::mock
