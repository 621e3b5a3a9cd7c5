// Builds capture files byte by byte: pcap and pcapng, in either byte order.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/support/packets.hpp"

namespace rtpe::test {

enum class Order : std::uint8_t { little, big };

struct Numbers {
  Order order = Order::little;
  [[nodiscard]] std::string n32(std::uint32_t value) const {
    const std::string big = rtpe::test::u32(value);
    return order == Order::big ? big : std::string(big.rbegin(), big.rend());
  }
  [[nodiscard]] std::string n16(unsigned value) const {
    const std::string big = rtpe::test::u16(value);
    return order == Order::big ? big : std::string(big.rbegin(), big.rend());
  }
};

/// `fraction`: micro- or nanoseconds, as the file's magic number says.
struct PcapFile : Numbers {
  std::uint32_t magic = 0xa1b2c3d4, link_type = 1;
  [[nodiscard]] std::string header() const {
    return n32(magic) + n16(2) + n16(4) + n32(0) + n32(0) + n32(262144) + n32(link_type);
  }
  [[nodiscard]] std::string frame(std::uint32_t seconds, std::uint32_t fraction, std::string_view bytes,
                                  std::uint32_t wire_length = 0) const {
    const auto length = static_cast<std::uint32_t>(bytes.size());
    return n32(seconds) + n32(fraction) + n32(length) + n32(wire_length == 0 ? length : wire_length) +
           std::string(bytes);
  }
};

struct PcapngFile : Numbers {
  [[nodiscard]] std::string block(std::uint32_t type, std::string body) const {
    body.append((4 - body.size() % 4) % 4, '\0');
    const auto length = static_cast<std::uint32_t>(body.size() + 12);
    return n32(type) + n32(length) + body + n32(length);
  }
  [[nodiscard]] std::string section() const {
    return block(0x0a0d0d0a, n32(0x1a2b3c4d) + n16(1) + n16(0) + n32(0xffffffff) + n32(0xffffffff));
  }
  /// `resolution`: the byte of option if_tsresol.
  [[nodiscard]] std::string interface(unsigned link_type, std::uint32_t snap_length, unsigned resolution = 6) const {
    return block(1, n16(link_type) + n16(0) + n32(snap_length) + n16(9) + n16(1) + u8(resolution) +
                        std::string(3, '\0') + n16(0) + n16(0));
  }
  [[nodiscard]] std::string frame(std::uint32_t interface, std::uint64_t ticks, std::string_view bytes,
                                  std::uint32_t wire_length = 0) const {
    const auto length = static_cast<std::uint32_t>(bytes.size());
    return block(6, n32(interface) + n32(static_cast<std::uint32_t>(ticks >> 32)) +
                        n32(static_cast<std::uint32_t>(ticks)) + n32(length) +
                        n32(wire_length == 0 ? length : wire_length) + std::string(bytes));
  }
  [[nodiscard]] std::string simple(std::string_view bytes) const {
    return block(3, n32(static_cast<std::uint32_t>(bytes.size())) + std::string(bytes));
  }
};

}  // namespace rtpe::test
