#include "client/route/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace rtpe::route {
namespace {

/// The bytes of an address; its family, or 0.
int bytes_of(const std::string& text, std::array<unsigned char, 16>& out) {
  if (inet_pton(AF_INET, text.c_str(), out.data()) == 1) return AF_INET;
  return inet_pton(AF_INET6, text.c_str(), out.data()) == 1 ? AF_INET6 : 0;
}

}  // namespace

bool is_in_network(std::string_view address, std::string_view network) {
  const auto slash = network.find('/');
  std::array<unsigned char, 16> mine{}, theirs{};
  const int family = bytes_of(std::string(address), mine);
  if (family == 0 || family != bytes_of(std::string(network.substr(0, slash)), theirs)) return false;
  int bits = family == AF_INET ? 32 : 128;
  if (slash != std::string_view::npos) {
    int given = bits;
    const std::string_view text = network.substr(slash + 1);
    std::from_chars(text.data(), text.data() + text.size(), given);
    bits = std::clamp(given, 0, bits);
  }
  for (int i = 0; i < bits; ++i) {
    const auto byte = static_cast<std::size_t>(i / 8);
    const auto mask = static_cast<unsigned char>(0x80U >> static_cast<unsigned>(i % 8));
    if ((mine[byte] & mask) != (theirs[byte] & mask)) return false;
  }
  return true;
}

}  // namespace rtpe::route
