// RTP and RTCP of a capture with all their bytes, as a replay needs them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

struct RecordedMedia {
  struct Packet {
    Time time;
    Endpoint source, destination;
    std::size_t offset = 0, length = 0;  ///< in `bytes`
  };
  std::vector<Packet> packets;  ///< by time
  std::string bytes;
  std::uint64_t left_out = 0;  ///< beyond the bound
  [[nodiscard]] std::string_view payload(const Packet& packet) const {
    return std::string_view(bytes).substr(packet.offset, packet.length);
  }
};

inline constexpr std::size_t media_bytes_at_most = std::size_t{256} << 20;

/// The packets that were sent to a port which an SDP had named, in SIP or in a reply of an engine. At most 256 MiB of
/// payload are kept. Errors: as open_captures().
Expected<RecordedMedia> recorded_media(const std::vector<std::string>& paths);

}  // namespace rtpe::capture
