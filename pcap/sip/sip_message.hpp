// The parts of a SIP message that a capture is asked for. Tolerant: what is missing or odd stays empty.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rtpe::capture {

struct SipMessage {
  std::string_view method;   ///< of the request, or of the CSeq that a response answers
  std::uint16_t status = 0;  ///< 0: a request
  std::string_view reason, call_id, from, to, from_tag, to_tag, contact, body;
  std::uint32_t cseq = 0;
  std::string_view via_branch;         ///< of the topmost Via
  bool has_sdp = false;                ///< the body, or a part of it, is SDP: media_of_sdp() finds its lines
  std::vector<std::string_view> legs;  ///< values of the leg headers that were asked for
};

/// Is this a SIP message (request or status line)?
[[nodiscard]] bool is_sip(std::string_view payload);

/// Reads headers, folded lines and short names included. `leg_headers`: names of headers that hold another leg's
/// Call-ID. Views point into `payload`; it must be SIP by is_sip().
[[nodiscard]] SipMessage read_sip(std::string_view payload, const std::vector<std::string>& leg_headers = {});

}  // namespace rtpe::capture
