// Where a bencoded value ends in a byte stream: the framing of NG over TCP.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rtpe::bencode {

enum class FrameState : std::uint8_t {
  complete,    ///< `length` bytes are one value
  incomplete,  ///< more bytes are needed
  malformed,   ///< no continuation can make this a value
};

struct Frame {
  FrameState state = FrameState::incomplete;
  std::size_t length = 0;
};

/// Finds the end of the value that starts at the first byte. Bounded: nesting to 256 levels, lengths to 16 MiB. Only
/// the shape is looked at (balanced containers, string lengths); the reader judges the rest.
[[nodiscard]] Frame find_frame(std::string_view bytes);

}  // namespace rtpe::bencode
