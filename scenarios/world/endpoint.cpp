// Node and listen addresses as host and port.
#include <charconv>

#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  Endpoint endpoint{.host = {}, .port = 22222};
  std::string_view host = text, port;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    host = text.substr(1, close - 1);
    const auto rest = text.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') return std::nullopt;
    if (!rest.empty()) port = rest.substr(1);
  } else if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  if (host.empty()) return std::nullopt;
  if (!port.empty()) {
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
    if (error != std::errc{} || end != port.data() + port.size()) return std::nullopt;
  }
  endpoint.host = host;
  return endpoint;
}

}  // namespace rtpe::scenario
