#include "mock_engine/commands/query_reply.hpp"

#include <fmt/format.h>

#include <array>

#include "mock_engine/calls/append.hpp"
#include "mock_engine/commands/query_flags.hpp"
#include "mock_engine/rewrite/sdes.hpp"

namespace rtpe::mock {
namespace {

using bencode::Writer;

std::int64_t whole_seconds(Time time) { return seconds_of(time); }

void write_quality(const QualitySample& sample, Writer& writer) {
  writer.pair("MOS", sample.mos)
      .pair("round-trip time", sample.round_trip_us)
      .pair("round-trip time leg", sample.round_trip_leg_us)
      .pair("jitter", sample.jitter_ms)
      .pair("packet loss", sample.loss_percent)
      .pair("reported at", whole_seconds(sample.at));
}

void write_ssrc(const SsrcQuality& ssrc, Writer& writer) {
  writer.key(std::to_string(ssrc.ssrc())).begin_dictionary().pair("cumulative loss", ssrc.cumulative_lost());
  const QualityAverage average = ssrc.average();
  const auto number = [&writer](std::string_view key, std::uint64_t value) {
    writer.pair(key, static_cast<std::int64_t>(value));
  };
  writer.key("average MOS").begin_dictionary();
  number("MOS", average.mos);
  number("round-trip time", average.round_trip_us);
  number("round-trip time leg", average.round_trip_leg_us);
  number("jitter", average.jitter_ms);
  number("packet loss", average.loss_percent);
  number("samples", average.samples);
  writer.end().key("lowest MOS").begin_dictionary();
  write_quality(ssrc.lowest(), writer);
  writer.end().key("highest MOS").begin_dictionary();
  write_quality(ssrc.highest(), writer);
  const QualityProgression progression = ssrc.progression();
  writer.end().key("MOS progression").begin_dictionary().pair("interval", progression.interval_s);
  writer.key("entries").begin_list();
  for (const QualitySample& sample : progression.entries) {
    writer.begin_dictionary();
    write_quality(sample, writer);
    writer.end();
  }
  writer.end().end().end();
}

void write_counters(const StreamCounters& counters, Writer& writer) {
  if (counters.packets == 0 && counters.bytes == 0 && counters.errors == 0) {
    writer.raw("d7:packetsi0e5:bytesi0e6:errorsi0ee");
    return;
  }
  append(writer.output(), "d7:packetsi", static_cast<std::int64_t>(counters.packets), "e5:bytesi",
         static_cast<std::int64_t>(counters.bytes), "e6:errorsi", static_cast<std::int64_t>(counters.errors), "ee");
}

/// Writes the parties and sums their counters. Keys stand here as bencode, many to a piece: a reply has two hundred of
/// them, and with every `delete` one is written.
class PartyWriter {
 public:
  PartyWriter(const CallReply& reply, Writer& writer)
      : live_(reply.live),
        personality_(reply.personality),
        is_wide_(reply.personality.wide_query),
        writer_(writer),
        out_(writer.output()) {}

  void leg(const Leg& leg) {
    if (leg.tag.empty())
      append(out_, BencodeString{fmt::format("<untagged {}>", leg.id)});
    else
      append(out_, BencodeString{leg.tag});
    append(out_, "d3:tag", BencodeString{leg.tag});
    if (!leg.via_branch.empty()) append(out_, "10:via-branch", BencodeString{leg.via_branch});
    if (!leg.label.empty()) append(out_, "5:label", BencodeString{leg.label});
    append(out_, "7:createdi", whole_seconds(leg.created), "e13:subscriptionsl");
    subscriptions(leg.subscriptions);
    append(out_, "e11:subscribersl");
    subscriptions(leg.subscribers);
    append(out_, "e6:mediasl");
    for (const Media& media : leg.medias) write(leg, media);
    append(out_, "e");
    if (is_wide_) append(out_, "3:VSCle");
    if (is_wide_ && live_.recording) append(out_, "9:recordingd8:excludedi0e10:forwardingi0ee");
    append(out_, "e");
  }
  void totals() {
    writer_.key("totals").begin_dictionary().key("RTP");
    write_counters(rtp_, writer_);
    writer_.key("RTCP");
    write_counters(rtcp_, writer_);
    writer_.end();
  }

