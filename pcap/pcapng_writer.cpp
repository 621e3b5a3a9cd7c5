#include "pcap/pcapng_writer.hpp"

#include <fmt/format.h>
#include <tins/ethernetII.h>
#include <tins/ip.h>
#include <tins/ipv6.h>
#include <tins/rawpdu.h>
#include <tins/udp.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

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

/// A locally administered address made from the last bytes of the IP address.
Tins::EthernetII::address_type hardware_address(const Address& address) {
  const std::size_t length = address.is_v6 ? 16 : 4;
  std::uint8_t bytes[6] = {2, address.is_v6 ? std::uint8_t{6} : std::uint8_t{4}};
  std::memcpy(bytes + 2, address.bytes.data() + length - 4, 4);
  return {bytes};
}

Tins::IPv4Address ipv4(const Address& address) {
  std::uint32_t number = 0;
  std::memcpy(&number, address.bytes.data(), sizeof number);
  return Tins::IPv4Address(number);
}

std::vector<std::uint8_t> frame_of(const WrittenDatagram& datagram, std::uint16_t id) {
  Tins::EthernetII frame(hardware_address(datagram.destination.address), hardware_address(datagram.source.address));
  const Tins::UDP udp(datagram.destination.port, datagram.source.port);
  const Tins::RawPDU payload(reinterpret_cast<const std::uint8_t*>(datagram.payload.data()),
                             static_cast<std::uint32_t>(datagram.payload.size()));
  if (datagram.source.address.is_v6) {
    Tins::IPv6 ip{Tins::IPv6Address(datagram.destination.address.bytes.data()),
                  Tins::IPv6Address(datagram.source.address.bytes.data())};
    ip.hop_limit(64);
    return (frame / ip / udp / payload).serialize();
  }
  Tins::IP ip(ipv4(datagram.destination.address), ipv4(datagram.source.address));
  ip.ttl(64);
  ip.id(id);
  ip.flags(Tins::IP::DONT_FRAGMENT);
  return (frame / ip / udp / payload).serialize();
}

}  // namespace

struct PcapngWriter::State {
  std::FILE* file = nullptr;
  std::string path;
  std::string buffer;
  std::uint16_t id = 0;
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
  Block interface(buffer, interface_block);
  interface.number(std::uint16_t{1});  // Ethernet
  interface.number(std::uint16_t{0});
  interface.number(std::uint32_t{262144});
  interface.option(option_interface_name, "rtpe-lab");
  interface.option(option_resolution, "\x09");
  interface.option(option_end, {});
  interface.finish();
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

Expected<void> PcapngWriter::write(const WrittenDatagram& datagram) try {
  constexpr std::size_t payload_at_most = 65507;
  if (datagram.source.address.is_v6 != datagram.destination.address.is_v6 || datagram.payload.size() > payload_at_most)
    return std::unexpected(
        Error{.message = fmt::format("a datagram of {} bytes from {} to {} cannot exist", datagram.payload.size(),
                                     datagram.source.text(), datagram.destination.text()),
              .place = state_->path});
  const auto frame = frame_of(datagram, ++state_->id);
  const auto time = static_cast<std::uint64_t>(datagram.time.time_since_epoch().count());
  Block block(state_->buffer, enhanced_packet_block);
  block.number(std::uint32_t{0});  // the interface
  block.number(static_cast<std::uint32_t>(time >> 32));
  block.number(static_cast<std::uint32_t>(time));
  block.number(static_cast<std::uint32_t>(frame.size()));
  block.number(static_cast<std::uint32_t>(frame.size()));
  block.padded({reinterpret_cast<const char*>(frame.data()), frame.size()});
  if (!datagram.comment.empty()) {
    block.option(option_comment, datagram.comment.substr(0, comment_at_most));
    block.option(option_end, {});
  }
  block.finish();
  return state_->put();
} catch (const std::exception& error) {  // libtins
  return std::unexpected(Error{.kind = ErrorKind::internal, .message = error.what(), .place = state_->path});
}

Expected<void> PcapngWriter::close() {
  if (state_->file == nullptr) return {};
  const bool closed = std::fclose(std::exchange(state_->file, nullptr)) == 0;
  if (!closed) return std::unexpected(state_->trouble("cannot write"));
  return {};
}

}  // namespace rtpe::capture
