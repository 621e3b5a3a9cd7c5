#include "reports/packed_text.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>

namespace rtpe::report {

std::string base85(std::string_view bytes) {
  constexpr std::uint32_t base = 85;
  std::string out;
  out.reserve((bytes.size() + 3) / 4 * 5);
  for (std::size_t at = 0; at < bytes.size(); at += 4) {
    const std::size_t count = std::min<std::size_t>(4, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 4; ++i)
      group = (group << 8U) | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    std::array<char, 5> digits{};
    for (std::size_t i = digits.size(); i-- > 0; group /= base) {
      const char digit = static_cast<char>('(' + group % base);
      digits[i] = digit == '<' ? '}' : digit;
    }
    out.append(digits.data(), count + 1);
  }
  return out;
}

std::string packed_text(std::string_view text) {
  constexpr int widest_window = 15, most_memory = 9;
  z_stream stream{};
  // The only error is that memory is short.
  if (::deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, widest_window, most_memory, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string out(::deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool is_whole = ::deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  if (!is_whole) throw std::bad_alloc();
  return base85(out);
}

}  // namespace rtpe::report
