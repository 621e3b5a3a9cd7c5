// Packets of any content as RTCP about two streams that have begun, one each way: sender and receiver reports, compound
// packets, and whatever else. The input: packets with two bytes in front (direction and time, length). 0x01010101 and
// 0x02020202 are the streams' sources; a sender report of either is in the memory from the start.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "pcap/media/rtp_streams.hpp"

using namespace rtpe;

namespace {

capture::Packet packet_at(Time now, std::uint64_t number, bool is_back, std::string_view payload) {
  capture::Packet packet;
  packet.frame = number;
  packet.time = now;
  packet.source = {*capture::parse_address("10.0.0.1"), 4000};
  packet.destination = {*capture::parse_address("10.0.0.2"), 5000};
  if (is_back) std::swap(packet.source, packet.destination);
  packet.payload = payload;
  return packet;
}

void begin(capture::RtpStreams& streams, Time now, bool is_back) {
  const char source = is_back ? '\x02' : '\x01';
  std::string rtp("\x80\0\0\x01\0\0\0\xa0", 8);
  rtp += std::string(4, source) + std::string(160, 'U');
  streams.rtp(packet_at(now, 1, is_back, rtp));
  const std::string report = std::string("\x80\xc8\0\x06", 4) + std::string(4, source) + std::string(20, '\x11');
  streams.rtcp(packet_at(now, 2, is_back, report));
}

void check(const capture::RtpStream& stream) {
  if (stream.packets != 1 || stream.lost() != 0) std::abort();  // no report changes what was seen
  if (stream.reports.size() > capture::RtpStreams::reports_at_most) std::abort();
  Duration smallest = Duration::max();
  for (const auto& report : stream.reports) {
    if (report.lost > 0xffffffU) std::abort();
    if (!report.round_trip) continue;
    if (*report.round_trip < Duration::zero()) std::abort();
    smallest = std::min(smallest, *report.round_trip);
  }
  const bool has_round_trip = smallest != Duration::max();
  if (has_round_trip != stream.round_trip.has_value() || (has_round_trip && *stream.round_trip != smallest))
    if (stream.reports.size() < capture::RtpStreams::reports_at_most) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  capture::RtpStreams streams;
  Time now{std::chrono::seconds(1700000000)};
  begin(streams, now, false);
  begin(streams, now, true);
  std::uint64_t packets = 2;
  while (rest.size() >= 2) {
    const auto kind = static_cast<unsigned char>(rest[0]), length = static_cast<unsigned char>(rest[1]);
    now += std::chrono::milliseconds(kind >> 1U);
    rest.remove_prefix(2);
    const auto payload = rest.substr(0, length);
    streams.rtcp(packet_at(now, ++packets, (kind & 1U) != 0, payload));
    rest.remove_prefix(payload.size());
  }
  if (streams.all().size() != 2) std::abort();
  for (const auto& stream : streams.all()) check(stream);
  return 0;
}
