// Reads numbers in network byte order, and parts, out of packet bytes. The caller has checked the length.
#pragma once
#include <cstdint>
#include <string_view>

namespace rtpe::capture {

[[nodiscard]] inline std::uint8_t byte_at(std::string_view bytes, std::size_t offset) {
  return static_cast<std::uint8_t>(bytes[offset]);
}
[[nodiscard]] inline std::uint16_t u16_at(std::string_view bytes, std::size_t offset) {
  return static_cast<std::uint16_t>(byte_at(bytes, offset) << 8 | byte_at(bytes, offset + 1));
}
[[nodiscard]] inline std::uint32_t u32_at(std::string_view bytes, std::size_t offset) {
  return static_cast<std::uint32_t>(u16_at(bytes, offset)) << 16 | u16_at(bytes, offset + 2);
}

/// What follows the first `count` bytes: substr() without its check, which costs a call for each header.
[[nodiscard]] inline std::string_view skipped(std::string_view bytes, std::size_t count) {
  return {bytes.data() + count, bytes.size() - count};
}

}  // namespace rtpe::capture
