#include "pcap/media/rtp_streams.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "pcap/packet/byte_order.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t streams_per_source_at_most = 8, sender_reports_at_most = 65536;

/// One more packet of a stream that exists: numbers.
void count_sequence(RtpStream& stream, std::uint16_t sequence) {
  const auto ahead = static_cast<std::int16_t>(sequence - static_cast<std::uint16_t>(stream.highest));
  if (ahead > 0) {
    stream.losses.advance(static_cast<std::uint32_t>(ahead), stream.recent);
    stream.highest += static_cast<std::uint32_t>(ahead);
    stream.recent = ahead < 64 ? stream.recent << ahead | 1U : 1U;
    return;
  }
  const unsigned behind = static_cast<unsigned>(-ahead);
  if (behind >= 64) {
    ++stream.out_of_order;
    return;
  }
  const std::uint64_t bit = std::uint64_t{1} << behind;
  ++((stream.recent & bit) != 0 ? stream.duplicates : stream.out_of_order);
  stream.recent |= bit;
}

/// RFC 3550 appendix A.8.
void count_jitter(RtpStream& stream, std::uint32_t timestamp, Time now) {
  const double seconds = static_cast<double>((now - stream.last_timed).count()) / 1e9;
  const auto sent = static_cast<std::int32_t>(timestamp - stream.last_timestamp);
  for (Jitter& jitter : stream.jitters) {
    if (jitter.rate == 0) return;
    const double difference = std::abs(seconds * jitter.rate - sent);
    jitter.now += (difference - jitter.now) / 16;
    jitter.highest = std::max(jitter.highest, jitter.now);
    jitter.sum += jitter.now;
  }
}

const Jitter* jitter_of(const RtpStream& stream, std::uint32_t rate) {
  if (rate == 0) return stream.jitters[1].rate == 0 && stream.jitters[0].rate != 0 ? &stream.jitters[0] : nullptr;
  for (const Jitter& jitter : stream.jitters)
    if (jitter.rate == rate) return &jitter;
  return nullptr;
}

}  // namespace

std::string static_codec(std::uint8_t payload_type) {
  constexpr struct {
    std::uint8_t type;
    const char* name;
  } codecs[] = {{0, "PCMU/8000"},   {3, "GSM/8000"},   {4, "G723/8000"},   {5, "DVI4/8000"},   {6, "DVI4/16000"},
                {7, "LPC/8000"},    {8, "PCMA/8000"},  {9, "G722/8000"},   {10, "L16/44100"},  {11, "L16/44100"},
                {12, "QCELP/8000"}, {13, "CN/8000"},   {14, "MPA/90000"},  {15, "G728/8000"},  {16, "DVI4/11025"},
                {17, "DVI4/22050"}, {18, "G729/8000"}, {25, "CelB/90000"}, {26, "JPEG/90000"}, {28, "nv/90000"},
                {31, "H261/90000"}, {32, "MPV/90000"}, {33, "MP2T/90000"}, {34, "H263/90000"}};
  for (const auto& codec : codecs)
    if (codec.type == payload_type) return codec.name;
  return {};
}

std::uint32_t clock_rate_of(const std::string& codec) {
  const auto slash = codec.find('/');
  if (slash == std::string::npos) return 0;
  std::uint32_t rate = 0;
  std::from_chars(codec.data() + slash + 1, codec.data() + codec.size(), rate);
  return rate;
}

std::optional<double> RtpStream::jitter_ms(std::uint32_t rate) const {
  const auto* jitter = jitter_of(*this, rate);
  if (jitter == nullptr) return std::nullopt;
  return jitter->ms(timed > 0 ? jitter->sum / static_cast<double>(timed) : 0);
}

std::optional<double> RtpStream::highest_jitter_ms(std::uint32_t rate) const {
  const auto* jitter = jitter_of(*this, rate);
  if (jitter == nullptr) return std::nullopt;
  return jitter->ms(jitter->highest);
}

void RtpStreams::rtp(const Packet& packet) {
  if (packet.payload.size() < 12) return;
  const Key key{packet.source, packet.destination, u32_at(packet.payload, 8)};
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) return more(streams_[found->second], packet);
  if (streams_.size() >= streams_at_most) {
    ++overflow_;
    return;
  }
  if (streams_.empty()) first_ = packet.time;
  mark(begin(packet, key), packet.time);
}

/// Packets of another type (a digit that lasts, comfort noise) have times of their own.
void RtpStreams::time(RtpStream& stream, const Packet& packet, std::uint32_t timestamp) {
  count_jitter(stream, timestamp, packet.time);
  stream.ticks += static_cast<std::int32_t>(timestamp - stream.last_timestamp);
  stream.clock.add(static_cast<double>((packet.time - stream.first).count()) / 1e9, static_cast<double>(stream.ticks));
  stream.last_timestamp = timestamp;
  stream.last_timed = packet.time;
  ++stream.timed;
}

