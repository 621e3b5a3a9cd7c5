#include "client/transport/control_socket.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/datagram_protocol.hpp>
#include <cerrno>
#include <cstring>

namespace rtpe::transport {
namespace {

using boost::asio::local::datagram_protocol;
using boost::system::error_code;

constexpr std::size_t most_datagram_bytes = 256 * 1024;

std::unexpected<Error> missing(const std::string& path, std::string message, std::string remedy) {
  return std::unexpected(
      Error{.kind = ErrorKind::missing, .message = std::move(message), .place = path, .remedy = std::move(remedy)});
}

/// False: the path is too long for a socket's name.
bool fill(sockaddr_un& address, const std::string& path) {
  address = {};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.data(), path.size());
  return true;
}

/// Whether a socket of any kind answers at that path. One that nobody has open any more does not.
bool somebody_listens(const sockaddr_un& address) {
  const int probe = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const bool refused = ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
                       (errno == ECONNREFUSED || errno == ENOENT);
  ::close(probe);
  return !refused;
}

/// Makes room for a socket: a socket that a process left behind goes, anything else stays and is an error.
Expected<void> make_room(const std::string& path, const sockaddr_un& address) {
  struct stat there{};
  if (::lstat(path.c_str(), &there) != 0) return {};  // bind() says what is wrong, if anything is
  if (!S_ISSOCK(there.st_mode))
    return missing(path, "there is a file that is no socket", "choose another path, or remove the file yourself");
  if (somebody_listens(address)) return missing(path, "somebody listens there already", "choose another path");
  ::unlink(path.c_str());
  return {};
}

}  // namespace

struct ControlServer::State : std::enable_shared_from_this<State> {
  datagram_protocol::socket socket;
  datagram_protocol::endpoint peer;
  std::string path, buffer = std::string(most_datagram_bytes, '\0');
  const Personality* personality;
  Handler handler;
  struct stat file{};

  State(boost::asio::io_context& io, std::string at, const Personality& known, Handler carry_out)
      : socket(io), path(std::move(at)), personality(&known), handler(std::move(carry_out)) {}

  void remember_file() { ::lstat(path.c_str(), &file); }
  /// Only the file that bind() made: somebody may have put another one there since.
  void remove_file() const {
    struct stat there{};
    if (::lstat(path.c_str(), &there) == 0 && there.st_dev == file.st_dev && there.st_ino == file.st_ino)
      ::unlink(path.c_str());
  }

  void receive() {
    socket.async_receive_from(boost::asio::buffer(buffer), peer,
                              [self = shared_from_this()](const error_code& error, std::size_t length) {
                                if (error || !self->socket.is_open()) return;
                                self->take(std::string_view(self->buffer).substr(0, length), self->peer);
                                self->receive();
                              });
  }

  void take(std::string_view text, const datagram_protocol::endpoint& asker) {
    auto request = control::read_rpc_request(text);
    if (!request) return answer(control::write_rpc_error(request.error()), asker);
    handler(std::move(request->control),
            [weak = weak_from_this(), id = request->id, asker](const control::ControlReply& reply) {
              if (const auto self = weak.lock())
                self->answer(control::write_rpc_reply(reply, id, *self->personality), asker);
            });
  }

  void answer(const std::string& text, const datagram_protocol::endpoint& asker) {
    error_code ignored;  // an asker without a socket of its own, or one that has gone, gets nothing
    if (socket.is_open()) socket.send_to(boost::asio::buffer(text), asker, 0, ignored);
  }
};

Expected<ControlServer> ControlServer::open(boost::asio::io_context& io, const std::string& path,
                                            const Personality& personality, Handler handler) {
  sockaddr_un address{};
  if (!fill(address, path)) return missing(path, "not a path for a unix socket", "at most 107 bytes");
  if (auto room = make_room(path, address); !room) return std::unexpected(room.error());
  auto state = std::make_shared<State>(io, path, personality, std::move(handler));
  error_code error;
  state->socket.open(datagram_protocol(), error);
  if (!error) state->socket.bind(datagram_protocol::endpoint(path), error);
  if (!error) state->remember_file();
  if (!error) state->socket.non_blocking(true, error);
  if (error) return missing(path, error.message(), "choose another path");
  state->receive();
  return ControlServer(std::move(state));
}

ControlServer::ControlServer(std::shared_ptr<State> state) : state_(std::move(state)) {}
ControlServer::ControlServer(ControlServer&&) noexcept = default;
ControlServer& ControlServer::operator=(ControlServer&&) noexcept = default;

ControlServer::~ControlServer() {
  if (!state_) return;
  error_code ignored;
  state_->socket.close(ignored);
  state_->remove_file();
}

Expected<std::string> ask_control_socket(const std::string& path, std::string_view request,
                                         std::chrono::milliseconds patience) {
  sockaddr_un address{};
  if (!fill(address, path)) return missing(path, "not a path for a unix socket", "at most 107 bytes");
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const auto closed = [&](Expected<std::string> outcome) {
    ::close(socket);
    return outcome;
  };
  // A name of its own, without a file, so that the answer finds its way back.
  sockaddr_un own{};
  own.sun_family = AF_UNIX;
  if (::bind(socket, reinterpret_cast<const sockaddr*>(&own), sizeof own.sun_family) != 0 ||
      ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::send(socket, request.data(), request.size(), MSG_NOSIGNAL) < 0)
    return closed(missing(path, std::strerror(errno), "is the client running, with this control socket?"));
  pollfd wait{.fd = socket, .events = POLLIN, .revents = 0};
  if (::poll(&wait, 1, static_cast<int>(patience.count())) <= 0)
    return closed(
        missing(path, fmt::format("no answer within {} ms", patience.count()), "it may be pinging dead nodes"));
  std::string reply(most_datagram_bytes, '\0');
  const ssize_t length = ::recv(socket, reply.data(), reply.size(), 0);
  if (length < 0) return closed(missing(path, std::strerror(errno), {}));
  reply.resize(static_cast<std::size_t>(length));
  return closed(std::move(reply));
}

}  // namespace rtpe::transport
