// Engines for tests of the client's transports: each answers on one loopback address, in the test's own io_context.
#pragma once
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rtpe::test {

/// What an engine sends back for one message (cookie, blank, dictionary); several messages, or none.
using Answer = std::function<std::vector<std::string>(std::string_view message)>;

/// "pong" to pings, otherwise result ok with an SDP whose c= line is 203.0.113.1.
std::vector<std::string> answer_well(std::string_view message);
/// The cookie of a message, with its blank; empty over a unix socket, where there is none.
std::string cookie_of(std::string_view message);

class SmallEngine {
 public:
  virtual ~SmallEngine() = default;
  /// As rtpengine_sock names it.
  [[nodiscard]] virtual std::string url() const = 0;
  Answer answer = answer_well;
  std::vector<std::string> received = {};  ///< all messages, in order
};

std::unique_ptr<SmallEngine> udp_engine(boost::asio::io_context& io, std::string_view address);  ///< "127.0.0.1", "::1"
std::unique_ptr<SmallEngine> tcp_engine(boost::asio::io_context& io);
std::unique_ptr<SmallEngine> unix_engine(boost::asio::io_context& io, const std::string& path);
std::unique_ptr<SmallEngine> web_socket_engine(boost::asio::io_context& io);
/// With a certificate made for this run.
std::unique_ptr<SmallEngine> secure_web_socket_engine(boost::asio::io_context& io);

}  // namespace rtpe::test
