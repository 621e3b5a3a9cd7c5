#include "pcap/replay/recorded_media.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include "pcap/media/sdp_media.hpp"
#include "pcap/read_capture.hpp"
#include "pcap/sip/sip_message.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t named_at_most = 200'000;

class MediaRecorder final : public TrafficListener {
 public:
  RecordedMedia out;

  void name_ports(const SdpMedia& media) {
    for (const SdpStream& stream : media.streams) {
      if (stream.rtp.port == 0 || named_.size() >= named_at_most) continue;
      named_.insert(stream.rtp);
      named_.insert({.address = stream.rtp.address, .port = stream.rtcp});
    }
  }
  void sip(const Packet& packet) override {
    const SipMessage message = read_sip(packet.payload);
    if (message.has_sdp) name_ports(media_of_sdp(message.body));
  }
  void media(const Packet& packet, Content content) override {
    if ((content != Content::rtp && content != Content::rtcp) || !named_.contains(packet.destination)) return;
    if (packet.is_cut || out.bytes.size() + packet.payload.size() > media_bytes_at_most) {
      ++out.left_out;
      return;
    }
    out.packets.push_back({.time = packet.time,
                           .source = packet.source,
                           .destination = packet.destination,
                           .offset = out.bytes.size(),
                           .length = packet.payload.size()});
    out.bytes += packet.payload;
  }

 private:
  boost::unordered_flat_set<Endpoint, EndpointHash> named_;
};

}  // namespace

Expected<RecordedMedia> recorded_media(const std::vector<std::string>& paths) {
  auto source = open_captures(paths);
  if (!source) return std::unexpected(source.error());
  MediaRecorder recorder;
  ReadOptions options;
  options.matcher.with_sdp = true;
  options.matcher.when_answered = true;
  options.listener = &recorder;
  read_frames(
      **source, [&](const WireExchange& exchange, const CaptureClock&) { recorder.name_ports(exchange.reply_sdp); },
      options);
  return std::move(recorder.out);
}

}  // namespace rtpe::capture
