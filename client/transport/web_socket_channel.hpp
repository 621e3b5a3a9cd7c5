// ws and wss nodes as the module's WebSocket library drives them (behaviour.md 5.4).
#pragma once
#include <memory>

#include "client/transport/channel.hpp"

namespace rtpe::transport {

/// How the library connects; defaults are the module's.
struct WebSocketTimes {
  std::chrono::milliseconds patience{2000};       ///< a command waits that long for the connection (timeout_init)
  std::chrono::milliseconds retry_after{30'000};  ///< next attempt after a refused one, whatever the traffic
};

/// One connection, opened at the first use and kept. Lost: reopened at once in the background. Refused: tried again
/// after `retry_after`; until then every command waits `patience` and fails with ETIMEDOUT.
Expected<std::unique_ptr<Channel>> open_web_socket_channel(boost::asio::io_context& io, const Node& node,
                                                           const TransportOptions& options,
                                                           const WebSocketTimes& times = {});

}  // namespace rtpe::transport
