// One stream seen three ways: by the capture, by its receiver (RTCP) and by the engine (replies to query and delete).
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "pcap/call/call_book.hpp"
#include "pcap/ng/engine_report.hpp"

namespace rtpe::capture {

/// What RTCP reported, averaged as the daemon does it: whole milliseconds and percents of each report, sums divided as
/// integers, reports less than a second after the one before left out (mos.md sections 1 and 3).
struct ReportedQuality {
  std::uint64_t reports = 0;  ///< all that were seen
  std::uint64_t samples = 0;  ///< those that count
  std::uint32_t reporter = 0, lost = 0;
  double highest_loss_percent = 0;
  std::int64_t loss_percent = 0, jitter_ms = 0;
  std::optional<std::int64_t> round_trip_leg_us, round_trip_us;  ///< of the leg; end to end, where both legs are seen
  std::optional<std::int64_t> mos_times_ten;                     ///< nullopt: no clock rate, or no round trip
};

/// What the engine said of this stream; the last reply that named it counts.
struct EngineQuality {
  std::uint64_t frame = 0;  ///< of the reply
  Time time;
  std::string command;  ///< "delete", "query"
  Endpoint node;
  std::optional<EngineReport::Received> received;  ///< the stream as it came in: for streams to the engine
  std::optional<EngineReport::Quality> quality;    ///< what its receiver reported: for streams from the engine
  std::uint64_t packets_until = 0;                 ///< of the stream in the capture when the reply came; 0: not known
};

/// One interval of the time series.
struct IntervalQuality {
  Time begin;
  std::uint64_t packets = 0;
  std::int64_t lost = 0;
  double loss_percent = 0;
  std::optional<double> jitter_ms;
  std::optional<int> mos_times_ten;
};

[[nodiscard]] std::optional<ReportedQuality> reported_quality(const CallBook& book, const RtpStream& stream);
[[nodiscard]] std::optional<EngineQuality> engine_quality(const CallBook& book, const RtpStream& stream);
[[nodiscard]] std::vector<IntervalQuality> interval_qualities(const CallBook& book, const RtpStream& stream);

}  // namespace rtpe::capture
