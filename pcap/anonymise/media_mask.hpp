// Media packets without what was said in them: headers stay, so that loss, jitter and reports are as they were.
#pragma once
#include <string>
#include <string_view>

#include "pcap/traffic.hpp"

namespace rtpe::capture {

/// RTP: sound, picture, digits and header extensions become zeros. RTCP: reports stay; names (SDES) become x, what is
/// not known becomes zeros. STUN: attributes keep their types and lengths. DTLS: record and handshake headers stay.
/// As long as `payload`.
[[nodiscard]] std::string masked_media(std::string_view payload, Content content);

}  // namespace rtpe::capture
