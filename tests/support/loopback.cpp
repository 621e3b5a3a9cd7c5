#include "tests/support/loopback.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <future>

namespace rtpe::test {

LoopbackEngine::LoopbackEngine(mock::ServerOptions options) {
  auto opened = mock::EngineServer::open(context_, std::move(options),
                                         [](const Error& error) { BOOST_TEST_MESSAGE("trouble: " << error.text()); });
  BOOST_REQUIRE_MESSAGE(opened, (opened ? std::string() : opened.error().text()));
  server_ = std::move(*opened);
  thread_ = std::thread([this] {
    const auto work = boost::asio::make_work_guard(context_);
    context_.run();
  });
}

LoopbackEngine::~LoopbackEngine() {
  context_.stop();
  thread_.join();
}

mock::ListenAddress LoopbackEngine::at(mock::ListenKind kind) const {
  for (const mock::ListenAddress& listen : server_->listening())
    if (listen.kind == kind) return listen;
  BOOST_FAIL("no such listener");
  return {};
}

void LoopbackEngine::on_thread(const std::function<void(mock::EngineServer&)>& task) {
  std::promise<void> done;
  boost::asio::post(context_, [&] {
    task(*server_);
    done.set_value();
  });
  done.get_future().wait();
}

ClientSocket::ClientSocket(Kind kind, const mock::ListenAddress& address) {
  const bool is_ipv6 = address.address.find(':') != std::string::npos;
  sockaddr_storage to{};
  socklen_t length = sizeof(sockaddr_in);
  if (is_ipv6) {
    auto& ipv6 = reinterpret_cast<sockaddr_in6&>(to);
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(address.port);
    inet_pton(AF_INET6, address.address.c_str(), &ipv6.sin6_addr);
    length = sizeof(sockaddr_in6);
  } else {
    auto& ipv4 = reinterpret_cast<sockaddr_in&>(to);
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(address.port);
    inet_pton(AF_INET, address.address.c_str(), &ipv4.sin_addr);
  }
  handle_ = ::socket(to.ss_family, kind == Kind::datagram ? SOCK_DGRAM : SOCK_STREAM, 0);
  const timeval deadline{.tv_sec = 10, .tv_usec = 0};
  ::setsockopt(handle_, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
  if (::connect(handle_, reinterpret_cast<const sockaddr*>(&to), length) == 0) return;
  ::close(handle_);
  handle_ = -1;
}

ClientSocket::~ClientSocket() {
  if (is_open()) ::close(handle_);
}

int ClientSocket::send(std::string_view bytes) {
  return ::send(handle_, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0 ? errno : 0;
}

std::string ClientSocket::receive() {
  std::string bytes(70000, '\0');
  const auto count = ::recv(handle_, bytes.data(), bytes.size(), 0);
  BOOST_REQUIRE_MESSAGE(count >= 0, "nothing came: " << std::strerror(errno));
  bytes.resize(static_cast<std::size_t>(count));
  return bytes;
}

std::string ClientSocket::receive_bytes(std::size_t count) {
  std::string bytes;
  while (bytes.size() < count) {
    std::string part(count - bytes.size(), '\0');
    const auto got = ::recv(handle_, part.data(), part.size(), 0);
    BOOST_REQUIRE_MESSAGE(got >= 0, "nothing came: " << std::strerror(errno) << " after " << bytes);
    if (got == 0) break;
    bytes.append(part, 0, static_cast<std::size_t>(got));
  }
  return bytes;
}

std::string ClientSocket::receive_to_end() {
  std::string bytes, part(65536, '\0');
  for (;;) {
    const auto got = ::recv(handle_, part.data(), part.size(), 0);
    if (got < 0 && errno == ECONNRESET) break;
    BOOST_REQUIRE_MESSAGE(got >= 0, "the peer does not close: " << std::strerror(errno));
    if (got == 0) break;
    bytes.append(part, 0, static_cast<std::size_t>(got));
  }
  return bytes;
}

std::string ClientSocket::glance() {
  std::string bytes(70000, '\0');
  const auto count = ::recv(handle_, bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (count > 0) return bytes.substr(0, static_cast<std::size_t>(count));
  if (count == 0) return "closed";
  if (errno == EAGAIN) return "silent";
  return errno == ECONNREFUSED ? "refused" : "closed";
}

}  // namespace rtpe::test
