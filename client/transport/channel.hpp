// One worker's way to one node: what an Exchange needs of a socket, whatever the transport.
#pragma once
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "client/operation/action.hpp"
#include "client/transport/transport_options.hpp"

namespace rtpe::transport {

/// What the module reads at most (behaviour.md 5.2).
inline constexpr std::size_t most_reply_bytes = 262143;

class Channel {
 public:
  virtual ~Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  /// Throws away what has come and was not taken (Action::drain).
  virtual void drain() = 0;
  /// 0 or an error number; called once, maybe before send() returns. `bytes` need only live during send().
  using Sent = std::function<void(int error_number)>;
  virtual void send(std::string_view bytes, Sent sent) = 0;
  /// What is there already; its bytes stay valid until the next call.
  virtual std::optional<Input> take() = 0;
  /// Calls `ready` once, never from inside wait(), when take() may have something, also what came before. The channel
  /// may be gone by then.
  virtual void wait(std::function<void()> ready) = 0;
  virtual void stop_waiting() = 0;

 protected:
  Channel() = default;
};

/// Opens what can be opened at once (UDP: the connected socket; the others connect at their first use). Error: the
/// address cannot be resolved or reached; such a node counts as one without socket (behaviour.md 1.5).
Expected<std::unique_ptr<Channel>> open_channel(boost::asio::io_context& io, const Node& node,
                                                const TransportOptions& options);

}  // namespace rtpe::transport
