// Packets of any content as RTP and RTCP of a few streams, and what is computed from them. The input: packets with two
// bytes in front (direction and kind, length) and a byte of time between them.
#include <cmath>
#include <cstdlib>

#include "pcap/media/rtp_streams.hpp"

using namespace rtpe;

namespace {

void check(const capture::RtpStream& stream) {
  for (const std::uint32_t rate : {0U, 8000U, 48000U}) {
    const auto jitter = stream.jitter_ms(rate), highest = stream.highest_jitter_ms(rate);
    if (jitter && (!std::isfinite(*jitter) || *jitter < 0 || *jitter > *highest + 1e-6)) std::abort();
  }
  if (stream.packets == 0 || stream.last < stream.first) std::abort();
  if (!(stream.loss_percent() >= 0 && stream.loss_percent() <= 100)) std::abort();
  if (stream.round_trip && *stream.round_trip < Duration::zero()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  capture::RtpStreams streams;
  Time now{std::chrono::seconds(1700000000)};
  std::uint64_t packets = 0;
  while (rest.size() >= 3) {
    const auto kind = static_cast<unsigned char>(rest[0]), length = static_cast<unsigned char>(rest[1]);
    now += std::chrono::milliseconds(static_cast<unsigned char>(rest[2]));
    rest.remove_prefix(3);
    capture::Packet packet;
    packet.frame = ++packets;
    packet.time = now;
    packet.source = {*capture::parse_address("10.0.0.1"), 4000};
    packet.destination = {*capture::parse_address("10.0.0.2"), 5000};
    if ((kind & 1U) != 0) std::swap(packet.source, packet.destination);
    packet.payload = rest.substr(0, length);
    rest.remove_prefix(packet.payload.size());
    if ((kind & 2U) != 0)
      streams.rtcp(packet);
    else
      streams.rtp(packet);
  }
  for (const auto& stream : streams.all()) check(stream);
  return 0;
}
