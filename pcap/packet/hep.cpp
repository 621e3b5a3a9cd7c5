#include "pcap/packet/hep.hpp"

#include <cstring>

#include "pcap/file/compression.hpp"
#include "pcap/packet/byte_order.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t chunk_header = 6, unpacked_at_most = 65536;
constexpr std::uint8_t ip_protocol_tcp = 6;

/// Types of the chunks that are read.
namespace hep_chunk {
constexpr std::uint16_t protocol = 2, source_v4 = 3, destination_v4 = 4, source_v6 = 5, destination_v6 = 6,
                        source_port = 7, destination_port = 8, seconds = 9, microseconds = 10, payload = 15,
                        packed_payload = 16;
}

struct Envelope {
  Packet packet;
  bool has_source = false, has_destination = false, has_payload = false;
  std::uint32_t seconds = 0, microseconds = 0;
};

void address(Address& to, std::string_view value, bool& is_found) {
  if (value.size() != 4 && value.size() != 16) return;
  std::memcpy(to.bytes.data(), value.data(), value.size());
  to.is_v6 = value.size() == 16;
  is_found = true;
}

void take(Envelope& found, std::uint16_t type, std::string_view value, std::string& storage) {
  switch (type) {
    case hep_chunk::protocol:
      if (value.size() == 1 && byte_at(value, 0) == ip_protocol_tcp) found.packet.transport = Transport::tcp;
      return;
    case hep_chunk::source_v4:
    case hep_chunk::source_v6:
      return address(found.packet.source.address, value, found.has_source);
    case hep_chunk::destination_v4:
    case hep_chunk::destination_v6:
      return address(found.packet.destination.address, value, found.has_destination);
    case hep_chunk::source_port:
      if (value.size() == 2) found.packet.source.port = u16_at(value, 0);
      return;
    case hep_chunk::destination_port:
      if (value.size() == 2) found.packet.destination.port = u16_at(value, 0);
      return;
    case hep_chunk::seconds:
      if (value.size() == 4) found.seconds = u32_at(value, 0);
      return;
    case hep_chunk::microseconds:
      if (value.size() == 4) found.microseconds = u32_at(value, 0);
      return;
    case hep_chunk::payload:
      found.packet.payload = value;
      found.has_payload = true;
      return;
    case hep_chunk::packed_payload:
      if (auto plain = inflated(value, unpacked_at_most)) {
        storage = std::move(*plain);
        found.packet.payload = storage;
        found.has_payload = true;
      }
      return;
    default:
      return;
  }
}

}  // namespace

std::optional<Packet> packet_in_hep(const Packet& carrier, std::string& storage) {
  std::string_view rest = carrier.payload;
  if (rest.size() < 6) return std::nullopt;
  const std::size_t length = u16_at(rest, 4);
  if (length > rest.size() && !carrier.is_cut) return std::nullopt;
  rest = rest.substr(0, length);
  if (rest.size() < 6) return std::nullopt;
  rest.remove_prefix(6);
  Envelope found;
  found.packet.frame = carrier.frame;
  found.packet.time = carrier.time;
  found.packet.parts = carrier.parts;
  while (rest.size() >= chunk_header) {
    const std::size_t chunk = u16_at(rest, 4);
    if (chunk < chunk_header) return std::nullopt;
    if (chunk > rest.size() && !carrier.is_cut) return std::nullopt;
    found.packet.is_cut = chunk > rest.size();
    const auto body = rest.substr(0, chunk);
    if (u16_at(rest, 0) == 0) take(found, u16_at(rest, 2), body.substr(chunk_header), storage);
    rest.remove_prefix(body.size());
  }
  if (!found.has_source || !found.has_destination || !found.has_payload) return std::nullopt;
  const Time seen(std::chrono::seconds(found.seconds) + std::chrono::microseconds(found.microseconds));
  const auto difference = seen - carrier.time;
  if (difference < std::chrono::minutes(1) && difference > -std::chrono::minutes(1)) found.packet.time = seen;
  return found.packet;
}

}  // namespace rtpe::capture
