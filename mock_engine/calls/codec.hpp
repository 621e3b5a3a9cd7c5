// A codec as the SDP names it.
#pragma once
#include <cstdint>
#include <string_view>

#include "mock_engine/calls/text.hpp"

namespace rtpe::mock {

/// One payload type of a media: what rtpmap, fmtp and rtcp-fb lines say about it.
struct Codec {
  Text encoding;  ///< "PCMU/8000", "opus/48000/2"; empty when a dynamic payload type came without rtpmap
  Text format;    ///< value of a=fmtp after the payload type
  Text feedback;  ///< values of a=rtcp-fb after the payload type, separated by LF
  std::uint8_t payload_type = 0;
  bool transcoded = false;  ///< added or hidden here, so that the engine converts
};

/// The encoding's name without clock rate and channels.
[[nodiscard]] std::string_view name_of(const Codec& codec);

}  // namespace rtpe::mock
