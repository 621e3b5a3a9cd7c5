#include "mock_engine/transport/unix_listener.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <utility>

#include "client/bencode/frame.hpp"

namespace rtpe::mock {
namespace {

using boost::asio::local::stream_protocol;

constexpr std::size_t most_bytes = 16U << 20U;

/// One command and its reply. The engine wants a cookie: the connection makes one up and takes it off the reply.
class UnixConnection final : public ReplyTarget, public std::enable_shared_from_this<UnixConnection> {
 public:
  UnixConnection(Host& host, stream_protocol::socket socket)
      : host_(host), socket_(std::move(socket)), number_(host.add(*this)) {}
  ~UnixConnection() override { shut(); }

  void read() {
    socket_.async_read_some(boost::asio::buffer(input_),
                            [self = shared_from_this()](const boost::system::error_code& error, std::size_t bytes) {
                              if (self->number_ == 0) return;
                              if (error) return self->shut();
                              self->got({self->input_.data(), bytes});
                            });
  }

  void deliver(const Peer& /*peer*/, std::string_view bytes, Piece piece) override {
    if (number_ == 0) return;
    if (reply_.empty()) bytes.remove_prefix(std::min(bytes.size(), cookie_.size()));
    reply_.append(bytes);
    if (piece == Piece::more) return;
    boost::asio::async_write(
        socket_, boost::asio::buffer(reply_),
        [self = shared_from_this()](const boost::system::error_code&, std::size_t) { self->shut(); });
  }
  void no_reply(const Peer& /*peer*/) override {}  // the module waits without a limit
  void shut() override {
    if (number_ == 0) return;
    host_.remove(std::exchange(number_, 0));
    boost::system::error_code ignored;
    socket_.close(ignored);
  }

 private:
  void got(std::string_view bytes) {
    if (request_.empty()) request_ = cookie_ = fmt::format("unix{} ", number_);
    request_.append(bytes);
    const bencode::Frame frame = bencode::find_frame(std::string_view(request_).substr(cookie_.size()));
    if (frame.state == bencode::FrameState::malformed || request_.size() > most_bytes) return shut();
    if (frame.state == bencode::FrameState::incomplete) return read();
    const auto self = shared_from_this();
    host_.receive({.transport = Transport::tcp, .address = "unix", .port = 0, .connection = number_},
                  std::string_view(request_).substr(0, cookie_.size() + frame.length));
    host_.settle();
    if (number_ != 0) watch();
  }
  /// Until the peer goes: it may give up before the reply is there.
  void watch() {
    socket_.async_read_some(boost::asio::buffer(input_),
                            [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                              if (error) self->shut();
                            });
  }

  Host& host_;
  stream_protocol::socket socket_;
  std::uint64_t number_;  ///< in the host's list; 0: shut
  std::array<char, 65536> input_{};
  std::string request_, cookie_, reply_;
};

std::optional<UnixListener::File> socket_file_at(const std::string& path) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0 || !S_ISSOCK(found.st_mode)) return std::nullopt;
  return UnixListener::File{.device = found.st_dev, .inode = found.st_ino};
}

}  // namespace

UnixListener::UnixListener(Host& host, std::string path)
    : host_(host), path_(std::move(path)), acceptor_(host.context()) {}

Expected<void> UnixListener::open() {
  const auto missing = [&](std::string message) {
    return std::unexpected(Error{.kind = ErrorKind::missing,
                                 .message = std::move(message),
                                 .place = "unix:" + path_,
                                 .remedy = "choose another path"});
  };
  if (path_.size() >= sizeof(sockaddr_un::sun_path)) return missing("the path is too long for a socket");
  if (socket_file_at(path_)) ::unlink(path_.c_str());
  boost::system::error_code error;
  acceptor_.open(stream_protocol(), error);
  if (!error) acceptor_.bind(stream_protocol::endpoint(path_), error);
  if (!error) acceptor_.listen(boost::asio::socket_base::max_listen_connections, error);
  if (error) {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    return missing(error.message());
  }
  file_ = socket_file_at(path_);
  accept();
  return {};
}

void UnixListener::close() {
  if (!acceptor_.is_open()) return;
  // Somebody may have put another file there meanwhile: it is not ours to remove. While the socket is open no other
  // file gets its number.
  if (file_ && socket_file_at(path_) == file_) ::unlink(path_.c_str());
  file_.reset();
  boost::system::error_code ignored;
  acceptor_.close(ignored);
}

void UnixListener::accept() {
  acceptor_.async_accept([this](const boost::system::error_code& error, stream_protocol::socket socket) {
    if (error == boost::asio::error::operation_aborted || !acceptor_.is_open()) return;
    if (!error) std::make_shared<UnixConnection>(host_, std::move(socket))->read();
    accept();
  });
}

}  // namespace rtpe::mock
