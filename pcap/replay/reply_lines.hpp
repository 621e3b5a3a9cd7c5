// A reply as lines that can be compared: one per key, one per line of SDP, with what is never the same left out.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "client/bencode/reader.hpp"

namespace rtpe::capture {

/// "result = ok", "sdp: m=audio PORT RTP/AVP 0". Left out are addresses and ports of the engine's own, keys,
/// fingerprints and ICE credentials, times, counters, SSRCs; that they are there, and of which type, remains.
/// `own_addresses`: of the engine, for media and control.
[[nodiscard]] std::vector<std::string> reply_lines(const bencode::View& reply,
                                                   const std::vector<std::string>& own_addresses);

/// The same of an SDP alone: "m=audio PORT RTP/AVP 0".
[[nodiscard]] std::vector<std::string> sdp_lines(std::string_view sdp, const std::vector<std::string>& own_addresses);

/// The engine's addresses in the SDP of its reply to an offer or answer: those of c= lines.
void add_own_addresses(std::string_view sdp, std::vector<std::string>& own_addresses);

struct LineDifference {
  std::string captured, replayed;  ///< empty: there is no such line
};
/// Line by line, after the longest run of equal lines has been put side by side.
[[nodiscard]] std::vector<LineDifference> differences(const std::vector<std::string>& captured,
                                                      const std::vector<std::string>& replayed);

/// Does it only say that media came in the capture: statistics by SSRC, a stream's codec, SSRC and flags?
[[nodiscard]] bool is_of_media_that_came(const LineDifference& difference);

}  // namespace rtpe::capture
