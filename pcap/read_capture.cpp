#include "pcap/read_capture.hpp"

#include <fmt/format.h>

#include "pcap/file/capture_reader.hpp"
#include "pcap/file/merged_source.hpp"
#include "pcap/packet/link_layer.hpp"

namespace rtpe::capture {
namespace {

Expected<std::unique_ptr<FrameSource>> open_one(const std::string& path, const ReadOptions& options) {
  auto reader = CaptureReader::open(path, options.idle);
  if (!reader) return std::unexpected(std::move(reader.error()));
  const auto type = reader->link_type();
  if (type && !link_type_is_known(*type))
    return std::unexpected(
        Error{.message = fmt::format("link type {} ({}) cannot be read", *type, link_type_name(*type)),
              .place = path,
              .remedy = "known are Ethernet, Linux cooked v1 and v2, raw IP, BSD null and loopback"});
  return std::make_unique<CaptureReader>(std::move(*reader));
}

}  // namespace

Expected<std::unique_ptr<FrameSource>> open_captures(const std::vector<std::string>& paths,
                                                     const ReadOptions& options) {
  std::vector<std::unique_ptr<FrameSource>> sources;
  for (const std::string& path : paths) {
    auto source = open_one(path, options);
    if (!source) return source;
    if (paths.size() == 1) return source;
    sources.push_back(std::move(*source));
  }
  return std::make_unique<MergedSource>(std::move(sources));
}

std::optional<Error> dissect_frames(FrameSource& source, Dissector& dissector, CaptureClock& clock,
                                    const std::function<bool()>& wanted) {
  std::optional<Error> damage;
  while (!wanted || wanted()) {
    auto frame = source.next();
    if (!frame) damage = frame.error();
    if (!frame || !*frame) break;
    (*frame)->time = clock.advance((*frame)->time);
    dissector.frame(**frame);
  }
  dissector.finish();
  return damage;
}

CaptureSummary read_frames(FrameSource& source, const ExchangeReceiver& receiver, const ReadOptions& options) {
  CaptureSummary summary;
  ExchangeMatcher matcher([&](const WireExchange& exchange) { receiver(exchange, summary.clock); }, options.matcher);
  Traffic traffic(matcher, options.listener);
  Dissector dissector(traffic);
  summary.damage = dissect_frames(source, dissector, summary.clock, options.wanted);
  matcher.finish();
  summary.frames = dissector.counters();
  summary.messages = matcher.counters();
  summary.traffic = traffic.counters();
  return summary;
}

Expected<CaptureSummary> read_capture(const std::string& path, const ExchangeReceiver& receiver,
                                      const ReadOptions& options) {
  auto source = open_captures({path}, options);
  if (!source) return std::unexpected(std::move(source.error()));
  return read_frames(**source, receiver, options);
}

}  // namespace rtpe::capture
