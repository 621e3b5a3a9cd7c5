// Bytes of any content as what stands inside tunnels: GRE, ERSPAN, VXLAN, Geneve, MPLS, PPPoE, LLC and IP in IP, with a
// sound outer header, so that every one of them is reached at once.
#include <array>
#include <cstdlib>
#include <cstring>

#include "pcap/dissector.hpp"
#include "pcap/packet/tunnel.hpp"

using namespace rtpe;

namespace {

class Bounds : public capture::PacketHandler {
 public:
  explicit Bounds(std::string_view frame) : frame_(frame) {}
  void packet(const capture::Packet& packet) override {
    std::uint64_t sum = 0;
    for (const char byte : packet.payload) sum += static_cast<unsigned char>(byte);
    if (packet.payload.size() > 65535 || (sum == 0 && frame_.empty())) std::abort();
  }
  void unreachable(const capture::Unreachable& unreachable) override {
    if (unreachable.quoted.size() > frame_.size()) std::abort();
  }

 private:
  std::string_view frame_;
};

void check(const capture::Inner& inner, std::string_view outer) {
  if (inner.is_ip && (inner.bytes.data() < outer.data() || inner.bytes.size() > outer.size())) std::abort();
}

std::string ipv4(std::uint8_t protocol, std::string_view payload) {
  const auto length = static_cast<unsigned>(20 + payload.size());
  std::string out("\x45\0\0\0\0\x01\0\0\x40\0\0\0\x0a\0\0\x09\x0a\0\0\x01", 20);
  out[2] = static_cast<char>(length >> 8), out[3] = static_cast<char>(length), out[9] = static_cast<char>(protocol);
  return out += payload;
}

std::string udp(std::uint16_t port, std::string_view payload) {
  const auto length = static_cast<unsigned>(8 + payload.size());
  std::string out("\x30\x39\0\0\0\0\0\0", 8);
  out[2] = static_cast<char>(port >> 8), out[3] = static_cast<char>(port);
  out[4] = static_cast<char>(length >> 8), out[5] = static_cast<char>(length);
  return out += payload;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2 || size > 9000) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::string frame;
  int link_type = capture::link::raw;
  constexpr std::array<std::uint16_t, 4> ports = {4789, 8472, 6081, 4790};
  const unsigned way = data[0] % 16;
  if (way < 4) frame = ipv4(17, udp(ports[way], rest));
  if (way == 4) frame = ipv4(47, rest);
  if (way == 5) frame = ipv4(4, rest);
  if (way == 6) frame = ipv4(41, rest);
  if (way >= 7 && way < 13) {
    constexpr std::array<std::uint16_t, 6> types = {0x8847, 0x8864, 0x8100, 0x88a8, 0x894f, 0x0100};
    link_type = capture::link::ethernet;
    frame = std::string(12, '\x02') + static_cast<char>(types[way - 7] >> 8) + static_cast<char>(types[way - 7]);
    frame += rest;
  }
  if (way >= 13) frame = rest;
  check(capture::behind_gre(rest), rest);
  check(capture::behind_ethertype(0x8847, rest), rest);
  for (const auto port : ports)
    if (const auto inner = capture::behind_udp(port, rest)) check(*inner, rest);
  Bounds bounds(frame);
  capture::Dissector dissector(bounds);
  for (std::uint64_t number = 1; number < 3; ++number)
    dissector.frame({.number = number,
                     .time = Time(std::chrono::seconds(number * 2)),
                     .bytes = frame,
                     .wire_length = static_cast<std::uint32_t>(frame.size()),
                     .link_type = link_type});
  dissector.finish();
  return 0;
}
