#include "pcap/tcp_streams.hpp"

#include <tins/ip.h>
#include <tins/ipv6.h>
#include <tins/packet.h>
#include <tins/tcp.h>
#include <tins/tcp_ip/stream_follower.h>

#include <algorithm>
#include <unordered_set>

#include "pcap/bencode_extent.hpp"
#include "pcap/byte_order.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t cookie_at_most = 2048;
constexpr std::size_t refused_flows_at_most = 65536;
constexpr std::uint8_t flag_syn = 2;

/// One direction of a stream.
struct Direction {
  std::string bytes;
  BencodeExtent extent;
};

std::uint64_t mixed(const Endpoint& endpoint) {
  std::uint64_t hash = endpoint.port + 0x9e3779b97f4a7c15ULL;
  for (const std::uint8_t byte : endpoint.address.bytes) hash = (hash ^ byte) * 0x100000001b3ULL;
  return hash ^ hash >> 29;
}

/// The same for both directions.
std::uint64_t flow_of(const Endpoint& one, const Endpoint& other) { return mixed(one) + mixed(other); }

template <class Address_, class Ip>
std::unique_ptr<Tins::PDU> rebuilt(const IpPacket& packet) {
  auto ip = std::make_unique<Ip>(Address_(packet.destination.text()), Address_(packet.source.text()));
  ip->inner_pdu(new Tins::TCP(reinterpret_cast<const std::uint8_t*>(packet.payload.data()),
                              static_cast<std::uint32_t>(packet.payload.size())));
  return ip;
}

}  // namespace

struct TcpStreams::State {
  explicit State(PacketHandler& receiver) : handler(receiver) { start(); }
  void start();
  void follow(Tins::TCPIP::Stream& stream);
  void data(Tins::TCPIP::Stream& stream, bool from_client, Direction& direction);
  bool messages(Direction& direction, Packet& packet);

  PacketHandler& handler;
  std::unique_ptr<Tins::TCPIP::StreamFollower> follower;
  std::unordered_set<std::uint64_t> refused;  ///< flows that carry something else
  Packet current;                             ///< of the segment that is being worked on
  std::size_t live = 0;
  std::uint64_t given_up = 0;
};

void TcpStreams::State::start() {
  follower = std::make_unique<Tins::TCPIP::StreamFollower>();
  follower->follow_partial_streams(true);
  follower->new_stream_callback([this](Tins::TCPIP::Stream& stream) { follow(stream); });
  follower->stream_termination_callback([this](Tins::TCPIP::Stream&, auto) { live -= live > 0 ? 1 : 0; });
  live = 0;
}

void TcpStreams::State::follow(Tins::TCPIP::Stream& stream) {
  ++live;
  stream.stream_closed_callback([this](Tins::TCPIP::Stream&) { live -= live > 0 ? 1 : 0; });
  stream.client_data_callback(
      [this, client = std::make_shared<Direction>()](Tins::TCPIP::Stream& of) { data(of, true, *client); });
  stream.server_data_callback(
      [this, server = std::make_shared<Direction>()](Tins::TCPIP::Stream& of) { data(of, false, *server); });
  if (stream.is_partial_stream()) stream.enable_recovery_mode(64 * 1024);
}

/// Hands out whole messages; false: this is no NG.
bool TcpStreams::State::messages(Direction& direction, Packet& packet) {
  while (!direction.bytes.empty()) {
    const auto blank = direction.bytes.find(' ');
    if (blank == std::string::npos) return direction.bytes.size() <= cookie_at_most;
    if (blank == 0 || blank > cookie_at_most) return false;
    const std::string_view value = std::string_view(direction.bytes).substr(blank + 1);
    if (value.empty()) return true;
    if (value.front() != 'd') return false;
    const auto state = direction.extent.feed(value);
    if (state == BencodeExtent::State::invalid || direction.bytes.size() > bytes_at_most) return false;
    if (state == BencodeExtent::State::incomplete) return true;
    const std::size_t length = blank + 1 + direction.extent.length();
    packet.payload = std::string_view(direction.bytes).substr(0, length);
    handler.packet(packet);
    direction.bytes.erase(0, length);
    direction.extent = {};
  }
  return true;
}

void TcpStreams::State::data(Tins::TCPIP::Stream& stream, bool from_client, Direction& direction) {
  const auto& payload = from_client ? stream.client_payload() : stream.server_payload();
  direction.bytes.append(payload.begin(), payload.end());
  Packet packet = current;
  if (messages(direction, packet)) return;
  direction = {};
  stream.ignore_client_data();
  stream.ignore_server_data();
  if (refused.size() >= refused_flows_at_most) refused.clear();
  refused.insert(flow_of(current.source, current.destination));
}

TcpStreams::TcpStreams(PacketHandler& handler) : state_(std::make_unique<State>(handler)) {}
TcpStreams::~TcpStreams() = default;

void TcpStreams::segment(const Frame& frame, const IpPacket& packet) {
  if (packet.payload.size() < 20) return;
  Packet& current = state_->current;
  current = {.frame = frame.number,
             .time = frame.time,
             .transport = Transport::tcp,
             .source = {packet.source, u16_at(packet.payload, 0)},
             .destination = {packet.destination, u16_at(packet.payload, 2)},
             .payload = {},
             .is_cut = false};
  const auto flow = flow_of(current.source, current.destination);
  if ((byte_at(packet.payload, 13) & flag_syn) != 0)
    state_->refused.erase(flow);
  else if (state_->refused.contains(flow))
    return;
  try {
    auto pdu = packet.source.is_v6 ? rebuilt<Tins::IPv6Address, Tins::IPv6>(packet)
                                   : rebuilt<Tins::IPv4Address, Tins::IP>(packet);
    const auto since_epoch = std::chrono::duration_cast<std::chrono::microseconds>(frame.time.time_since_epoch());
    Tins::Packet timed(pdu.release(), Tins::Timestamp(since_epoch), Tins::Packet::own_pdu());
    state_->follower->process_packet(timed);
  } catch (const std::exception&) {  // libtins on hostile bytes: this stream is lost, the others begin anew
    state_->given_up += std::max<std::size_t>(state_->live, 1);
    state_->start();
  }
  if (state_->live > streams_at_most) {
    state_->given_up += state_->live;
    state_->start();
  }
}

std::uint64_t TcpStreams::given_up() const { return state_->given_up; }

}  // namespace rtpe::capture
