// A channel whose messages a link rule may lose, delay or repeat, and record: for runs over real sockets.
#pragma once
#include <boost/asio/io_context.hpp>
#include <memory>
#include <span>
#include <string_view>

#include "client/proxy/process.hpp"
#include "client/transport/channel.hpp"

namespace rtpe::transport {

enum class Way : std::uint8_t { to_node, from_node };

class Link {
 public:
  virtual ~Link() = default;
  /// What becomes of a message, asked once when it is sent or has come: one copy is handed on after each of these
  /// times; none: it is lost. The view is valid until the next call.
  virtual std::span<const Duration> pass(const proxy::Process& process, const Node& node, Way way,
                                         std::string_view bytes) = 0;
};

/// `inner` with the link in between. What is sent late has been sent as far as the sender knows: a stream's error then
/// ends its wait, a datagram's is for the next send. Errors of the socket are told at once. The link must outlive the
/// channel.
[[nodiscard]] std::unique_ptr<Channel> make_link_channel(boost::asio::io_context& io, std::unique_ptr<Channel> inner,
                                                         const proxy::Process& process, const Node& node, Link& link);

}  // namespace rtpe::transport
