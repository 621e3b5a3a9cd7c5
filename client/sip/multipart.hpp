// multipart/mixed bodies: the boundary, and the first application/sdp part (behaviour.md 9.3). Private to client/sip.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace rtpe::sip {

/// The boundary parameter, unquoted; empty: none.
[[nodiscard]] std::string_view boundary_of(std::string_view content_type);

struct Part {
  std::size_t offset = 0;               ///< of the content, after the part's empty line
  std::size_t length = 0;               ///< up to the delimiter, less one line end
  std::size_t length_value_offset = 0;  ///< value of the part's Content-Length header; length 0: none
  std::size_t length_value_length = 0;
};

/// The first part of `body` whose Content-Type is application/sdp.
[[nodiscard]] std::optional<Part> find_sdp_part(std::string_view body, std::string_view boundary);

}  // namespace rtpe::sip
