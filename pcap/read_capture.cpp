#include "pcap/read_capture.hpp"

#include <fmt/format.h>

#include "pcap/link_layer.hpp"

namespace rtpe::capture {

Expected<CaptureSummary> read_capture(const std::string& path, const ExchangeReceiver& receiver) {
  auto reader = CaptureReader::open(path);
  if (!reader) return std::unexpected(std::move(reader.error()));
  if (!link_type_is_known(reader->link_type()))
    return std::unexpected(Error{
        .message =
            fmt::format("link type {} ({}) cannot be read", reader->link_type(), link_type_name(reader->link_type())),
        .place = path,
        .remedy = "known are Ethernet, Linux cooked v1 and v2, raw IP, BSD null and loopback"});
  CaptureSummary summary;
  ExchangeMatcher matcher([&](const WireExchange& exchange) { receiver(exchange, summary.first); });
  Dissector dissector(reader->link_type(), matcher);
  for (;;) {
    const auto frame = reader->next();
    if (!frame) {
      summary.damage = frame.error();
      break;
    }
    if (!*frame) break;
    if ((*frame)->number == 1) summary.first = (*frame)->time;
    summary.last = (*frame)->time;
    dissector.frame(**frame);
  }
  matcher.finish();
  summary.frames = dissector.counters();
  summary.messages = matcher.counters();
  return summary;
}

}  // namespace rtpe::capture
