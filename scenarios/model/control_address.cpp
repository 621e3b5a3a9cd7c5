#include "scenarios/model/control_address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "client/sets/node_url.hpp"
#include "scenarios/world/address.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::array<std::pair<std::string_view, Scheme>, 5> schemes{{{"udp:", Scheme::udp},
                                                                      {"udp6:", Scheme::udp6},
                                                                      {"tcp:", Scheme::tcp},
                                                                      {"ws:", Scheme::ws},
                                                                      {"unix:", Scheme::unix_stream}}};

std::optional<ControlAddress> of_host_and_port(Scheme scheme, std::string_view text) {
  auto address = world::parse_address(text);
  if (!address || address->port == 0) return std::nullopt;
  return ControlAddress{.scheme = scheme, .host = std::move(address->host), .port = address->port};
}

/// Labels of letters, digits, '-' and '_'.
bool is_host_name(std::string_view text) {
  constexpr std::size_t longest_label = 63, longest_name = 253;
  if (text.size() > longest_name) return false;
  for (;;) {
    const std::string_view label = text.substr(0, text.find('.'));
    const bool plain =
        std::ranges::all_of(label, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; });
    if (label.empty() || label.size() > longest_label || !plain) return false;
    if (label.size() == text.size()) return true;
    text.remove_prefix(label.size() + 1);
  }
}

}  // namespace

bool ControlAddress::is_numeric() const {
  in6_addr numeric{};
  return inet_pton(AF_INET, host.c_str(), &numeric) == 1 || inet_pton(AF_INET6, host.c_str(), &numeric) == 1;
}

std::optional<ControlAddress> parse_control_address(std::string_view listen) {
  if (listen.find_first_of(" =\t") != std::string_view::npos) return std::nullopt;
  for (const auto& [prefix, scheme] : schemes) {
    if (!listen.starts_with(prefix)) continue;
    listen.remove_prefix(prefix.size());
    if (scheme != Scheme::unix_stream) return of_host_and_port(scheme, listen);
    if (!listen.starts_with('/')) return std::nullopt;
    return ControlAddress{.scheme = scheme, .host = std::string(listen)};
  }
  return std::nullopt;
}

Expected<ControlAddress> external_address(std::string_view text) {
  const auto wrong = [&](std::string_view what) {
    return std::unexpected(Error{.message = fmt::format("\"{}\" {}", text, what),
                                 .remedy = "as udp:192.0.2.1:2223, udp:[2001:db8::1]:2223 or udp:media.example:2223"});
  };
  auto address = parse_control_address(text);
  if (!address) return wrong("is no control address");
  if (address->scheme != Scheme::udp && address->scheme != Scheme::udp6) return wrong("is not reached over UDP");
  if (!address->is_numeric() && !is_host_name(address->host)) return wrong("has neither an address nor a name");
  return *address;
}

std::optional<ControlAddress> control_address_of(const Node& node) {
  switch (node.scheme) {
    case Scheme::unix_stream:
      return ControlAddress{.scheme = node.scheme, .host = node.address};
    case Scheme::ws: {
      std::string_view url = node.address;
      url.remove_prefix(url.find("//") == std::string_view::npos ? 0 : url.find("//") + 2);
      return of_host_and_port(node.scheme, url.substr(0, url.find('/')));
    }
    case Scheme::wss:
      return std::nullopt;
    case Scheme::udp:
    case Scheme::udp6:
    case Scheme::tcp:
      break;
  }
  const auto [host, port] = endpoint_of(node);
  return of_host_and_port(node.scheme, (host.contains(':') ? "[" + host + "]:" : host + ":") + port);
}

}  // namespace rtpe::scenario
