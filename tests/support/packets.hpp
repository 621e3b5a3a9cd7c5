// Builds frames byte by byte, so that tests of the capture reader do not rest on the code they test.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace rtpe::test {

inline std::string u8(unsigned value) { return std::string(1, static_cast<char>(value)); }
inline std::string u16(unsigned value) { return u8(value >> 8 & 0xff) + u8(value & 0xff); }
inline std::string u32(std::uint32_t value) { return u16(value >> 16) + u16(value & 0xffff); }

inline std::string udp(unsigned source_port, unsigned destination_port, std::string_view payload) {
  return u16(source_port) + u16(destination_port) + u16(static_cast<unsigned>(payload.size() + 8)) + u16(0) +
         std::string(payload);
}

/// `fragment`: flags and offset as they stand in the header. The header checksum is left zero.
struct Ipv4 {
  std::string source = std::string("\x0a\x00\x00\x09", 4), destination = std::string("\x0a\x00\x00\x01", 4);
  unsigned protocol = 17, id = 1, fragment = 0;
  std::string options = {};  ///< a multiple of four bytes
  [[nodiscard]] std::string with(std::string_view payload) const {
    const auto header = static_cast<unsigned>(20 + options.size());
    return u8(0x40 | header / 4) + u8(0) + u16(static_cast<unsigned>(header + payload.size())) + u16(id) +
           u16(fragment) + u8(64) + u8(protocol) + u16(0) + source + destination + options + std::string(payload);
  }
};

struct Ipv6 {
  std::string source = std::string(15, '\0') + "\x09", destination = std::string(15, '\0') + "\x01";
  unsigned next_header = 17;
  [[nodiscard]] std::string with(std::string_view payload) const {
    return u32(0x60000000) + u16(static_cast<unsigned>(payload.size())) + u8(next_header) + u8(64) + source +
           destination + std::string(payload);
  }
};

inline std::string ethernet(unsigned ethertype, std::string_view payload) {
  return std::string(12, '\x02') + u16(ethertype) + std::string(payload);
}

/// An ICMPv4 destination unreachable that quotes `quoted`.
inline std::string icmp_unreachable(unsigned code, std::string_view quoted) {
  return u8(3) + u8(code) + u16(0) + u32(0) + std::string(quoted);
}

}  // namespace rtpe::test
