// Frames of any content through dissector, TCP streams and matcher. The input: a byte for the link type, then frames,
// each with two bytes of length.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "pcap/dissector.hpp"
#include "pcap/ng/node_activity.hpp"
#include "pcap/traffic.hpp"

using namespace rtpe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  namespace link = capture::link;
  constexpr std::array link_types = {link::ethernet, link::linux_sll, link::linux_sll2,
                                     link::raw,      link::null,      link::loop};
  std::uint64_t exchanges = 0;
  capture::NodeActivities nodes;
  capture::ExchangeMatcher matcher(
      [&](const capture::WireExchange& exchange) {
        ++exchanges;
        nodes.add(exchange);
        if (exchange.sends == 0 && exchange.replies == 0) std::abort();
        if (exchange.latency && exchange.sends == 0) std::abort();
      },
      {.linger = std::chrono::seconds(2), .open_at_most = 16, .text_bytes_at_most = 64});
  capture::Traffic traffic(matcher, nullptr);
  capture::Dissector dissector(traffic);
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::uint64_t number = 0;
  while (rest.size() >= 2) {
    const auto length = std::min<std::size_t>(
        static_cast<std::uint8_t>(rest[0]) << 8 | static_cast<std::uint8_t>(rest[1]), rest.size() - 2);
    const auto bytes = rest.substr(2, length);
    rest.remove_prefix(2 + length);
    dissector.frame({.number = ++number,
                     .time = Time(std::chrono::milliseconds(300 * number)),
                     .bytes = bytes,
                     .wire_length = static_cast<std::uint32_t>(bytes.size() + (length % 7 == 0 ? 10 : 0)),
                     .link_type = link_types[data[0] % link_types.size()]});
  }
  dissector.finish();
  matcher.finish();
  const auto& counters = matcher.counters();
  if (exchanges > counters.requests + counters.replies) std::abort();
  return 0;
}
