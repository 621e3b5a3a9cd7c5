#include "mock_engine/statistics/call_media.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rtpe::mock {
namespace {

/// The daemon trusts a source address after this time of packets (`--endpoint-learning=delayed`).
constexpr std::int64_t learning_s = 3;

std::unexpected<Error> missing(std::string what) {
  return std::unexpected(Error{.kind = ErrorKind::missing, .message = std::move(what)});
}

/// The stream of that component; a multiplexed media has one for both.
Stream* stream_of(Media& media, Component component) {
  const StreamFlag wanted = component == Component::rtp ? StreamFlag::rtp : StreamFlag::rtcp;
  for (Stream& stream : media.streams)
    if (stream.local != nullptr && stream.flags.has(wanted)) return &stream;
  return nullptr;
}

/// Clock rate of a payload type as the media's codecs name it.
std::uint32_t clock_rate(const Media& media, int payload_type) {
  constexpr std::uint32_t of_static_audio = 8000;
  for (const Codec& codec : media.codecs)
    if (codec.payload_type == payload_type && codec.clock_rate != 0) return codec.clock_rate;
  return of_static_audio;
}

}  // namespace

Expected<Leg*> leg_of(Call& call, const MediaOrigin& origin) {
  for (Leg& leg : call.legs)
    if (!leg.ended && leg.tag == origin.tag) return &leg;
  return missing(fmt::format("call '{}' has no party with tag '{}'", call.call_id.view(), origin.tag));
}

Expected<Media*> media_of(Call& call, const MediaOrigin& origin) {
  const auto leg = leg_of(call, origin);
  if (!leg) return std::unexpected(leg.error());
  for (Media& media : (*leg)->medias)
    if (media.index == origin.media_index) return &media;
  return missing(
      fmt::format("party '{}' of call '{}' has no media {}", origin.tag, call.call_id.view(), origin.media_index));
}

Expected<Stream*> hear(Call& call, const PacketObservation& packets) {
  const auto media = media_of(call, packets.from);
  if (!media) return std::unexpected(media.error());
  Stream* const stream = stream_of(**media, packets.component);
  if (stream == nullptr) return missing(fmt::format("media {} has no open port", packets.from.media_index));
  if (packets.packets == 0) return stream;
  stream->last_packet = std::max(stream->last_packet, packets.at);
  if (seconds_of(packets.at) > seconds_of(call.last_signal) + learning_s) {
    for (const StreamFlag flag : {StreamFlag::confirmed, StreamFlag::kernelized, StreamFlag::no_kernel_support})
      stream->flags.set(flag);
  }
  return stream;
}

Expected<void> CallMedia::observe(Call& call, Counters& counters, const PacketObservation& packets) {
  const auto heard_by = hear(call, packets);
  if (!heard_by) return std::unexpected(heard_by.error());
  const auto leg = leg_of(call, packets.from);
  const auto media = media_of(call, packets.from);
  const Stream* const stream = *heard_by;
  if (heard_.empty()) {  // two parties with one stream each, most of the time
    heard_.reserve(2);
    received_.reserve(2);
    ssrcs_.reserve(2);
  }
  StreamCounters& received =
      counters_for((*leg)->id, packets.from.media_index, static_cast<std::size_t>(stream - (*media)->streams.begin()));
  received.packets += packets.packets;
  received.bytes += packets.octets;
  received.errors += packets.errors;
  counters.count_media(packets.at, packets.packets, packets.octets, packets.errors);
  if (packets.packets == 0) return {};
  const Heard heard{
      .leg = (*leg)->id, .media_index = packets.from.media_index, .component = packets.component, .ssrc = packets.ssrc};
  const auto known = std::ranges::find_if(heard_, [&](const Heard& other) {
    return other.leg == heard.leg && other.media_index == heard.media_index && other.component == heard.component;
  });
  if (known == heard_.end())
    heard_.push_back(heard);
  else
    known->ssrc = heard.ssrc;
  SsrcQuality* ssrc = find_or_add(packets.ssrc);
  if (ssrc == nullptr) return std::unexpected(Error{.kind = ErrorKind::limit, .message = "too many SSRCs in one call"});
  ssrc->leg = heard.leg;
  if (packets.component == Component::rtp) ssrc->count_payload(packets.payload_type, packets.packets);
  return {};
}

