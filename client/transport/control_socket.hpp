// RPC commands over a unix datagram socket, as Kamailio's jsonrpcs module offers them with `dgram_socket`.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "client/control/json_rpc.hpp"

namespace boost::asio {
class io_context;
}

namespace rtpe::transport {

/// Takes JSON-RPC requests on a unix datagram socket. Removes the socket's file at its end.
class ControlServer {
 public:
  /// Carries a command out; `done` may be called later, on the io_context's thread.
  using Handler = std::function<void(control::ControlRequest, std::function<void(control::ControlReply)> done)>;
  /// Error: the path cannot be bound (too long, no such folder, somebody is listening there).
  static Expected<ControlServer> open(boost::asio::io_context& io, const std::string& path,
                                      const Personality& personality, Handler handler);
  ~ControlServer();
  ControlServer(ControlServer&&) noexcept;
  ControlServer& operator=(ControlServer&&) noexcept;

 private:
  struct State;
  explicit ControlServer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

/// Sends one JSON-RPC request to the socket at `path` (ours, or a Kamailio's) and returns the reply's text. Errors:
/// nobody listens there, no answer in time.
Expected<std::string> ask_control_socket(const std::string& path, std::string_view request,
                                         std::chrono::milliseconds patience);

}  // namespace rtpe::transport
