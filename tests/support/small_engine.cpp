#include "tests/support/small_engine.hpp"

#include <unistd.h>

#include <boost/asio.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>

#include "client/bencode/frame.hpp"

namespace rtpe::test {
namespace asio = boost::asio;
using boost::system::error_code;

std::string cookie_of(std::string_view message) {
  if (message.starts_with('d')) return {};  // over a unix socket
  return std::string(message.substr(0, message.find(' ') + 1));
}

std::vector<std::string> answer_well(std::string_view message) {
  if (message.find("7:command4:ping") != std::string_view::npos) return {cookie_of(message) + "d6:result4:ponge"};
  return {cookie_of(message) + "d3:sdp25:v=0\r\nc=IN IP4 203.0.113.16:result2:oke"};
}

namespace {

class UdpEngine final : public SmallEngine {
 public:
  UdpEngine(asio::io_context& io, std::string_view address)
      : socket_(io, {asio::ip::make_address(address), 0}), buffer_(70000, '\0') {
    receive();
  }
  [[nodiscard]] std::string url() const override {
    const auto local = socket_.local_endpoint();
    const std::string port = std::to_string(local.port());
    return local.address().is_v6() ? "udp6:[" + local.address().to_string() + "]:" + port
                                   : "udp:" + local.address().to_string() + ":" + port;
  }

 private:
  void receive() {
    socket_.async_receive_from(asio::buffer(buffer_), peer_, [this](const error_code& error, std::size_t length) {
      if (error) return;
      received.push_back(buffer_.substr(0, length));
      for (const auto& reply : answer(received.back())) socket_.send_to(asio::buffer(reply), peer_);
      receive();
    });
  }
  asio::ip::udp::socket socket_;
  asio::ip::udp::endpoint peer_;
  std::string buffer_;
};

/// TCP and unix: messages found by their frames (unix: one read is one message, one connection per command).
template <class Protocol>
class StreamEngine final : public SmallEngine {
 public:
  StreamEngine(asio::io_context& io, const typename Protocol::endpoint& at, std::string scheme)
      : acceptor_(io, at), scheme_(std::move(scheme)) {
    accept();
  }
  [[nodiscard]] std::string url() const override {
    if constexpr (std::is_same_v<Protocol, asio::ip::tcp>)
      return scheme_ + "127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    else
      return scheme_ + acceptor_.local_endpoint().path();
  }

 private:
  struct Session {
    typename Protocol::socket socket;
    std::string received, chunk = std::string(70000, '\0');
  };
  void accept() {
    acceptor_.async_accept([this](const error_code& error, typename Protocol::socket socket) {
      if (error) return;
      read(std::make_shared<Session>(Session{.socket = std::move(socket), .received = {}}));
      accept();
    });
  }
  void read(std::shared_ptr<Session> session) {
    session->socket.async_read_some(asio::buffer(session->chunk),
                                    [this, session](const error_code& error, std::size_t length) {
                                      if (error) return;
                                      session->received.append(session->chunk, 0, length);
                                      if (serve(*session)) read(session);
                                    });
  }
  bool serve(Session& session) {
    const bool framed = std::is_same_v<Protocol, asio::ip::tcp>;
    for (;;) {
      std::size_t length = session.received.size();
      if (framed) {
        const auto blank = session.received.find(' ');
        if (blank == std::string::npos) return true;
        const auto frame = bencode::find_frame(std::string_view(session.received).substr(blank + 1));
        if (frame.state != bencode::FrameState::complete) return true;
        length = blank + 1 + frame.length;
      }
      received.push_back(session.received.substr(0, length));
      session.received.erase(0, length);
      const auto replies = answer(received.back());
      error_code ignored;
      for (const auto& reply : replies) asio::write(session.socket, asio::buffer(reply), ignored);
      if (replies.empty() && framed) session.socket.close(ignored);
      if (!framed) return false;
    }
  }
  typename Protocol::acceptor acceptor_;
  std::string scheme_;
};

}  // namespace

std::unique_ptr<SmallEngine> udp_engine(asio::io_context& io, std::string_view address) {
  return std::make_unique<UdpEngine>(io, address);
}
std::unique_ptr<SmallEngine> tcp_engine(asio::io_context& io) {
  return std::make_unique<StreamEngine<asio::ip::tcp>>(
      io, asio::ip::tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0), "tcp:");
}
std::unique_ptr<SmallEngine> unix_engine(asio::io_context& io, const std::string& path) {
  std::filesystem::remove(path);
  return std::make_unique<StreamEngine<asio::local::stream_protocol>>(io, path, "unix:");
}

}  // namespace rtpe::test
