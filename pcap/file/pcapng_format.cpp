#include "pcap/file/pcapng_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

#include "pcap/file/pcap_format.hpp"

namespace rtpe::capture {
namespace {

constexpr std::uint32_t section_header = 0x0a0d0d0a, interface_description = 1, packet_block = 2, simple_block = 3,
                        enhanced_block = 6;
constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;
constexpr std::size_t envelope = 12;  ///< type, length, and the length again at the end

template <class Number>
Number load(std::string_view bytes, std::size_t at, bool is_swapped) {
  Number value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return is_swapped ? std::byteswap(value) : value;
}

Error damage(std::string message) { return {.message = std::move(message)}; }

Time time_of(std::uint64_t ticks, std::uint64_t ticks_per_second, std::int64_t offset_s) {
  constexpr std::int64_t seconds_at_most = std::numeric_limits<std::int64_t>::max() / 1'000'000'000 - 1;
  const auto seconds = std::min<std::uint64_t>(ticks / ticks_per_second, seconds_at_most);
  const auto fraction = static_cast<long double>(ticks % ticks_per_second) / static_cast<long double>(ticks_per_second);
  const auto rest = ticks_per_second <= 1'000'000'000 ? ticks % ticks_per_second * 1'000'000'000 / ticks_per_second
                                                      : static_cast<std::uint64_t>(fraction * 1e9L);
  const std::int64_t whole = std::clamp<std::int64_t>(
      static_cast<std::int64_t>(seconds) + std::clamp<std::int64_t>(offset_s, -seconds_at_most, seconds_at_most), 0,
      seconds_at_most);
  return Time(std::chrono::seconds(whole) + std::chrono::nanoseconds(static_cast<std::int64_t>(rest)));
}

}  // namespace

bool PcapngFormat::begins(std::string_view bytes) {
  return bytes.size() >= 4 && load<std::uint32_t>(bytes, 0, false) == section_header;  // the same in both orders
}

std::uint16_t PcapngFormat::u16(std::string_view body, std::size_t at) const {
  return load<std::uint16_t>(body, at, is_swapped_);
}
std::uint32_t PcapngFormat::u32(std::string_view body, std::size_t at) const {
  return load<std::uint32_t>(body, at, is_swapped_);
}

/// Of the block at the front of the input, whose 12 bytes are there; a section header sets the byte order.
Expected<std::uint32_t> PcapngFormat::block_length(InputBuffer& input) {
  const auto bytes = input.bytes();
  if (load<std::uint32_t>(bytes, 0, false) == section_header) {
    const auto magic = load<std::uint32_t>(bytes, 8, false);
    if (magic != byte_order_magic && std::byteswap(magic) != byte_order_magic)
      return std::unexpected(damage("a section without the byte order mark of pcapng"));
    is_swapped_ = magic != byte_order_magic;
    has_section_ = true;
    interfaces_.clear();
  } else if (!has_section_) {
    return std::unexpected(damage("a block before the first section"));
  }
  const std::uint32_t length = u32(bytes, 4);
  if (length < envelope || length % 4 != 0 || length > block_bytes_at_most)
    return std::unexpected(damage(fmt::format("a block of {} bytes cannot be", length)));
  return length;
}

void PcapngFormat::interface_option(Interface& interface, std::uint16_t code, std::string_view value) const {
  constexpr std::uint16_t resolution = 9, time_offset = 14;
  if (code == resolution && value.size() == 1) {
    const auto exponent = static_cast<std::uint8_t>(value[0]);
    const bool is_binary = (exponent & 0x80U) != 0;
    const unsigned power = std::min(exponent & 0x7fU, is_binary ? 63U : 19U);
    interface.ticks_per_second = 1;
    for (unsigned i = 0; i < power; ++i) interface.ticks_per_second *= is_binary ? 2 : 10;
  }
  if (code == time_offset && value.size() == 8) interface.offset_s = load<std::int64_t>(value, 0, is_swapped_);
}

Expected<void> PcapngFormat::interface(std::string_view body) {
  if (body.size() < 8) return std::unexpected(damage("an interface description that is too short"));
  if (interfaces_.size() >= interfaces_at_most) return std::unexpected(damage("too many interfaces"));
  Interface interface{.link_type = registered_link_type(u16(body, 0)), .snap_length = u32(body, 4)};
  for (std::size_t at = 8; at + 4 <= body.size();) {
    const std::uint16_t code = u16(body, at), length = u16(body, at + 2);
    if (code == 0 || length > body.size() - at - 4) break;
    interface_option(interface, code, body.substr(at + 4, length));
    at += 4 + (length + 3U) / 4 * 4;
  }
  interfaces_.push_back(interface);
  return {};
}

Expected<bool> PcapngFormat::framed(std::uint32_t interface, std::uint64_t ticks, std::uint32_t wire_length,
                                    std::string_view bytes, std::uint32_t length, Frame& frame) {
  if (interface >= interfaces_.size())
    return std::unexpected(damage(fmt::format("a frame of interface {}, which is not described", interface)));
  if (length > bytes.size() || length > frame_bytes_at_most)
    return std::unexpected(damage(fmt::format("a frame of {} bytes in a block of {}", length, bytes.size())));
  const Interface& of = interfaces_[interface];
  newest_ = time_of(ticks, of.ticks_per_second, of.offset_s);
  frame.time = newest_;
  frame.bytes = bytes.substr(0, length);
  frame.wire_length = wire_length;
  frame.link_type = of.link_type;
  return true;
}

/// false: the block holds no frame.
Expected<bool> PcapngFormat::packet(std::uint32_t type, std::string_view body, Frame& frame) {
  if (type == enhanced_block || type == packet_block) {
    if (body.size() < 20) return std::unexpected(damage("a packet block that is too short"));
    const std::uint32_t interface = type == enhanced_block ? u32(body, 0) : u16(body, 0);
    const std::uint64_t ticks = std::uint64_t{u32(body, 4)} << 32 | u32(body, 8);
    return framed(interface, ticks, u32(body, 16), body.substr(20), u32(body, 12), frame);
  }
  if (type == simple_block) {
    if (body.size() < 4 || interfaces_.empty()) return std::unexpected(damage("a simple packet block out of place"));
    const std::uint32_t wire_length = u32(body, 0);
    std::uint32_t length = std::min(wire_length, static_cast<std::uint32_t>(body.size() - 4));
    if (interfaces_[0].snap_length != 0) length = std::min(length, interfaces_[0].snap_length);
    const Time before = newest_;
    auto out = framed(0, 0, wire_length, body.substr(4), length, frame);
    if (out) frame.time = newest_ = before;
    return out;
  }
  return false;
}

Expected<bool> PcapngFormat::next(InputBuffer& input, Frame& frame) {
  for (;;) {
    input.consume(std::exchange(last_, 0));
    auto enough = input.need(envelope);
    if (!enough) return std::unexpected(enough.error());
    if (!*enough) {
      if (input.bytes().empty()) return false;
      return std::unexpected(damage("the file ends inside a block's header"));
    }
    const auto length = block_length(input);
    if (!length) return std::unexpected(length.error());
    enough = input.need(*length);
    if (!enough) return std::unexpected(enough.error());
    if (!*enough) return std::unexpected(damage(fmt::format("the file ends inside a block of {} bytes", *length)));
    last_ = *length;
    const auto block = input.bytes().substr(0, *length);
    if (u32(block, *length - 4) != *length) return std::unexpected(damage("the two lengths of a block differ"));
    const std::uint32_t type = u32(block, 0);
    const auto body = block.substr(8, *length - envelope);
    if (type == interface_description) {
      if (auto done = interface(body); !done) return std::unexpected(done.error());
      continue;
    }
    auto found = packet(type, body, frame);
    if (!found || *found) return found;
  }
}

}  // namespace rtpe::capture
