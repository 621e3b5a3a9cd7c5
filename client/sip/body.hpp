// Where the SDP of a message body is, and what the body looks like with another one in its place (behaviour.md 9).
#pragma once
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "client/sip/message.hpp"

namespace rtpe::sip {

/// What a Content-Type says about a body.
enum class ContentKind : std::uint8_t {
  absent,     ///< no Content-Type: treated as SDP
  sdp,        ///< application/sdp
  fragment,   ///< application/trickle-ice-sdpfrag
  multipart,  ///< multipart/mixed
  other,
};
[[nodiscard]] ContentKind content_kind(const Message& message);
[[nodiscard]] ContentKind content_kind(std::string_view content_type);

/// Bytes of Message::body that hold the SDP.
struct SdpRegion {
  std::size_t offset = 0;
  std::size_t length = 0;
  ContentKind kind = ContentKind::sdp;  ///< of the whole body
  /// Value of the part's own Content-Length header inside Message::body; length 0: none. Multipart only.
  std::size_t part_length_offset = 0;
  std::size_t part_length_length = 0;
};

enum class BodyFault : std::uint8_t {
  no_body,
  no_content_length,
  content_length_zero,
  content_length_too_large,
  not_sdp,      ///< the Content-Type is something else
  no_boundary,  ///< multipart without a boundary parameter
  no_sdp_part,  ///< multipart without an application/sdp part
};
[[nodiscard]] std::string_view describe(BodyFault fault);

/// The region that offer, answer and info send as `sdp` and that a reply's SDP replaces.
[[nodiscard]] std::expected<SdpRegion, BodyFault> find_sdp(const Message& message);

/// Whether a part's own Content-Length follows the new SDP (releases from 5.8) or stays as it was.
enum class PartLength : std::uint8_t { keep, rewrite };

/// Appends the body with `sdp` in place of the region to `out`.
void replace_sdp(const Message& message, const SdpRegion& region, std::string_view sdp, PartLength part_length,
                 std::string& out);

/// What the core's own SDP parser answers: rtpengine_manage asks it whether there is SDP (behaviour.md 7 row 5).
[[nodiscard]] bool core_finds_sdp(const Message& message);

}  // namespace rtpe::sip
