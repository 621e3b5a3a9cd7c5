#include "mock_engine/transport/socket_error.hpp"

#include <fmt/format.h>

#include <boost/asio/error.hpp>

namespace rtpe::mock {

Error cannot_listen(std::string_view kind, std::string_view address, std::uint16_t port,
                    const boost::system::error_code& error) {
  std::string_view remedy;
  if (error == boost::asio::error::address_in_use) remedy = "another process has this port";
  if (error == boost::asio::error::access_denied) remedy = "ports below 1024 need privileges";
  if (error.value() == EADDRNOTAVAIL) remedy = "this machine does not have the address";
  const bool is_ipv6 = address.find(':') != address.npos;
  return {
      .kind = ErrorKind::missing,
      .message = fmt::format("cannot listen: {}", error.message()),
      .place = is_ipv6 ? fmt::format("{}:[{}]:{}", kind, address, port) : fmt::format("{}:{}:{}", kind, address, port),
      .remedy = std::string(remedy)};
}

}  // namespace rtpe::mock