void RtpStreams::more(RtpStream& stream, const Packet& packet) {
  const auto timestamp = u32_at(packet.payload, 4);
  const Duration since = packet.time - stream.last;
  mark(stream, packet.time);
  count_sequence(stream, u16_at(packet.payload, 2));
  if ((byte_at(packet.payload, 1) & 0x7fU) == stream.payload_type) time(stream, packet, timestamp);
  stream.longest_silence = std::max(stream.longest_silence, since);
  if (since >= pause_at_least) {
    ++stream.pauses;
    stream.silence += since;
  }
  stream.last = packet.time;
  stream.last_frame = packet.frame;
  ++stream.packets;
  stream.bytes += packet.payload.size();
}

/// A new interval begins with its first packet.
void RtpStreams::mark(RtpStream& stream, Time now) {
  if (options_.interval <= Duration::zero()) return;
  const Time begin = now - (now - first_) % options_.interval;
  if ((!stream.marks.empty() && stream.marks.back().begin >= begin) || marks_ >= marks_at_most) return;
  ++marks_;
  RtpStream::Mark& fresh = stream.marks.emplace_back();
  fresh.begin = begin;
  fresh.packets = stream.marks.size() == 1 ? 0 : stream.packets;
  fresh.expected = stream.marks.size() == 1 ? 0 : stream.expected();
  fresh.timed = stream.timed;
  for (std::size_t i = 0; i < stream.jitters.size(); ++i) fresh.jitter_sums[i] = stream.jitters[i].sum;
}

RtpStream& RtpStreams::begin(const Packet& packet, const Key& key) {
  by_key_[key] = streams_.size();
  auto& of_source = by_ssrc_[key.ssrc];
  if (of_source.size() < streams_per_source_at_most) of_source.push_back(streams_.size());
  RtpStream& stream = streams_.emplace_back();
  stream.source = packet.source;
  stream.destination = packet.destination;
  stream.ssrc = key.ssrc;
  stream.payload_type = byte_at(packet.payload, 1) & 0x7fU;
  stream.first_frame = stream.last_frame = packet.frame;
  stream.first = stream.last = stream.last_timed = packet.time;
  stream.packets = 1;
  stream.bytes = packet.payload.size();
  stream.first_sequence = stream.highest = u16_at(packet.payload, 2);
  stream.recent = 1;
  stream.last_timestamp = u32_at(packet.payload, 4);
  stream.clock.add(0, 0);
  constexpr std::uint32_t usual[] = {8000, 16000, 48000, 90000};
  stream.jitters[0].rate = clock_rate_of(static_codec(stream.payload_type));
  if (stream.payload_type >= 96)
    for (std::size_t i = 0; i < stream.jitters.size(); ++i) stream.jitters[i].rate = usual[i];
  return stream;
}

/// 24 bytes about one source.
void RtpStreams::report_block(const Packet& packet, std::uint32_t reporter, std::string_view block) {
  const std::uint32_t ssrc = u32_at(block, 0);
  const auto found = by_ssrc_.find(ssrc);
  if (found == by_ssrc_.end()) return;
  const std::uint32_t last_report = u32_at(block, 16), delay = u32_at(block, 20);
  for (const std::size_t index : found->second) {
    RtpStream& stream = streams_[index];
    // The report goes back where the stream came from, past the same host.
    if (stream.destination.address != packet.source.address || stream.source.address != packet.destination.address)
      continue;
    RtpStream::Report report{.time = packet.time,
                             .reporter = reporter,
                             .fraction_lost = byte_at(block, 4),
                             .lost = u32_at(block, 4) & 0xffffffU,
                             .jitter = u32_at(block, 12),
                             .round_trip = {}};
    const auto sent = sender_reports_.find(ssrc);
    const auto* answered = last_report != 0 && sent != sender_reports_.end() ? sent->second.find(last_report) : nullptr;
    if (answered != nullptr) {
      const auto waited = std::chrono::nanoseconds(static_cast<std::int64_t>(delay) * 1'000'000'000 / 65536);
      const Duration round_trip = packet.time - answered->time - waited;
      if (round_trip >= Duration::zero()) report.round_trip = round_trip;
      if (report.round_trip && (!stream.round_trip || round_trip < *stream.round_trip)) stream.round_trip = round_trip;
    }
    if (stream.reports.size() < reports_at_most) stream.reports.push_back(report);
  }
}

void RtpStreams::rtcp(const Packet& packet) {
  std::string_view rest = packet.payload;
  while (rest.size() >= 8 && byte_at(rest, 0) >> 6 == 2) {
    const std::size_t length = (u16_at(rest, 2) + 1U) * 4U;
    const auto one = rest.substr(0, length);
    const unsigned type = byte_at(rest, 1), blocks = byte_at(rest, 0) & 0x1fU;
    std::size_t at = 8;
    if (type == 200 && one.size() >= 28) {
      if (sender_reports_.size() < sender_reports_at_most) {
        SenderReports& of = sender_reports_[u32_at(one, 4)];
        of.last[of.count++ % of.last.size()] = {static_cast<std::uint32_t>(u16_at(one, 10)) << 16 | u16_at(one, 12),
                                                packet.time};
      }
      at = 28;
    }
    if (type == 200 || type == 201)
      for (unsigned i = 0; i < blocks && at + 24 <= one.size(); ++i, at += 24)
        report_block(packet, u32_at(one, 4), one.substr(at, 24));
    rest.remove_prefix(std::min(length, rest.size()));
  }
}

}  // namespace rtpe::capture
