#include "pcap/call/stream_quality.hpp"

#include <algorithm>

#include "client/stats/e_model.hpp"

namespace rtpe::capture {
namespace {

std::int64_t in_microseconds(Duration duration) { return duration.count() / 1000; }

/// What the other side last reported about `ssrc` before `now`, on its own leg: from another place than `reporter`.
std::optional<std::int64_t> opposite_leg_us(const CallBook& book, std::uint32_t ssrc, const Address& engine, Time now) {
  std::optional<std::int64_t> found;
  Time newest;
  for (const RtpStream& stream : book.streams()) {
    if (stream.ssrc != ssrc || stream.source.address != engine) continue;
    for (const auto& report : stream.reports) {
      if (report.time > now || !report.round_trip || (found && report.time < newest)) continue;
      found = in_microseconds(*report.round_trip);
      newest = report.time;
    }
  }
  return found;
}

struct Sums {
  std::int64_t mos = 0, loss = 0, jitter = 0, leg = 0, whole = 0, count = 0;  ///< of reports that give a MOS
  std::int64_t any_loss = 0, any_jitter = 0;                                  ///< of all that are looked at
};

/// The daemon counts no report that gives no MOS; without a round trip on both legs nothing gives one.
void add(Sums& sums, ReportedQuality& quality, const CallBook& book, const RtpStream& stream,
         const RtpStream::Report& report, std::uint32_t rate) {
  const std::int64_t jitter = rate == 0 ? 0 : std::int64_t{report.jitter} * 1000 / rate;
  const std::int64_t loss = report.fraction_lost * 100 / 256;
  const auto opposite = opposite_leg_us(book, report.reporter, stream.source.address, report.time);
  ++quality.samples;
  sums.any_jitter += jitter;
  sums.any_loss += loss;
  if (!report.round_trip) return;
  const std::int64_t leg = in_microseconds(*report.round_trip);
  if (!opposite || rate == 0) {
    quality.round_trip_leg_us = leg;
    return;
  }
  const int mos = stats::mos_times_ten(static_cast<std::uint64_t>(leg + *opposite), static_cast<std::uint64_t>(jitter),
                                       static_cast<double>(loss));
  if (mos == 0) return;
  ++sums.count;
  sums.mos += mos;
  sums.jitter += jitter;
  sums.loss += loss;
  sums.leg += leg;
  sums.whole += leg + *opposite;
}

const WireExchange* last_reply(const CallBook& book, const JoinedCall& call, auto&& names_it) {
  const WireExchange* last = nullptr;
  for (const std::size_t index : call.exchanges) {
    const WireExchange& exchange = book.exchanges()[index];
    if (exchange.report == nullptr || !names_it(*exchange.report)) continue;
    if (last == nullptr || exchange.first_reply > last->first_reply) last = &exchange;
  }
  return last;
}

}  // namespace

std::optional<ReportedQuality> reported_quality(const CallBook& book, const RtpStream& stream) {
  if (stream.reports.empty()) return std::nullopt;
  const std::uint32_t rate = book.clock_rate_of(stream);
  ReportedQuality quality;
  quality.reports = stream.reports.size();
  quality.reporter = stream.reports.back().reporter;
  quality.lost = stream.reports.back().lost;
  Sums sums;
  std::optional<Time> before;
  for (const auto& report : stream.reports) {
    quality.highest_loss_percent = std::max(quality.highest_loss_percent, report.fraction_lost * 100.0 / 256);
    if (before && report.time - *before < std::chrono::seconds(1)) continue;
    before = report.time;
    add(sums, quality, book, stream, report, rate);
  }
  const auto samples = static_cast<std::int64_t>(quality.samples);
  quality.jitter_ms = sums.any_jitter / samples;
  quality.loss_percent = sums.any_loss / samples;
  if (sums.count == 0) return quality;
  quality.jitter_ms = sums.jitter / sums.count;
  quality.loss_percent = sums.loss / sums.count;
  quality.round_trip_leg_us = sums.leg / sums.count;
  quality.round_trip_us = sums.whole / sums.count;
  quality.mos_times_ten = sums.mos / sums.count;
  return quality;
}

std::optional<EngineQuality> engine_quality(const CallBook& book, const RtpStream& stream) {
  const JoinedCall* call = book.call_of(stream);
  if (call == nullptr) return std::nullopt;
  const auto is_received = [&](const EngineReport::Received& one) {
    return one.ssrc == stream.ssrc && one.local_port == stream.destination.port;
  };
  const bool is_from_engine = book.is_engine(stream.source, stream.last);
  const std::uint32_t reporter = stream.reports.empty() ? 0 : stream.reports.back().reporter;
  const auto is_quality = [&](const EngineReport::Quality& one) {
    return is_from_engine && reporter != 0 && one.reporter == reporter;
  };
  const auto* reply = last_reply(book, *call, [&](const EngineReport& report) {
    return std::any_of(report.received.begin(), report.received.end(), is_received) ||
           std::any_of(report.qualities.begin(), report.qualities.end(), is_quality);
  });
  if (reply == nullptr) return std::nullopt;
  EngineQuality out{.frame = reply->reply_frame,
                    .time = reply->first_reply,
                    .command = reply->command,
                    .node = reply->node,
                    .received = {},
                    .quality = {},
                    .packets_until = stream.last <= reply->first_reply ? stream.packets : 0};
  for (const auto& one : reply->report->received)
    if (is_received(one)) out.received = one;
  for (const auto& one : reply->report->qualities)
    if (is_quality(one)) out.quality = one;
  return out;
}

std::vector<IntervalQuality> interval_qualities(const CallBook& book, const RtpStream& stream) {
  std::vector<IntervalQuality> out;
  const std::uint32_t rate = book.clock_rate_of(stream);
  const auto round_trip = stream.round_trip ? in_microseconds(*stream.round_trip) : 0;
  for (std::size_t i = 0; i < stream.marks.size(); ++i) {
    const auto& mark = stream.marks[i];
    RtpStream::Mark end{.begin = {},
                        .packets = stream.packets,
                        .expected = stream.expected(),
                        .timed = stream.timed,
                        .jitter_sums = {}};
    for (std::size_t j = 0; j < stream.jitters.size(); ++j) end.jitter_sums[j] = stream.jitters[j].sum;
    if (i + 1 < stream.marks.size()) end = stream.marks[i + 1];
    IntervalQuality one{
        .begin = mark.begin, .packets = end.packets - mark.packets, .jitter_ms = {}, .mos_times_ten = {}};
    const auto expected = end.expected - mark.expected;
    one.lost = static_cast<std::int64_t>(expected) - static_cast<std::int64_t>(one.packets);
    if (one.lost > 0) one.loss_percent = 100.0 * static_cast<double>(one.lost) / static_cast<double>(expected);
    for (std::size_t j = 0; j < stream.jitters.size(); ++j) {
      const Jitter& jitter = stream.jitters[j];
      if (jitter.rate == 0 || (rate != 0 && jitter.rate != rate) || end.timed == mark.timed) continue;
      one.jitter_ms =
          jitter.ms((end.jitter_sums[j] - mark.jitter_sums[j]) / static_cast<double>(end.timed - mark.timed));
      break;
    }
    if (one.jitter_ms)
      one.mos_times_ten = stats::mos_times_ten(static_cast<std::uint64_t>(round_trip),
                                               static_cast<std::uint64_t>(*one.jitter_ms), one.loss_percent);
    out.push_back(one);
  }
  return out;
}

}  // namespace rtpe::capture
