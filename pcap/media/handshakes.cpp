#include "pcap/media/handshakes.hpp"

#include "pcap/packet/byte_order.hpp"

namespace rtpe::capture {
namespace {

constexpr std::uint16_t binding_request = 0x0001, binding_success = 0x0101, binding_error = 0x0111;
constexpr std::uint8_t change_cipher_spec = 20, alert = 21, handshake = 22, client_hello = 1;
constexpr std::size_t record_header = 13;

}  // namespace

void Handshakes::stun(const Packet& packet) {
  if (packet.payload.size() < 20) return;
  const auto type = u16_at(packet.payload, 0);
  if (type == binding_success || type == binding_error) {
    const auto asked = checks_by_pair_.find(Pair{packet.destination, packet.source});
    if (asked != checks_by_pair_.end())
      ++(type == binding_success ? checks_[asked->second].answered : checks_[asked->second].refused);
    return;
  }
  if (type != binding_request) return;
  const auto [place, is_new] = checks_by_pair_.try_emplace(Pair{packet.source, packet.destination}, checks_.size());
  if (is_new && checks_.size() >= pairs_at_most) {
    checks_by_pair_.erase(place);
    return;
  }
  if (is_new) {
    IceChecks& fresh = checks_.emplace_back();
    fresh.source = packet.source;
    fresh.destination = packet.destination;
    fresh.first_frame = packet.frame;
    fresh.first = packet.time;
  }
  IceChecks& checks = checks_[place->second];
  ++checks.requests;
  checks.last_frame = packet.frame;
  checks.last = packet.time;
}

void Handshakes::dtls(const Packet& packet) {
  std::string_view rest = packet.payload;
  while (rest.size() >= record_header) {
    const std::size_t length = record_header + u16_at(rest, 11);
    record(packet, rest.substr(0, length));
    rest.remove_prefix(std::min(length, rest.size()));
  }
}

void Handshakes::record(const Packet& packet, std::string_view record) {
  const auto type = byte_at(record, 0);
  const bool is_hello = type == handshake && u16_at(record, 3) == 0 && record.size() > record_header &&
                        byte_at(record, record_header) == client_hello;
  auto found = handshakes_by_pair_.find(Pair{packet.source, packet.destination});
  if (found == handshakes_by_pair_.end()) found = handshakes_by_pair_.find(Pair{packet.destination, packet.source});
  if (found == handshakes_by_pair_.end()) {
    if (!is_hello || handshakes_.size() >= pairs_at_most) return;
    found = handshakes_by_pair_.emplace(Pair{packet.source, packet.destination}, handshakes_.size()).first;
    DtlsHandshake& fresh = handshakes_.emplace_back();
    fresh.client = packet.source;
    fresh.server = packet.destination;
    fresh.first_frame = packet.frame;
    fresh.first = packet.time;
  }
  DtlsHandshake& of = handshakes_[found->second];
  const bool is_client = packet.source == of.client;
  of.last_frame = packet.frame;
  of.last = packet.time;
  if (is_hello) ++of.client_hellos;
  if (!is_client && type == handshake) ++of.server_flights;
  if (type == alert) ++of.alerts;
  if (type == change_cipher_spec || u16_at(record, 3) > 0) (is_client ? of.client_is_done : of.server_is_done) = true;
}

}  // namespace rtpe::capture
