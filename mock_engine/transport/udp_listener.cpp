#include "mock_engine/transport/udp_listener.hpp"

#include <arpa/inet.h>

#include <cstring>

#include "mock_engine/transport/socket_error.hpp"

namespace rtpe::mock {
namespace {

using boost::asio::ip::udp;

std::uint16_t port_of(const sockaddr_storage& address) {
  return address.ss_family == AF_INET6 ? ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port)
                                       : ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

/// The numeric text of an address, remembered because most requests come from the same few clients.
class AddressText {
 public:
  std::string_view of(const sockaddr_storage& address) {
    const bool is_ipv6 = address.ss_family == AF_INET6;
    const void* bytes = is_ipv6 ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr)
                                : &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
    const std::size_t size = is_ipv6 ? 16 : 4;
    if (family_ != address.ss_family || std::memcmp(bytes_.data(), bytes, size) != 0) {
      family_ = address.ss_family;
      std::memcpy(bytes_.data(), bytes, size);
      inet_ntop(family_, bytes, text_.data(), static_cast<socklen_t>(text_.size()));
    }
    return text_.data();
  }

 private:
  sa_family_t family_ = AF_UNSPEC;
  std::array<char, 16> bytes_{};
  std::array<char, INET6_ADDRSTRLEN> text_{};
};

}  // namespace

struct UdpListener::Buffers {
  std::vector<char> bytes = std::vector<char>(batch * datagram_bytes);
  std::array<sockaddr_storage, batch> from{};
  std::array<iovec, batch> parts{};
  std::array<mmsghdr, batch> headers{};
  struct Reply {
    sockaddr_storage to{};
    socklen_t to_length = 0;
    std::string bytes;
  };
  std::array<Reply, batch> replies;
  std::size_t reply_count = 0;
  AddressText address_text;
  const sockaddr_storage* current = nullptr;  ///< sender of the datagram that is being handled
  std::string_view current_text;
  std::uint16_t current_port = 0;
};

UdpListener::UdpListener(Host& host, udp::endpoint endpoint)
    : host_(host), endpoint_(std::move(endpoint)), socket_(host.context()), buffers_(std::make_unique<Buffers>()) {}

UdpListener::~UdpListener() { shut(); }

Expected<void> UdpListener::open() {
  boost::system::error_code error;
  socket_.open(endpoint_.protocol(), error);
  if (!error) socket_.non_blocking(true, error);
  if (!error) socket_.bind(endpoint_, error);
  if (error) {
    boost::system::error_code ignored;
    socket_.close(ignored);
    return std::unexpected(cannot_listen("udp", endpoint_.address().to_string(), endpoint_.port(), error));
  }
  // A daemon's bursts do not fit the default buffer; the kernel caps this at net.core.rmem_max.
  socket_.set_option(boost::asio::socket_base::receive_buffer_size(1 << 20), error);
  endpoint_ = socket_.local_endpoint(error);
  number_ = host_.add(*this);
  wait();
  return {};
}

void UdpListener::shut() {
  if (!socket_.is_open()) return;
  host_.remove(number_);
  buffers_->reply_count = 0;
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void UdpListener::wait() {
  socket_.async_wait(udp::socket::wait_read, [this](const boost::system::error_code& error) {
    if (!error) on_readable();
  });
}

void UdpListener::on_readable() {
  // Other listeners wait while this one works: a bounded number of rounds.
  for (int round = 0; round < 8 && socket_.is_open(); ++round)
    if (read_batch() < batch) break;
  host_.settle();
  if (socket_.is_open()) wait();
}

std::size_t UdpListener::read_batch() {
  Buffers& b = *buffers_;
  for (std::size_t i = 0; i < batch; ++i) {
    b.parts[i] = {.iov_base = b.bytes.data() + i * datagram_bytes, .iov_len = datagram_bytes};
    b.headers[i].msg_hdr = {};
    b.headers[i].msg_hdr.msg_name = &b.from[i];
    b.headers[i].msg_hdr.msg_namelen = sizeof b.from[i];
    b.headers[i].msg_hdr.msg_iov = &b.parts[i];
    b.headers[i].msg_hdr.msg_iovlen = 1;
  }
  const int count = ::recvmmsg(socket_.native_handle(), b.headers.data(), batch, MSG_DONTWAIT, nullptr);
  if (count <= 0) return 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count) && socket_.is_open(); ++i)
    handle(i, b.headers[i].msg_len);
  flush();
  return static_cast<std::size_t>(count);
}

void UdpListener::handle(std::size_t index, std::size_t bytes) {
  Buffers& b = *buffers_;
  b.current = &b.from[index];
  b.current_text = b.address_text.of(*b.current);
  b.current_port = port_of(*b.current);
  host_.receive({.transport = Transport::udp, .address = b.current_text, .port = b.current_port, .connection = number_},
                {b.bytes.data() + index * datagram_bytes, bytes});
  b.current = nullptr;
}

void UdpListener::deliver(const Peer& peer, std::string_view bytes, Piece /*piece*/) {
  Buffers& b = *buffers_;
  if (b.reply_count == batch) flush();
  Buffers::Reply& reply = b.replies[b.reply_count];
  if (b.current != nullptr && peer.port == b.current_port && peer.address == b.current_text) {
    reply.to = *b.current;
    reply.to_length = reply.to.ss_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  } else {
    boost::system::error_code error;
    const udp::endpoint to(boost::asio::ip::make_address(peer.address, error), peer.port);
    if (error) return;
    std::memcpy(&reply.to, to.data(), to.size());
    reply.to_length = static_cast<socklen_t>(to.size());
  }
  reply.bytes.assign(bytes);
  ++b.reply_count;
  if (b.current == nullptr) flush();
}

void UdpListener::flush() {
  Buffers& b = *buffers_;
  std::array<iovec, batch> parts{};
  std::array<mmsghdr, batch> headers{};
  for (std::size_t i = 0; i < b.reply_count; ++i) {
    parts[i] = {.iov_base = b.replies[i].bytes.data(), .iov_len = b.replies[i].bytes.size()};
    headers[i].msg_hdr.msg_name = &b.replies[i].to;
    headers[i].msg_hdr.msg_namelen = b.replies[i].to_length;
    headers[i].msg_hdr.msg_iov = &parts[i];
    headers[i].msg_hdr.msg_iovlen = 1;
  }
  for (std::size_t sent = 0; sent < b.reply_count;) {
    const int count =
        ::sendmmsg(socket_.native_handle(), headers.data() + sent, static_cast<unsigned>(b.reply_count - sent), 0);
    // A reply that the kernel refuses (too long for a datagram, buffer full) is lost, as with the daemon.
    sent += count > 0 ? static_cast<std::size_t>(count) : 1;
  }
  b.reply_count = 0;
}

}  // namespace rtpe::mock
