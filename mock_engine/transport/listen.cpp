#include "mock_engine/transport/listen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace rtpe::mock {
namespace {

constexpr std::array<std::pair<std::string_view, ListenKind>, 6> kinds{{{"udp", ListenKind::udp},
                                                                        {"tcp", ListenKind::tcp},
                                                                        {"http", ListenKind::http},
                                                                        {"ws", ListenKind::ws},
                                                                        {"cli", ListenKind::cli},
                                                                        {"unix", ListenKind::unix_stream}}};

}  // namespace

std::string_view name_of(ListenKind kind) {
  return std::ranges::find(kinds, kind, &std::pair<std::string_view, ListenKind>::second)->first;
}

std::string ListenAddress::text() const {
  if (kind == ListenKind::unix_stream) return fmt::format("{}:{}", name_of(kind), address);
  const bool is_ipv6 = address.find(':') != std::string::npos;
  return is_ipv6 ? fmt::format("{}:[{}]:{}", name_of(kind), address, port)
                 : fmt::format("{}:{}:{}", name_of(kind), address, port);
}

Expected<ListenAddress> parse_listen(std::string_view text) {
  const auto wrong = [&](std::string_view what) {
    return std::unexpected(
        Error{.message = fmt::format("{} in \"{}\"", what, text),
              .remedy = "as udp:127.0.0.1:2223 or tcp:[::1]:2224; kinds: udp, tcp, http, ws, cli; or unix:/path"});
  };
  ListenAddress listen;
  if (text.starts_with("unix:/")) {
    listen.kind = ListenKind::unix_stream;
    listen.address = text.substr(5);
    listen.port = 0;
    return listen;
  }
  const std::size_t first = text.find(':'), last = text.rfind(':');
  if (first == text.npos || last == first) return wrong("kind, address and port are expected");
  const auto* kind = std::ranges::find(kinds, text.substr(0, first), &std::pair<std::string_view, ListenKind>::first);
  if (kind == kinds.end()) return wrong("unknown kind");
  listen.kind = kind->second;
  std::string_view address = text.substr(first + 1, last - first - 1);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  boost::system::error_code error;
  boost::asio::ip::make_address(address, error);
  if (error) return wrong("no numeric address");
  listen.address = address;
  const std::string_view port = text.substr(last + 1);
  const auto [end, fault] = std::from_chars(port.data(), port.data() + port.size(), listen.port);
  if (fault != std::errc{} || end != port.data() + port.size()) return wrong("no port from 0 to 65535");
  return listen;
}

}  // namespace rtpe::mock
