#include "mock_engine/commands/wave.hpp"

#include <algorithm>

namespace rtpe::mock {
namespace {

std::uint32_t little_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

}  // namespace

std::optional<std::int64_t> wave_duration_ms(std::string_view bytes) {
  if (bytes.size() < 12 || !bytes.starts_with("RIFF") || bytes.substr(8, 4) != "WAVE") return std::nullopt;
  std::uint32_t bytes_per_second = 0;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const std::string_view chunk = bytes.substr(at, 4);
    const std::size_t size = little_endian(bytes, at + 4);
    at += 8;
    if (chunk == "fmt " && at + 12 <= bytes.size()) bytes_per_second = little_endian(bytes, at + 8);
    if (chunk == "data") {
      if (bytes_per_second == 0) return std::nullopt;
      const std::size_t present = std::min(size, bytes.size() - at);
      return static_cast<std::int64_t>(present) * 1000 / bytes_per_second;
    }
    at += size + size % 2;
  }
  return std::nullopt;
}

}  // namespace rtpe::mock
