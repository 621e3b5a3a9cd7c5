#include "client/bencode/frame.hpp"

#include "base/ascii.hpp"

namespace rtpe::bencode {
namespace {

constexpr std::size_t most_depth = 256;
constexpr std::size_t most_string_bytes = 16U << 20U;

/// One string or integer at `at`; moves `at` behind it when complete.
FrameState skip_string(std::string_view bytes, std::size_t& at) {
  std::size_t length = 0, i = at;
  for (; i < bytes.size() && is_digit(bytes[i]); ++i) {
    length = length * 10 + static_cast<std::size_t>(bytes[i] - '0');
    if (length > most_string_bytes) return FrameState::malformed;
  }
  if (i == bytes.size()) return FrameState::incomplete;
  if (bytes[i] != ':') return FrameState::malformed;
  if (bytes.size() - i - 1 < length) return FrameState::incomplete;
  at = i + 1 + length;
  return FrameState::complete;
}

FrameState skip_integer(std::string_view bytes, std::size_t& at) {
  std::size_t i = at + 1;
  if (i < bytes.size() && bytes[i] == '-') ++i;
  while (i < bytes.size() && is_digit(bytes[i])) ++i;
  if (i == bytes.size()) return FrameState::incomplete;
  if (bytes[i] != 'e') return FrameState::malformed;
  at = i + 1;
  return FrameState::complete;
}

}  // namespace

Frame find_frame(std::string_view bytes) {
  std::size_t depth = 0, at = 0;
  while (at < bytes.size()) {
    const char c = bytes[at];
    FrameState state = FrameState::complete;
    if (c == 'd' || c == 'l') {
      if (++depth > most_depth) return {.state = FrameState::malformed};
      ++at;
    } else if (c == 'e' && depth > 0) {
      --depth;
      ++at;
    } else if (c == 'i') {
      state = skip_integer(bytes, at);
    } else if (is_digit(c)) {
      state = skip_string(bytes, at);
    } else {
      state = FrameState::malformed;
    }
    if (state != FrameState::complete) return {.state = state};
    if (depth == 0) return {.state = FrameState::complete, .length = at};
  }
  return {};
}

}  // namespace rtpe::bencode
