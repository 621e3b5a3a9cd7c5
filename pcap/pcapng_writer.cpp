#include "pcap/pcapng_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

#include "pcap/packet/built_frame.hpp"

namespace rtpe::capture {
namespace {

constexpr std::uint32_t section_header_block = 0x0A0D0D0A, interface_block = 1, enhanced_packet_block = 6;
constexpr std::uint16_t option_end = 0, option_comment = 1, option_interface_name = 2, option_application = 4,
                        option_resolution = 9;
constexpr std::size_t comment_at_most = 1024;

/// One block in the byte order of this machine, which the section header announces.
class Block {
 public:
  Block(std::string& buffer, std::uint32_t type) : buffer_(buffer) {
    buffer_.clear();
    number(type);
    number(std::uint32_t{0});  // length, written by finish()
  }
  template <class Number>
  void number(Number value) {
    buffer_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void padded(std::string_view bytes) {
    buffer_ += bytes;
    buffer_.append((4 - bytes.size() % 4) % 4, '\0');
  }
  void option(std::uint16_t code, std::string_view value) {
    number(code);
    number(static_cast<std::uint16_t>(value.size()));
    padded(value);
  }
  void finish() {
    const auto length = static_cast<std::uint32_t>(buffer_.size() + sizeof(std::uint32_t));
    number(length);
    std::memcpy(buffer_.data() + 4, &length, sizeof length);
  }

 private:
  std::string& buffer_;
};

}  // namespace

struct PcapngWriter::State {
  std::FILE* file = nullptr;
  std::string path;
  std::string buffer;
  std::uint16_t id = 0;
  std::vector<int> interfaces;  ///< link types
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (file != nullptr) std::fclose(file);
  }
  [[nodiscard]] Error trouble(std::string_view doing) const {
    return {.kind = ErrorKind::missing, .message = fmt::format("{}: {}", doing, std::strerror(errno)), .place = path};
  }
  Expected<void> put() {
    if (std::fwrite(buffer.data(), 1, buffer.size(), file) != buffer.size())
      return std::unexpected(trouble("cannot write"));
    return {};
  }
  Expected<void> start();
  Expected<void> interface(int link_type, std::string_view name);
  Expected<void> packet(std::uint32_t interface, Time time, std::string_view bytes, std::uint32_t wire_length,
                        std::string_view comment);
};

Expected<void> PcapngWriter::State::start() {
  Block section(buffer, section_header_block);
  section.number(std::uint32_t{0x1A2B3C4D});
  section.number(std::uint16_t{1});  // version 1.0
  section.number(std::uint16_t{0});
  section.number(std::int64_t{-1});  // length of the section: not given
  section.option(option_application, "rtpe-lab");
  section.option(option_end, {});
  section.finish();
  if (auto done = put(); !done) return done;
  return interface(link::ethernet, "rtpe-lab");
}

Expected<void> PcapngWriter::State::interface(int link_type, std::string_view name) {
  interfaces.push_back(link_type);
  Block block(buffer, interface_block);
  block.number(static_cast<std::uint16_t>(link_type));
  block.number(std::uint16_t{0});
  block.number(std::uint32_t{262144});
  block.option(option_interface_name, name);
  block.option(option_resolution, "\x09");
  block.option(option_end, {});
  block.finish();
  return put();
}

Expected<void> PcapngWriter::State::packet(std::uint32_t interface, Time time, std::string_view bytes,
                                           std::uint32_t wire_length, std::string_view comment) {
  const auto nanoseconds = static_cast<std::uint64_t>(time.time_since_epoch().count());
  Block block(buffer, enhanced_packet_block);
  block.number(interface);
  block.number(static_cast<std::uint32_t>(nanoseconds >> 32));
  block.number(static_cast<std::uint32_t>(nanoseconds));
  block.number(static_cast<std::uint32_t>(bytes.size()));
  block.number(wire_length);
  block.padded(bytes);
  if (!comment.empty()) {
    block.option(option_comment, comment.substr(0, comment_at_most));
    block.option(option_end, {});
  }
  block.finish();
  return put();
}

PcapngWriter::PcapngWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
PcapngWriter::PcapngWriter(PcapngWriter&&) noexcept = default;
PcapngWriter& PcapngWriter::operator=(PcapngWriter&&) noexcept = default;
PcapngWriter::~PcapngWriter() = default;

Expected<PcapngWriter> PcapngWriter::create(const std::string& path) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->file = std::fopen(path.c_str(), "wb");
  if (state->file == nullptr) return std::unexpected(state->trouble("cannot create"));
  if (auto started = state->start(); !started) return std::unexpected(started.error());
  return PcapngWriter(std::move(state));
}

Expected<void> PcapngWriter::write(const WrittenDatagram& datagram) {
  constexpr std::size_t payload_at_most = 65507;
  if (datagram.source.address.is_v6 != datagram.destination.address.is_v6 || datagram.payload.size() > payload_at_most)
    return std::unexpected(
        Error{.message = fmt::format("a datagram of {} bytes from {} to {} cannot exist", datagram.payload.size(),
                                     datagram.source.text(), datagram.destination.text()),
              .place = state_->path});
  const auto frame = udp_frame(datagram.source, datagram.destination, datagram.payload, ++state_->id);
  return state_->packet(0, datagram.time, frame, static_cast<std::uint32_t>(frame.size()), datagram.comment);
}

Expected<void> PcapngWriter::write_frame(const Frame& frame, std::string_view comment) {
  auto& known = state_->interfaces;
  const auto found = std::find(known.begin(), known.end(), frame.link_type);
  const auto interface = static_cast<std::uint32_t>(found - known.begin());
  if (found == known.end())
    if (auto done = state_->interface(frame.link_type, "captured"); !done) return done;
  return state_->packet(interface, frame.time, frame.bytes, frame.wire_length, comment);
}

Expected<void> PcapngWriter::close() {
  if (state_->file == nullptr) return {};
  const bool closed = std::fclose(std::exchange(state_->file, nullptr)) == 0;
  if (!closed) return std::unexpected(state_->trouble("cannot write"));
  return {};
}

}  // namespace rtpe::capture
