// Frames of any content through dissector, TCP streams and matcher. The input: a byte for the link type, then frames,
// each with two bytes of length.
#include <pcap/dlt.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "pcap/exchange_matcher.hpp"
#include "pcap/node_activity.hpp"

using namespace rtpe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr std::array link_types = {DLT_EN10MB, DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_RAW, DLT_NULL, DLT_LOOP};
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
  capture::Dissector dissector(link_types[data[0] % link_types.size()], matcher);
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
                     .wire_length = static_cast<std::uint32_t>(bytes.size() + (length % 7 == 0 ? 10 : 0))});
  }
  matcher.finish();
  const auto& counters = matcher.counters();
  if (exchanges > counters.requests + counters.replies) std::abort();
  return 0;
}
