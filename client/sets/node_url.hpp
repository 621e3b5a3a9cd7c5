// One node URL: scheme, address and the module's port check (behaviour.md 1.3, 1.5).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "client/sets/registry.hpp"

namespace rtpe {

/// A node with `url`, `address` and `scheme` set. Error: why the module skips such a URL with a warning.
[[nodiscard]] Expected<Node> parse_node_url(std::string_view url, const SockOptions& options);

/// Host and port of a udp, udp6 or tcp node as the module splits them: at the last ':' of the address; port 22222 when
/// missing or empty. For udp6 a leading '[' and everything from the last ']' of the host are dropped, so that
/// "udp6:[::1]" yields a host that does not resolve (1.5).
struct Endpoint {
  std::string host;
  std::string port;
};
[[nodiscard]] Endpoint endpoint_of(const Node& node);

}  // namespace rtpe
