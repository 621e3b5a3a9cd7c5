#include "pcap/file/capture_reader.hpp"

#include <fmt/format.h>

#include "pcap/file/compression.hpp"
#include "pcap/file/pcap_format.hpp"
#include "pcap/file/pcapng_format.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t longest_signature = 6;
constexpr int layers_at_most = 2;

constexpr std::string_view remedy = "pcap and pcapng are read, plain or packed with gzip or zstd";

Error no_capture(std::string why) {
  return {.message = "not a capture that can be read: " + std::move(why), .remedy = std::string(remedy)};
}

Expected<std::unique_ptr<FrameFormat>> format_of(InputBuffer& input) {
  const auto enough = input.need(4);
  if (!enough) return std::unexpected(enough.error());
  if (!*enough)
    return std::unexpected(no_capture(fmt::format("it has {} bytes, less than any header", input.bytes().size())));
  if (PcapngFormat::begins(input.bytes())) return std::make_unique<PcapngFormat>();
  if (PcapFormat::begins(input.bytes())) {
    auto format = PcapFormat::open(input);
    if (!format) return std::unexpected(no_capture(format.error().message));
    return std::make_unique<PcapFormat>(*format);
  }
  return std::unexpected(no_capture("unknown file format"));
}

Expected<InputBuffer> plain(std::unique_ptr<ByteSource> bytes) {
  InputBuffer input(std::move(bytes));
  for (int layer = 0; layer < layers_at_most; ++layer) {
    if (const auto enough = input.need(longest_signature); !enough) return std::unexpected(enough.error());
    const auto compression = compression_of(input.bytes());
    if (!compression) break;
    auto inner = unpacked(*compression, input.release());
    if (inner == nullptr)
      return std::unexpected(no_capture(fmt::format("it is packed with {}; unpack it first", name_of(*compression))));
    input = InputBuffer(std::move(inner));
  }
  return input;
}

Error at(Error error, std::string place) {
  error.place = std::move(place);
  return error;
}

}  // namespace

Expected<CaptureReader> CaptureReader::open(const std::string& path, Idle idle) {
  auto bytes = open_bytes(path, std::move(idle));
  if (!bytes) return std::unexpected(bytes.error());
  return read(std::move(*bytes), path);
}

Expected<CaptureReader> CaptureReader::read(std::unique_ptr<ByteSource> bytes, std::string name) {
  auto input = plain(std::move(bytes));
  if (!input) return std::unexpected(at(input.error(), name));
  auto format = format_of(*input);
  if (!format) return std::unexpected(at(format.error(), name));
  return CaptureReader(std::move(name), std::move(*input), std::move(*format));
}

Expected<bool> CaptureReader::next(Frame& frame) {
  frame.number = ++frames_;
  auto has_frame = format_->next(input_, frame);
  if (!has_frame) [[unlikely]] {
    const auto offset = input_.offset() + input_.bytes().size();
    return std::unexpected(
        at(has_frame.error(), fmt::format("{}: after frame {}, near byte {}", path_, frames_ - 1, offset)));
  }
  return has_frame;
}

}  // namespace rtpe::capture
