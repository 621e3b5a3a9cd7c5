#include "tests/conformance/kamailio/lane_socket.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>

namespace rtpe::lane {
namespace {

double milliseconds_of(const timespec& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

sockaddr_in address_of(const std::string& address, std::uint16_t port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(port);
  inet_pton(AF_INET, address.c_str(), &out.sin_addr);
  return out;
}

}  // namespace

double real_time_ms() {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  return milliseconds_of(time);
}

Expected<LaneSocket> LaneSocket::bind(const std::string& address, std::uint16_t port) {
  LaneSocket out(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1;
  setsockopt(out.descriptor_, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  const sockaddr_in local = address_of(address, port);
  if (out.descriptor_ < 0 || ::bind(out.descriptor_, reinterpret_cast<const sockaddr*>(&local), sizeof local) != 0)
    return std::unexpected(Error{
        .kind = ErrorKind::missing, .message = std::strerror(errno), .place = address + ":" + std::to_string(port)});
  return out;
}

LaneSocket::~LaneSocket() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::optional<Received> LaneSocket::receive() {
  Received out;
  out.bytes.resize(65536);
  std::array<char, 256> control{};
  iovec piece{.iov_base = out.bytes.data(), .iov_len = out.bytes.size()};
  msghdr header{};
  header.msg_name = &out.from;
  header.msg_namelen = sizeof out.from;
  header.msg_iov = &piece;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  const auto count = recvmsg(descriptor_, &header, 0);
  if (count < 0) return std::nullopt;
  out.bytes.resize(static_cast<std::size_t>(count));
  out.at_ms = real_time_ms();
  for (auto* item = CMSG_FIRSTHDR(&header); item; item = CMSG_NXTHDR(&header, item))
    if (item->cmsg_level == SOL_SOCKET && item->cmsg_type == SCM_TIMESTAMPNS) {
      timespec time{};
      std::memcpy(&time, CMSG_DATA(item), sizeof time);
      out.at_ms = milliseconds_of(time);
    }
  return out;
}

void LaneSocket::send(std::string_view bytes, const sockaddr_in& to) const {
  sendto(descriptor_, bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

void LaneSocket::send(std::string_view bytes, const std::string& address, std::uint16_t port) const {
  send(bytes, address_of(address, port));
}

}  // namespace rtpe::lane
