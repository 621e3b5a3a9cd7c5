#include "reports/packed_text.hpp"

#include <zlib.h>

#include <cstdint>
#include <new>

namespace rtpe::report {

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = (group << 8U) | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      out.push_back(i <= count ? digits[(group >> (18U - 6U * static_cast<unsigned>(i))) & 0x3FU] : '=');
  }
  return out;
}

std::string packed_text(std::string_view text) {
  uLongf size = ::compressBound(text.size());
  std::string out(size, '\0');
  // The only error is that memory is short.
  if (::compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()), text.size(),
                  Z_BEST_COMPRESSION) != Z_OK)
    throw std::bad_alloc();
  out.resize(size);
  return base64(out);
}

}  // namespace rtpe::report