Expected<void> CallMedia::observe(Call& call, Counters& counters, const ReportObservation& report, MosBasis basis) {
  const auto media = media_of(call, report.from);
  if (!media) return std::unexpected(media.error());
  SsrcQuality* measured = find(report.measured_ssrc);
  if (measured == nullptr || measured->payload_type() < 0) return {};
  const std::uint32_t rate = clock_rate(**media, measured->payload_type());
  measured->remembered_round_trip_us = report.round_trip_leg_us;
  SsrcQuality* reporter = find_or_add(report.reporter_ssrc);
  if (reporter == nullptr)
    return std::unexpected(Error{.kind = ErrorKind::limit, .message = "too many SSRCs in one call"});
  if (const auto leg = leg_of(call, report.from)) reporter->leg = (*leg)->id;
  const std::uint32_t opposite_us = reporter->remembered_round_trip_us;
  QualitySample sample{
      .at = report.at,
      .round_trip_us = report.round_trip_leg_us == 0 || opposite_us == 0 ? 0 : report.round_trip_leg_us + opposite_us,
      .round_trip_leg_us = report.round_trip_leg_us,
      .jitter_ms = static_cast<std::uint32_t>(std::uint64_t{report.jitter} * 1000 / rate),
      .loss_percent = static_cast<std::uint8_t>(report.fraction_lost * 100 / 256)};
  sample.mos = mos_times_ten(
      {.round_trip_us = sample.round_trip_us, .jitter_ms = sample.jitter_ms, .loss_percent = sample.loss_percent},
      basis);
  counters.count_mos(sample.mos);
  reporter->add(sample, report.cumulative_lost);
  return {};
}

StreamCounters& CallMedia::counters_for(LegId leg, std::uint16_t media_index, std::size_t stream) {
  for (Received& entry : received_)
    if (entry.leg == leg && entry.media_index == media_index && entry.stream == stream) return entry.counters;
  return received_
      .emplace_back(Received{
          .leg = leg, .media_index = media_index, .stream = static_cast<std::uint16_t>(stream), .counters = {}})
      .counters;
}

StreamCounters CallMedia::counters_of(LegId leg, std::uint16_t media_index, std::size_t stream) const {
  for (const Received& entry : received_)
    if (entry.leg == leg && entry.media_index == media_index && entry.stream == stream) return entry.counters;
  return {};
}

bool CallMedia::has_heard(LegId leg) const {
  return std::ranges::any_of(received_,
                             [leg](const Received& entry) { return entry.leg == leg && entry.counters.packets > 0; });
}

std::optional<std::uint32_t> CallMedia::ssrc_of(LegId leg, std::uint16_t media_index, Component component) const {
  for (const Heard& heard : heard_)
    if (heard.leg == leg && heard.media_index == media_index && heard.component == component) return heard.ssrc;
  return std::nullopt;
}

std::optional<std::uint8_t> CallMedia::payload_type_of(LegId leg, std::uint16_t media_index) const {
  const auto ssrc = ssrc_of(leg, media_index, Component::rtp);
  const SsrcQuality* quality = ssrc ? find(*ssrc) : nullptr;
  if (quality == nullptr || quality->payload_type() < 0) return std::nullopt;
  return static_cast<std::uint8_t>(quality->payload_type());
}

const SsrcQuality* CallMedia::find(std::uint32_t ssrc) const {
  const auto found = std::ranges::lower_bound(ssrcs_, ssrc, {}, &SsrcQuality::ssrc);
  return found == ssrcs_.end() || found->ssrc() != ssrc ? nullptr : &*found;
}

SsrcQuality* CallMedia::find(std::uint32_t ssrc) {
  return const_cast<SsrcQuality*>(static_cast<const CallMedia*>(this)->find(ssrc));
}

SsrcQuality* CallMedia::find_or_add(std::uint32_t ssrc) {
  if (SsrcQuality* known = find(ssrc)) return known;
  if (ssrcs_.size() >= max_ssrcs) return nullptr;
  return &*ssrcs_.insert(std::ranges::lower_bound(ssrcs_, ssrc, {}, &SsrcQuality::ssrc), SsrcQuality(ssrc));
}

}  // namespace rtpe::mock