 private:
  void subscriptions(const CompactList<Subscription, 1>& list) {
    for (const Subscription& entry : list)
      append(out_, "d3:tag", BencodeString{live_.call.legs[entry.leg].tag}, "4:type",
             BencodeString{name_of(entry.type)}, "e");
  }

  void write(const Leg& leg, const Media& media) {
    append(out_, "d5:indexi", media.index, "e4:type", BencodeString{media.type});
    if (const std::string_view protocol = name_of(media.protocol); !protocol.empty())
      append(out_, "8:protocol", BencodeString{protocol});
    if (live_.media)
      if (const auto payload_type = live_.media->payload_type_of(leg.id, media.index)) codec(media, *payload_type);
    append(out_, "7:streamsl");
    for (const Stream& stream : media.streams) write(leg, media, stream);
    append(out_, "e5:flagsl");
    write_flags(media, personality_, writer_);
    append(out_, "ee");
  }

  void codec(const Media& media, std::uint8_t payload_type) {
    for (const Codec& codec : media.codecs)
      if (codec.payload_type == payload_type) {
        std::string encoding;
        append_encoding(codec, encoding);
        writer_.pair("codec", encoding);
        return;
      }
  }

  void write(const Leg& leg, const Media& media, const Stream& stream) {
    append(out_, "d");
    if (stream.local != nullptr)
      append(out_, "10:local porti", stream.local_port, "e13:local address", BencodeString{stream.local->local},
             "6:family", BencodeString{query_name(stream.local->address.family)});
    const bool located = stream.flags.has(StreamFlag::located), advertised = stream.flags.has(StreamFlag::advertised);
    encode(stream.endpoint, located);
    append(out_, "8:endpoint", endpoint_);
    const Endpoint shown = advertised_endpoint(media, stream);
    if (located != advertised || shown != stream.endpoint) encode(shown, advertised);
    append(out_, "19:advertised endpoint", endpoint_);
    if (media.security)
      if (const auto suite = media.security->suites[stream.flags.has(StreamFlag::rtp) ? 0 : 1])
        append(out_, "12:crypto suite", BencodeString{suites()[*suite].name});
    append(out_, "11:last packeti", whole_seconds(stream.last_packet), "e");
    if (is_wide_) append(out_, "18:last kernel packeti0e16:last user packeti", whole_seconds(stream.last_packet), "e");
    append(out_, "5:flagsl");
    write_flags(stream.flags, writer_);
    append(out_, "e");
    const bool rtp = stream.flags.has(StreamFlag::rtp);
    const auto index = static_cast<std::size_t>(&stream - &media.streams.front());
    if (is_wide_) {
      ssrcs("13:ingress SSRCs", leg, media, index);
      const Leg* const speaker = partner(leg);
      ssrcs("12:egress SSRCs", speaker == nullptr ? leg : *speaker, media, speaker == nullptr ? no_stream : index);
    } else if (live_.media) {
      if (const auto ssrc = live_.media->ssrc_of(leg.id, media.index, rtp ? Component::rtp : Component::rtcp))
        append(out_, "4:SSRCi", *ssrc, "e");
    }
    append(out_, "5:stats");
    const StreamCounters received = counters(leg, media, index);
    write_counters(received, writer_);
    if (is_wide_) {
      append(out_, "9:stats_out");
      const Leg* const speaker = partner(leg);
      write_counters(speaker == nullptr ? StreamCounters{} : counters(*speaker, media, index), writer_);
    }
    append(out_, "e");
    StreamCounters& sum = rtp ? rtp_ : rtcp_;
    sum.packets += received.packets;
    sum.bytes += received.bytes;
    sum.errors += received.errors;
  }

