#include "client/sets/node_url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.hpp"

namespace rtpe {
namespace {

struct Prefix {
  std::string_view text;
  Scheme scheme;
};
/// In the order in which the module tests them.
constexpr std::array prefixes = {Prefix{"udp:", Scheme::udp},          Prefix{"udp6:", Scheme::udp6},
                                 Prefix{"unix:", Scheme::unix_stream}, Prefix{"ws://", Scheme::ws},
                                 Prefix{"wss://", Scheme::wss},        Prefix{"tcp:", Scheme::tcp}};

bool starts_with_any_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && std::ranges::equal(text.substr(0, prefix.size()), prefix, {}, lower);
}

/// The text the module takes for a port; empty when there is none to check.
std::string_view checked_port(std::string_view address, Scheme scheme) {
  const std::string_view separator = scheme == Scheme::udp6 ? "]:" : ":";
  const auto at = address.find(separator);
  return at == std::string_view::npos ? std::string_view{} : address.substr(at + separator.size());
}

bool valid_port(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return false;
  std::uint32_t port = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    port = port * 10 + static_cast<std::uint32_t>(c - '0');
    if (port > 65535) return false;
  }
  return true;
}

std::unexpected<Error> refused_url(std::string_view url, std::string message) {
  return std::unexpected(Error{.message = std::move(message), .place = std::string(url)});
}

}  // namespace

Expected<Node> parse_node_url(std::string_view url, const SockOptions& options) {
  const auto prefix =
      std::ranges::find_if(prefixes, [&](const Prefix& known) { return starts_with_any_case(url, known.text); });
  if (prefix == prefixes.end() || (prefix->scheme == Scheme::tcp && !options.accept_tcp))
    return refused_url(url, "expected udp:, udp6:, unix:, ws:// or wss:// in front of the address");
  const bool web_socket = prefix->scheme == Scheme::ws || prefix->scheme == Scheme::wss;
  if (web_socket && !options.websocket_api) return refused_url(url, "WebSocket nodes need wsapi \"lwsc\"");

  Node node;
  node.url = url;
  node.scheme = prefix->scheme;
  node.address = web_socket ? url : url.substr(prefix->text.size());
  if (!web_socket) {
    const std::string_view port = checked_port(node.address, node.scheme);
    if (!port.empty() && !valid_port(port)) return refused_url(url, fmt::format("\"{}\" is not a port number", port));
  }
  return node;
}

Endpoint endpoint_of(const Node& node) {
  const std::string_view address = node.address;
  const auto colon = address.rfind(':');
  Endpoint endpoint{std::string(address.substr(0, colon)), "22222"};
  if (colon != std::string_view::npos && colon + 1 < address.size()) endpoint.port = address.substr(colon + 1);
  if (node.scheme == Scheme::udp6) {
    if (endpoint.host.starts_with('[')) endpoint.host.erase(0, 1);
    if (const auto bracket = endpoint.host.rfind(']'); bracket != std::string::npos) endpoint.host.erase(bracket);
  }
  return endpoint;
}

}  // namespace rtpe
