// rtpe-lab pcap mos FILE...: RTP streams as the capture, RTCP and the engine saw them.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/time_text.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "cli/pcap_input.hpp"
#include "cli/pcap_text.hpp"
#include "pcap/call/stream_quality.hpp"
#include "reports/text.hpp"
#include "reports/text_table.hpp"

namespace rtpe::cli {
namespace {

using capture::CallBook;
using capture::CaptureClock;
using capture::EngineQuality;
using capture::IntervalQuality;
using capture::ReportedQuality;
using capture::RtpStream;
namespace json = boost::json;

struct MosVerb {
  PcapInput input;
  bool as_json = false, in_utc = false;
  std::string interval;
  std::vector<std::string> legs = {"X-CID"};
  double below = 0;  ///< only streams with a lower MOS; 0: all
};

/// A stream with all that is known of it.
struct StreamView {
  const RtpStream& stream;
  const CallBook& book;
  const CaptureClock& clock;
  std::uint32_t rate = book.clock_rate_of(stream);
  std::optional<double> jitter = stream.jitter_ms(rate), highest_jitter = stream.highest_jitter_ms(rate);
  std::optional<int> mos = book.mos_of(stream);
  std::optional<ReportedQuality> reported = reported_quality(book, stream);
  std::optional<EngineQuality> engine = engine_quality(book, stream);
};

std::string mos_of(std::int64_t times_ten) { return fmt::format("{:.1f}", static_cast<double>(times_ten) / 10); }
std::string mos_of(const std::optional<int>& times_ten) { return times_ten ? mos_of(*times_ten) : "unknown"; }
std::string ms_text(std::optional<double> value) { return value ? fmt::format("{:.1f} ms", *value) : "unknown"; }
std::string us_text(std::int64_t microseconds) {
  return fmt::format("{:.1f} ms", static_cast<double>(microseconds) / 1000);
}
double seconds(Duration duration) { return static_cast<double>(duration.count()) / 1e9; }

std::string time_of(const MosVerb& verb, const CaptureClock& clock, Time at) {
  return verb.in_utc ? report::utc_microseconds_text(clock.wall(at)) : seconds_text(at - clock.first());
}

std::string capture_line(const StreamView& view) {
  const RtpStream& stream = view.stream;
  auto out =
      fmt::format("  capture  {} packets in {:.1f} s, lost {} of {} ({:.1f} %)", report::count_text(stream.packets),
                  seconds(stream.last - stream.first), stream.lost(), stream.expected(), stream.loss_percent());
  if (stream.bursts() > 0) out += fmt::format(" in {} runs of up to {}", stream.bursts(), stream.longest_gap());
  out += fmt::format(", jitter {} (highest {}), MOS {}\n", ms_text(view.jitter), ms_text(view.highest_jitter),
                     mos_of(view.mos));
  out += fmt::format("           late {}, twice {}", stream.out_of_order, stream.duplicates);
  if (const auto drift = stream.clock.drift_ppm(view.rate)) out += fmt::format(", clock {:+.0f} ppm", *drift);
  if (stream.pauses > 0)
    out += fmt::format(", {} pauses, {} together, the longest {}", stream.pauses, report::duration_text(stream.silence),
                       report::duration_text(stream.longest_silence));
  if (stream.round_trip)
    out += fmt::format(", round trip to the receiver {}", report::duration_text(*stream.round_trip));
  return out + "\n";
}

std::string rtcp_line(const StreamView& view) {
  if (!view.reported) return "  RTCP     nobody reported about this stream\n";
  const ReportedQuality& said = *view.reported;
  auto out =
      fmt::format("  RTCP     {} reports by {:08x}: lost {}, loss {} % on average ({:.1f} % highest), jitter {} ms",
                  said.reports, said.reporter, said.lost, said.loss_percent, said.highest_loss_percent, said.jitter_ms);
  if (said.round_trip_us)
    out +=
        fmt::format(", round trip {} ({} of this leg)", us_text(*said.round_trip_us), us_text(*said.round_trip_leg_us));
  else if (said.round_trip_leg_us)
    out += fmt::format(", round trip of this leg {}", us_text(*said.round_trip_leg_us));
  if (said.mos_times_ten) out += fmt::format(", MOS {}", mos_of(*said.mos_times_ten));
  if (said.mos_times_ten && view.mos)
    out += fmt::format(" ({:+.1f} to the capture)", static_cast<double>(*said.mos_times_ten - *view.mos) / 10);
  return out + "\n";
}

std::string engine_line(const StreamView& view) {
  if (!view.engine) return {};
  const EngineQuality& said = *view.engine;
  auto out = fmt::format("  engine   {} reply of {} (frame {}):", said.command, said.node.text(), said.frame);
  if (said.received) {
    out += fmt::format(" received {} packets, {} bytes, {} errors", said.received->packets, said.received->bytes,
                       said.received->errors);
    if (said.packets_until > 0)
      out += fmt::format(" ({:+} packets to the capture)", static_cast<std::int64_t>(said.received->packets) -
                                                               static_cast<std::int64_t>(said.packets_until));
  }
  if (said.quality) {
    const auto& quality = *said.quality;
    out +=
        fmt::format("{} its receiver's {} samples: loss {} %, jitter {} ms, round trip {} ({} of this leg), MOS {}",
                    said.received ? ";" : "", quality.samples, quality.loss_percent, quality.jitter_ms,
                    us_text(quality.round_trip_us), us_text(quality.round_trip_leg_us), mos_of(quality.mos_times_ten));
    if (view.reported && view.reported->mos_times_ten)
      out += fmt::format(" ({:+.1f} to RTCP)",
                         static_cast<double>(quality.mos_times_ten - *view.reported->mos_times_ten) / 10);
  }
  return out + "\n";
}

void print_intervals(const MosVerb& verb, const StreamView& view) {
  using report::Align;
  report::TextTable table({{verb.in_utc ? "    time (UTC)" : "    time", Align::right},
                           {"packets", Align::right},
                           {"lost", Align::right},
                           {"loss", Align::right},
                           {"jitter", Align::right},
                           {"MOS", Align::right}});
  for (const IntervalQuality& one : interval_qualities(view.book, view.stream))
    table.add({"    " + time_of(verb, view.clock, one.begin), report::count_text(one.packets), std::to_string(one.lost),
               fmt::format("{:.1f} %", one.loss_percent), ms_text(one.jitter_ms), mos_of(one.mos_times_ten)});
  std::string out;
  table.render(out);
  print(out);
}

std::string call_id_of(const StreamView& view) {
  const auto* call = view.book.call_of(view.stream);
  return call != nullptr ? call->call_ids[0] : std::string();
}

void print_stream(const MosVerb& verb, const StreamView& view) {
  const auto call_id = call_id_of(view);
  print(fmt::format("{}  {} to {}, SSRC {:08x}, {}, {}\n", time_of(verb, view.clock, view.stream.first),
                    view.stream.source.text(), view.stream.destination.text(), view.stream.ssrc,
                    report::printable(view.book.codec_of(view.stream)),
                    call_id.empty() ? "of no known call" : "call " + report::printable(call_id)));
  print(capture_line(view) + rtcp_line(view) + engine_line(view));
  if (!verb.interval.empty()) print_intervals(verb, view);
}

json::value or_null(const auto& value) { return value ? json::value(*value) : json::value(nullptr); }
json::value mos_json(const auto& times_ten) {
  return times_ten ? json::value(static_cast<double>(*times_ten) / 10) : json::value(nullptr);
}

json::value reported_json(const StreamView& view) {
  if (!view.reported) return nullptr;
  const ReportedQuality& said = *view.reported;
  return json::object{{"reports", said.reports},
                      {"samples", said.samples},
                      {"reporter", said.reporter},
                      {"lost", said.lost},
                      {"loss_percent", said.loss_percent},
                      {"loss_highest_percent", said.highest_loss_percent},
                      {"jitter_ms", said.jitter_ms},
                      {"round_trip_us", or_null(said.round_trip_us)},
                      {"round_trip_leg_us", or_null(said.round_trip_leg_us)},
                      {"mos", mos_json(said.mos_times_ten)}};
}

json::value engine_json(const StreamView& view) {
  if (!view.engine) return nullptr;
  const EngineQuality& said = *view.engine;
  json::object out{{"command", said.command}, {"node", said.node.text()}, {"frame", said.frame}};
  if (said.received) {
    out["packets"] = said.received->packets;
    out["bytes"] = said.received->bytes;
    out["errors"] = said.received->errors;
    out["packets_difference"] = said.packets_until > 0 ? json::value(static_cast<std::int64_t>(said.received->packets) -
                                                                     static_cast<std::int64_t>(said.packets_until))
                                                       : json::value(nullptr);
  }
  if (!said.quality) return out;
  const auto& quality = *said.quality;
  out["samples"] = quality.samples;
  out["lost"] = quality.cumulative_lost;
  out["loss_percent"] = quality.loss_percent;
  out["jitter_ms"] = quality.jitter_ms;
  out["round_trip_us"] = quality.round_trip_us;
  out["round_trip_leg_us"] = quality.round_trip_leg_us;
  out["mos"] = static_cast<double>(quality.mos_times_ten) / 10;
  out["mos_difference_to_rtcp"] =
      view.reported && view.reported->mos_times_ten
          ? json::value(static_cast<double>(quality.mos_times_ten - *view.reported->mos_times_ten) / 10)
          : json::value(nullptr);
  return out;
}

void print_json(const MosVerb& verb, const StreamView& view) {
  const RtpStream& stream = view.stream;
  const auto iso = [&](Time at) { return report::iso_text(view.clock.wall(at)); };
  json::object out{{"record", "stream"},
                   {"call_id", text_or_null(call_id_of(view))},
                   {"source", stream.source.text()},
                   {"destination", stream.destination.text()},
                   {"ssrc", stream.ssrc},
                   {"codec", view.book.codec_of(stream)},
                   {"frame", stream.first_frame},
                   {"time", iso(stream.first)},
                   {"duration_ns", (stream.last - stream.first).count()},
                   {"packets", stream.packets},
                   {"expected", stream.expected()},
                   {"lost", stream.lost()},
                   {"loss_percent", stream.loss_percent()},
                   {"loss_runs", stream.bursts()},
                   {"longest_loss", stream.longest_gap()},
                   {"late", stream.out_of_order},
                   {"duplicates", stream.duplicates},
                   {"pauses", stream.pauses},
                   {"paused_ns", stream.silence.count()},
                   {"longest_pause_ns", stream.longest_silence.count()}};
  out["jitter_ms"] = or_null(view.jitter);
  out["jitter_highest_ms"] = or_null(view.highest_jitter);
  out["clock_ppm"] = or_null(stream.clock.drift_ppm(view.rate));
  out["round_trip_ns"] = stream.round_trip ? json::value(stream.round_trip->count()) : json::value(nullptr);
  out["mos"] = mos_json(view.mos);
  out["rtcp"] = reported_json(view);
  out["engine"] = engine_json(view);
  if (!verb.interval.empty()) {
    json::array series;
    for (const IntervalQuality& one : interval_qualities(view.book, stream))
      series.push_back(json::object{{"time", iso(one.begin)},
                                    {"packets", one.packets},
                                    {"lost", one.lost},
                                    {"loss_percent", one.loss_percent},
                                    {"jitter_ms", or_null(one.jitter_ms)},
                                    {"mos", mos_json(one.mos_times_ten)}});
    out["intervals"] = std::move(series);
  }
  print_line(out);
}

bool is_wanted(const MosVerb& verb, const StreamView& view) {
  const auto& filter = verb.input.filter;
  const RtpStream& stream = view.stream;
  return stream.packets >= capture::RtpStreams::packets_at_least && filter.wants_call(call_id_of(view)) &&
         filter.wants_time(view.clock.wall(stream.first), view.clock.wall(stream.last)) &&
         (verb.below == 0 || (view.mos && *view.mos < verb.below * 10));
}

int mos(MosVerb& verb) {
  capture::RtpStreams::Options streams;
  if (!verb.interval.empty()) {
    const auto interval = parse_duration(verb.interval);
    if (!interval || *interval <= Duration::zero())
      return fail(Error{.message = fmt::format("\"{}\" is no duration above zero", verb.interval),
                        .place = "--interval",
                        .remedy = "as 1s, 500ms"});
    streams.interval = *interval;
  }
  CallBook book(verb.legs, streams);
  capture::ReadOptions reading;
  reading.listener = &book;
  auto source = open_pcap(verb.input, reading);
  if (!source) return fail(source.error());
  reading.matcher.with_sdp = reading.matcher.with_reports = true;
  reading.matcher.when_answered = false;
  const auto summary = capture::read_frames(
      **source, [&](const capture::WireExchange& one, const CaptureClock&) { book.exchange(one); }, reading);
  book.join();
  std::size_t rows = 0;
  for (const RtpStream& stream : book.streams()) {
    const StreamView view{.stream = stream, .book = book, .clock = summary.clock};
    if (!is_wanted(verb, view)) continue;
    if (verb.as_json)
      print_json(verb, view);
    else
      print_stream(verb, view);
    ++rows;
  }
  if (verb.as_json) {
    print_line(pcap_summary_json(summary));
  } else {
    if (rows == 0) print("no stream of RTP, or none that passes the filter\n");
    if (book.left_out() > 0) print(fmt::format("{} commands, dialogs and packets did not fit\n", book.left_out()));
    print_pcap_summary(summary);
  }
  return summary.damage ? fail(*summary.damage) : exit_passed;
}

}  // namespace

void add_pcap_mos(CLI::App& app, int& exit_code) {
  auto verb = std::make_shared<MosVerb>();
  auto* command =
      app.add_subcommand("mos", "Measure RTP streams: loss, jitter, MOS, beside what RTCP and the engine said");
  command->footer(
      examples({"rtpe-lab pcap mos capture.pcapng", "rtpe-lab pcap mos --interval 1s --call 8f2a capture.pcapng",
                "rtpe-lab pcap mos --below 3.6 --json capture.pcapng"}));
  add_pcap_input(*command, verb->input);
  command->add_option("--interval", verb->interval, "A time series with a row per interval, as 1s");
  command->add_option("--below", verb->below, "Only streams with a lower MOS")->check(CLI::Range(0.0, 5.0));
  command->add_option("--leg-header", verb->legs, "SIP header that names another leg's Call-ID (X-CID)")
      ->allow_extra_args(false);
  command->add_option("--call", verb->input.filter.calls, "Only calls whose Call-ID holds this text; may be repeated")
      ->allow_extra_args(false);
  command->add_option("--from", verb->input.from, "Only what was going on at or after this time (UTC)");
  command->add_option("--to", verb->input.to, "Only what began until this time (UTC)");
  command->add_flag("--utc", verb->in_utc, "Wall clock (UTC) instead of seconds since the first frame");
  command->add_flag("--json", verb->as_json, "One JSON object per line: streams, summary");
  command->callback([verb, &exit_code] { exit_code = mos(*verb); });
}

}  // namespace rtpe::cli