  static constexpr std::size_t no_stream = SIZE_MAX;

  [[nodiscard]] StreamCounters counters(const Leg& leg, const Media& media, std::size_t stream) const {
    return live_.media ? live_.media->counters_of(leg.id, media.index, stream) : StreamCounters{};
  }
  /// Who is heard by that party.
  [[nodiscard]] const Leg* partner(const Leg& leg) const {
    return leg.subscriptions.empty() ? nullptr : &live_.call.legs[leg.subscriptions.front().leg];
  }
  /// Of what that party's stream hears; both streams of a media show what its RTP is.
  void ssrcs(std::string_view key, const Leg& leg, const Media& media, std::size_t stream) {
    append(out_, key, "l");
    if (live_.media && stream != no_stream) {
      const bool rtcp = stream % 2 == 1;
      if (const auto ssrc = live_.media->ssrc_of(leg.id, media.index, rtcp ? Component::rtcp : Component::rtp)) {
        const StreamCounters rtp = counters(leg, media, stream - (rtcp ? 1 : 0));
        append(out_, "d4:SSRCi", *ssrc, "e5:bytesi", rtp.bytes, "e7:packetsi", rtp.packets,
               "e18:last RTP timestampi0e12:last RTP seqi0ee");
      }
    }
    append(out_, "e");
  }

  /// The dictionary of an endpoint, most of the time the same twice; an unknown one is empty.
  void encode(const Endpoint& endpoint, bool is_known) {
    endpoint_ = "de";
    if (!is_known) return;
    address_.clear();
    endpoint.address.append_to(address_);
    endpoint_.clear();
    append(endpoint_, "d6:family", BencodeString{query_name(endpoint.address.family)}, "7:address",
           BencodeString{address_}, "4:porti", endpoint.shown_port(), "ee");
  }

  const LiveCall& live_;
  const Personality& personality_;
  bool is_wide_;
  Writer& writer_;
  std::string& out_;
  std::string address_, endpoint_;
  StreamCounters rtp_, rtcp_;
};

using Parties = CompactList<const Leg*, 4>;

/// All parties, or the one with that tag and whom it listens to: twice who listens to itself.
Parties parties_of(const Call& call, std::string_view tag) {
  Parties result;
  for (const Leg& leg : call.legs) {
    if (tag.empty()) result.push_back(&leg);
    if (tag.empty() || leg.ended || leg.tag != tag) continue;
    result.push_back(&leg);
    for (const Subscription& entry : leg.subscriptions) result.push_back(&call.legs[entry.leg]);
    break;
  }
  return result;
}

}  // namespace

void write_call(const CallReply& reply, bencode::Writer& writer) {
  const LiveCall& live = reply.live;
  const Call& call = live.call;
  const bool is_wide = reply.personality.wide_query;
  writer.pair("created", whole_seconds(call.created))
      .pair("created_us", microseconds_of(call.created) % 1'000'000)
      .pair("last signal", whole_seconds(call.last_signal));
  if (is_wide) writer.pair("last redis update", 0);
  writer.key("SSRC").begin_dictionary();
  const Parties parties = reply.without_parties ? Parties{} : parties_of(call, reply.tag);
  if (live.media)
    for (const Leg* leg : parties)
      for (const SsrcQuality& ssrc : live.media->ssrcs())
        if (ssrc.leg == leg->id && ssrc.is_reported()) write_ssrc(ssrc, writer);
  writer.end().key("tags").begin_dictionary();
  PartyWriter party(reply, writer);
  for (const Leg* leg : parties) party.leg(*leg);
  writer.end();
  party.totals();
  if (is_wide && live.recording)
    writer.key("recording").begin_dictionary().pair("call recording", 1).pair("forwarding", 0).end();
}

}  // namespace rtpe::mock
