// What others send to a port of this machine on which nobody listens. The kernel refuses it all the same.
#pragma once
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "scenarios/process/udp_socket.hpp"

namespace rtpe::scenario {

class RefusedDatagrams {
 public:
  /// IPv4. Null: raw sockets are not allowed (they need root or CAP_NET_RAW), or the address is not this machine's.
  static std::unique_ptr<RefusedDatagrams> listen(boost::asio::io_context& context, const std::string& address,
                                                  std::uint16_t port, UdpSocket::Receiver receiver);
  ~RefusedDatagrams();
  RefusedDatagrams(const RefusedDatagrams&) = delete;
  RefusedDatagrams& operator=(const RefusedDatagrams&) = delete;

 private:
  struct State;
  explicit RefusedDatagrams(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;  ///< kept by what is under way
};

}  // namespace rtpe::scenario
