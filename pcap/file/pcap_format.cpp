#include "pcap/file/pcap_format.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <utility>

namespace rtpe::capture {
namespace {

constexpr std::size_t file_header_bytes = 24;
constexpr std::uint32_t micro = 0xa1b2c3d4, nano = 0xa1b23c4d, longer_records = 0xa1b2cd34;

std::uint32_t load(const char* bytes) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

bool is_magic(std::uint32_t value) { return value == micro || value == nano || value == longer_records; }

}  // namespace

int registered_link_type(std::uint32_t number) {
  const auto type = static_cast<int>(number & 0x3ffffff);  // above: length of the frame check sequence
  return type == 12 || type == 14 ? link::raw : type;      // DLT_RAW of the BSDs, and of OpenBSD
}

bool PcapFormat::begins(std::string_view bytes) {
  return bytes.size() >= 4 && (is_magic(load(bytes.data())) || is_magic(std::byteswap(load(bytes.data()))));
}

std::uint32_t PcapFormat::number(const char* bytes) const {
  return is_swapped_ ? std::byteswap(load(bytes)) : load(bytes);
}

Expected<PcapFormat> PcapFormat::open(InputBuffer& input) {
  const auto enough = input.need(file_header_bytes);
  if (!enough) return std::unexpected(enough.error());
  if (!*enough)
    return std::unexpected(
        Error{.message = fmt::format("its header is cut: {} of {} bytes", input.bytes().size(), file_header_bytes)});
  PcapFormat format;
  const char* header = input.bytes().data();
  format.is_swapped_ = !is_magic(load(header));
  const std::uint32_t magic = format.number(header);
  if (magic == nano) format.fraction_ns_ = 1;
  if (magic == longer_records) format.header_bytes_ = 24;
  format.link_type_ = registered_link_type(format.number(header + 20));
  input.consume(file_header_bytes);
  return format;
}

/// The record at the beginning of `bytes`. False: they do not hold all of it.
bool PcapFormat::take(std::string_view bytes, Frame& frame) {
  if (bytes.size() < header_bytes_) return false;
  const char* header = bytes.data();
  const std::uint32_t seconds = number(header), fraction = number(header + 4), length = number(header + 8);
  if (bytes.size() - header_bytes_ < length) return false;
  last_ = header_bytes_ + length;
  frame.time =
      Time(std::chrono::nanoseconds(std::int64_t{seconds} * 1'000'000'000 + std::int64_t{fraction} * fraction_ns_));
  frame.bytes = {header + header_bytes_, length};
  __builtin_prefetch(frame.bytes.data() + length);  // the next record, while this one is read
  __builtin_prefetch(frame.bytes.data() + length + 64);
  frame.wire_length = number(header + 12);
  frame.link_type = link_type_;
  return true;
}

Expected<bool> PcapFormat::next(InputBuffer& input, Frame& frame) {
  input.consume(std::exchange(last_, 0));
  if (take(input.bytes(), frame) && frame.bytes.size() <= frame_bytes_at_most) [[likely]]
    return true;
  last_ = 0;
  auto enough = input.need(header_bytes_);
  if (!enough) return std::unexpected(enough.error());
  if (!*enough) {
    if (input.bytes().empty()) return false;
    return std::unexpected(Error{.message = "the file ends inside a frame's header"});
  }
  const std::uint32_t length = number(input.bytes().data() + 8);
  if (length > frame_bytes_at_most)
    return std::unexpected(Error{.message = fmt::format("a frame of {} bytes cannot be", length)});
  enough = input.need(header_bytes_ + length);
  if (!enough) return std::unexpected(enough.error());
  if (!*enough || !take(input.bytes(), frame))
    return std::unexpected(Error{.message = fmt::format("the file ends inside a frame of {} bytes", length)});
  return true;
}

}  // namespace rtpe::capture
