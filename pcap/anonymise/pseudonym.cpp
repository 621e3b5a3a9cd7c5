#include "pcap/anonymise/pseudonym.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace rtpe::capture {
namespace {

/// splitmix64.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t value = state_ += 0x9e3779b97f4a7c15ULL;
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ value >> 27) * 0x94d049bb133111ebULL;
    return value ^ value >> 31;
  }
  unsigned below(unsigned bound) { return static_cast<unsigned>(next() % bound); }
  /// From `low` to `high`, both included.
  unsigned between(unsigned low, unsigned high) { return low + below(high - low + 1); }

 private:
  std::uint64_t state_;
};

bool is_hexadecimal(std::string_view value) {
  bool has_letter = false;
  for (const char letter : value) {
    const char small = lower(letter);
    if (is_digit(letter) || letter == ':' || letter == '-') continue;
    if (small < 'a' || small > 'f') return false;
    has_letter = true;
  }
  return has_letter && value.size() >= 16;
}

/// As many digits as the octet has.
std::uint8_t octet_like(std::uint8_t octet, Dice& dice) {
  if (octet < 10) return static_cast<std::uint8_t>(dice.between(0, 9));
  return static_cast<std::uint8_t>(octet < 100 ? dice.between(10, 99) : dice.between(100, 254));
}

/// How many bytes in front say of what kind an IPv4 address is.
std::size_t kind_bytes(const std::uint8_t* b) {
  if (b[0] == 10 || b[0] == 127 || b[0] == 0 || b[0] >= 224) return 1;
  if ((b[0] == 192 && b[1] == 168) || (b[0] == 172 && b[1] >= 16 && b[1] < 32) || (b[0] == 169 && b[1] == 254) ||
      (b[0] == 100 && b[1] >= 64 && b[1] < 128))
    return 2;
  return 0;
}

void ipv4_like(std::uint8_t* bytes, Dice& dice) {
  const std::size_t kept = kind_bytes(bytes);
  std::array<std::uint8_t, 4> fresh{};
  do {
    std::copy_n(bytes, 4, fresh.begin());
    for (std::size_t i = kept; i < 4; ++i) fresh[i] = octet_like(bytes[i], dice);
  } while (kept == 0 && kind_bytes(fresh.data()) != 0);
  std::copy_n(fresh.begin(), 4, bytes);
}

/// Groups keep their number of digits; those that are zero stay, since the text leaves them out.
void ipv6_like(Address& address, Dice& dice) {
  auto& b = address.bytes;
  const bool is_mapped =
      std::all_of(b.begin(), b.begin() + 10, [](auto byte) { return byte == 0; }) && b[10] == 0xff && b[11] == 0xff;
  if (is_mapped) return ipv4_like(b.data() + 12, dice);
  const bool keeps_first = (b[0] & 0xfeU) == 0xfc || (b[0] == 0xfe && (b[1] & 0xc0U) == 0x80) || b[0] == 0xff;
  for (std::size_t i = keeps_first ? 2 : 0; i < 16; i += 2) {
    const unsigned group = static_cast<unsigned>(b[i]) << 8 | b[i + 1];
    if (group == 0) continue;
    unsigned low = 1;
    while (low * 16 <= group) low *= 16;
    unsigned fresh = dice.between(low, std::min(low * 16 - 1, 0xffffU));
    if (i == 0 && group >= 0x1000) fresh = 0x2000 | (fresh & 0x1fffU);  // global unicast
    b[i] = static_cast<std::uint8_t>(fresh >> 8), b[i + 1] = static_cast<std::uint8_t>(fresh);
  }
}

}  // namespace

std::string shaped_like(std::string_view value, std::uint64_t seed) {
  Dice dice(seed);
  const unsigned letters = is_hexadecimal(value) ? 6 : 26;
  std::string out(value);
  bool is_first = true;
  for (char& letter : out) {
    if (is_digit(letter)) {
      letter = static_cast<char>('0' + (is_first && letter != '0' ? dice.between(1, 9) : dice.below(10)));
      is_first = false;
    } else if (letter >= 'a' && letter <= 'z') {
      letter = static_cast<char>('a' + dice.below(letters));
    } else if (letter >= 'A' && letter <= 'Z') {
      letter = static_cast<char>('A' + dice.below(letters));
    } else if (static_cast<unsigned char>(letter) >= 0x80) {
      letter = static_cast<char>('a' + dice.below(26));
    }
  }
  return out;
}

std::string base64_like(std::string_view value, std::uint64_t seed) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  Dice dice(seed);
  std::string out(value);
  std::size_t length = out.find('=');
  const std::size_t padding = length == std::string::npos ? 0 : out.size() - length;
  if (padding == 0) length = out.size();
  for (std::size_t i = 0; i < length; ++i) {
    unsigned digit = dice.below(64);
    if (i + 1 == length && padding == 1) digit &= ~3U;  // bits behind the last byte
    if (i + 1 == length && padding == 2) digit &= ~15U;
    out[i] = alphabet[digit];
  }
  return out;
}

Address address_like(const Address& address, std::uint64_t seed) {
  Dice dice(seed);
  Address fresh = address;
  if (address.is_v6)
    ipv6_like(fresh, dice);
  else
    ipv4_like(fresh.bytes.data(), dice);
  return fresh;
}

std::string spelt_like(std::string_view spelt, const Address& fresh) {
  // The digits of a group in the middle of "::" stand at the end or the beginning: groups are counted from both sides.
  const auto gap = spelt.find("::");
  const auto colons_behind = [&](std::size_t at) {
    return std::count(spelt.begin() + static_cast<std::ptrdiff_t>(at), spelt.end(), ':');
  };
  std::string out(spelt);
  long groups = 0;
  for (std::size_t at = 0; at < spelt.size();) {
    if (spelt[at] == ':') {
      ++at;
      continue;
    }
    std::size_t end = std::min(spelt.find(':', at), spelt.size());
    const auto piece = spelt.substr(at, end - at);
    const long index = gap != std::string_view::npos && at > gap ? 7 - colons_behind(at) : groups;
    ++groups;
    if (piece.find('.') == std::string_view::npos && index >= 0 && index < 8) {
      const auto place = static_cast<std::size_t>(index) * 2;
      const unsigned value = static_cast<unsigned>(fresh.bytes[place]) << 8 | fresh.bytes[place + 1];
      std::string digits = fmt::format("{:0{}x}", value, piece.size());
      const bool is_upper = std::any_of(piece.begin(), piece.end(), [](char c) { return c >= 'A' && c <= 'F'; });
      if (is_upper)
        std::transform(digits.begin(), digits.end(), digits.begin(),
                       [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
      out.replace(at, piece.size(), digits);
    } else if (piece.find('.') != std::string_view::npos) {
      const auto& b = fresh.bytes;
      out.replace(at, piece.size(), fmt::format("{}.{}.{}.{}", b[12], b[13], b[14], b[15]));
    }
    at = end;
  }
  return out;
}

bool says_nothing(const Address& address) {
  const auto& b = address.bytes;
  if (address.is_v6) return std::all_of(b.begin(), b.begin() + 15, [](auto byte) { return byte == 0; }) && b[15] <= 1;
  const bool is_broadcast = std::all_of(b.begin(), b.begin() + 4, [](auto byte) { return byte == 255; });
  return address == Address{} || is_broadcast || (b[0] == 127 && b[1] == 0 && b[2] == 0 && b[3] == 1);
}

}  // namespace rtpe::capture
