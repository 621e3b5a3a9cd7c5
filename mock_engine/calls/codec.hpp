// A codec as the SDP names it.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mock_engine/calls/text.hpp"

namespace rtpe::mock {

/// One payload type of a media: what rtpmap, fmtp and rtcp-fb lines say about it.
struct Codec {
  Text name;      ///< "PCMU"; empty when a dynamic payload type came without rtpmap
  Text format;    ///< value of a=fmtp after the payload type
  Text feedback;  ///< values of a=rtcp-fb after the payload type, each ended by LF
  std::uint32_t clock_rate = 0;
  std::uint8_t channels = 1;
  std::uint8_t payload_type = 0;
  std::uint16_t ptime = 0;  ///< ms; 0: that of its media
  bool transcoded = false;  ///< added by the engine, which converts
  bool accepted = false;    ///< promised to the party that offered it
  bool lost = false;        ///< its number stood twice and was stripped once: found by neither number nor name
  bool operator==(const Codec&) const = default;
};

/// Clock rates of which codecs were taken away, added or promised: their companions (telephone-event, CN) are settled
/// anew, in the offer and in its first answer.
struct TouchedRates {
  std::vector<std::uint32_t> rates;
  bool all = false;  ///< a companion itself was
  [[nodiscard]] bool has(std::uint32_t rate) const { return all || std::ranges::find(rates, rate) != rates.end(); }
};

/// Appends "PCMU/8000" or "opus/48000/2".
void append_encoding(const Codec& codec, std::string& out);

/// What a payload type means without rtpmap (RFC 3551); nothing for dynamic and unassigned ones.
struct StaticCodec {
  std::string_view name;
  std::uint32_t clock_rate = 0;
  std::uint8_t channels = 1;
};
[[nodiscard]] StaticCodec static_codec(std::uint8_t payload_type);

}  // namespace rtpe::mock
