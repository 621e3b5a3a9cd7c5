// A UDP socket of this machine on the run's io_context.
#pragma once
#include <boost/asio/ip/udp.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace rtpe::scenario {

class UdpSocket {
 public:
  using Endpoint = boost::asio::ip::udp::endpoint;
  /// `bytes` may be moved from.
  using Receiver = std::function<void(std::string& bytes, const Endpoint& from)>;

  /// Error (kind missing): the port is in use, or the address is not this machine's; it is named.
  static Expected<std::unique_ptr<UdpSocket>> bind(boost::asio::io_context& context, const std::string& address,
                                                   std::uint16_t port, Receiver receiver);
  ~UdpSocket();
  UdpSocket(const UdpSocket&) = delete;
  UdpSocket& operator=(const UdpSocket&) = delete;

  /// That it is bound to.
  [[nodiscard]] std::uint16_t port() const;
  /// A peer that is gone is no error.
  void send(std::string_view bytes, const Endpoint& to);
  void send(std::string_view bytes, const std::string& address, std::uint16_t port);

 private:
  struct State;
  explicit UdpSocket(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;  ///< kept by what is under way
};

}  // namespace rtpe::scenario
