#include "pcap/packet/write_hep.hpp"

#include <chrono>
#include <initializer_list>

#include "pcap/packet/put_bytes.hpp"

namespace rtpe::capture {
namespace {

/// Chunk types of vendor 0.
enum : std::uint16_t {
  chunk_family = 1,
  chunk_protocol = 2,
  chunk_source4 = 3,
  chunk_destination4 = 4,
  chunk_source6 = 5,
  chunk_destination6 = 6,
  chunk_source_port = 7,
  chunk_destination_port = 8,
  chunk_seconds = 9,
  chunk_microseconds = 10,
  chunk_type = 11,
  chunk_agent = 12,
  chunk_payload = 15,
  chunk_correlation = 17,
};

void chunk_head(std::string& out, std::uint16_t type, std::size_t bytes) {
  put<std::uint16_t>(out, 0);
  put<std::uint16_t>(out, type);
  put<std::uint16_t>(out, static_cast<std::uint16_t>(6 + bytes));
}

template <class T>
void chunk(std::string& out, std::uint16_t type, T value) {
  chunk_head(out, type, sizeof value);
  put(out, value);
}

void text_chunk(std::string& out, std::uint16_t type, std::string_view text) {
  chunk_head(out, type, text.size());
  out += text;
}

}  // namespace

void write_hep(const HepDatagram& datagram, std::string& out) {
  using std::chrono::duration_cast;
  const auto since_epoch = datagram.time.time_since_epoch();
  const auto seconds = duration_cast<std::chrono::seconds>(since_epoch);
  const bool is_v6 = datagram.source.address.is_v6;
  out.assign("HEP3\0\0", 6);
  chunk<std::uint8_t>(out, chunk_family, is_v6 ? 10 : 2);
  chunk<std::uint8_t>(out, chunk_protocol, 17);  // UDP
  text_chunk(out, is_v6 ? chunk_source6 : chunk_source4, bytes_of(datagram.source.address));
  text_chunk(out, is_v6 ? chunk_destination6 : chunk_destination4, bytes_of(datagram.destination.address));
  chunk(out, chunk_source_port, datagram.source.port);
  chunk(out, chunk_destination_port, datagram.destination.port);
  chunk(out, chunk_seconds, static_cast<std::uint32_t>(seconds.count()));
  chunk(out, chunk_microseconds,
        static_cast<std::uint32_t>(duration_cast<std::chrono::microseconds>(since_epoch - seconds).count()));
  chunk(out, chunk_type, static_cast<std::uint8_t>(datagram.type));
  chunk(out, chunk_agent, datagram.agent);
  if (!datagram.correlation.empty()) text_chunk(out, chunk_correlation, datagram.correlation);
  text_chunk(out, chunk_payload, datagram.bytes);
  out[4] = static_cast<char>(out.size() >> 8U);
  out[5] = static_cast<char>(out.size());
}

}  // namespace rtpe::capture
