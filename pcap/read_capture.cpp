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

/// Two who get every packet.
class BothHandlers final : public PacketHandler {
 public:
  BothHandlers(PacketHandler& one, PacketHandler& other) : one_(one), other_(other) {}
  void packet(const Packet& packet) override {
    one_.packet(packet);
    other_.packet(packet);
  }
  void unreachable(const Unreachable& unreachable) override {
    one_.unreachable(unreachable);
    other_.unreachable(unreachable);
  }

 private:
  PacketHandler& one_;
  PacketHandler& other_;
};

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
  Frame frame;
  while (!wanted || wanted()) {
    const auto has_frame = source.next(frame);
    if (!has_frame) [[unlikely]]
      damage = has_frame.error();
    if (!has_frame.value_or(false)) break;
    frame.time = clock.advance(frame.time);
    dissector.frame(frame);
  }
  dissector.finish();
  return damage;
}

CaptureSummary read_frames(FrameSource& source, const ExchangeReceiver& receiver, const ReadOptions& options) {
  CaptureSummary summary;
  ExchangeMatcher matcher([&](const WireExchange& exchange) { receiver(exchange, summary.clock); }, options.matcher);
  Traffic traffic(matcher, options.listener);
  std::optional<BothHandlers> both;
  if (options.beside != nullptr) both.emplace(*options.beside, traffic);
  Dissector dissector(both ? static_cast<PacketHandler&>(*both) : traffic);
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
