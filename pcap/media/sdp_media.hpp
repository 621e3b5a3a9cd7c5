// Where an SDP body wants its media: the part of it that a capture is asked for.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

struct SdpStream {
  Endpoint rtp;                                ///< port 0: refused or not wanted
  std::uint16_t rtcp = 0;                      ///< port; the RTP port where both share one
  bool is_inactive = false, can_send = true;   ///< a=inactive; sendrecv or sendonly
  bool is_secure = false;                      ///< SAVP or SAVPF
  std::string kind;                            ///< "audio", "video", ...
  std::map<std::uint8_t, std::string> codecs;  ///< payload type -> "opus/48000", from a=rtpmap
};

struct SdpMedia {
  std::vector<SdpStream> streams;
  [[nodiscard]] bool empty() const { return streams.empty(); }
};

/// Reads m=, c=, a=rtcp, a=rtpmap and directions; other lines and what cannot be read are passed over. Bounded.
[[nodiscard]] SdpMedia media_of_sdp(std::string_view body);

}  // namespace rtpe::capture
