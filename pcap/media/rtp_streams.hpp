// RTP streams of a capture, measured as RFC 3550 says, and what RTCP reported about them.
#pragma once
#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "pcap/media/loss_runs.hpp"
#include "pcap/media/stream_clock.hpp"
#include "pcap/packet/packet.hpp"

namespace rtpe::capture {

/// RFC 3550 section 6.4.1, in units of a clock of `rate` ticks a second.
struct Jitter {
  std::uint32_t rate = 0;
  double now = 0, highest = 0, sum = 0;
  [[nodiscard]] double ms(double units) const { return units * 1000 / rate; }
};

struct RtpStream {
  Endpoint source, destination;
  std::uint32_t ssrc = 0;
  std::uint8_t payload_type = 0;  ///< of the first packet
  std::uint64_t first_frame = 0, last_frame = 0;
  Time first, last;
  std::uint64_t packets = 0, bytes = 0;  ///< payload with RTP header
  std::uint64_t duplicates = 0;          ///< the same number again, within the last 64
  std::uint64_t out_of_order = 0;        ///< later than a higher number
  LossRuns losses;
  StreamClock clock;
  Duration longest_silence{};  ///< between two packets
  Duration silence{};          ///< all pauses of `pause_at_least` and more
  std::uint64_t pauses = 0;
  /// One for a static payload type; for a dynamic one each usual rate, since its SDP may be told later.
  std::array<Jitter, 4> jitters{};
  std::uint32_t first_sequence = 0, highest = 0;  ///< extended by the times the number came round
  std::uint64_t recent = 0;                       ///< bit i: highest - i was seen
  std::uint32_t last_timestamp = 0;
  Time last_timed;          ///< of the last packet of the stream's payload type
  std::int64_t ticks = 0;   ///< RTP time since the first packet
  std::uint64_t timed = 0;  ///< packets of that type behind the first
  /// What a receiver said in RTCP; the first `reports_at_most`.
  struct Report {
    Time time;
    std::uint32_t reporter = 0;  ///< SSRC
    std::uint8_t fraction_lost = 0;
    std::uint32_t lost = 0;    ///< cumulative
    std::uint32_t jitter = 0;  ///< units of the stream's clock
    std::optional<Duration> round_trip;
  };
  std::vector<Report> reports;
  /// State at the begin of each interval in which packets came (RtpStreams::Options::interval).
  struct Mark {
    Time begin;
    std::uint64_t packets = 0, expected = 0, timed = 0;
    std::array<double, 4> jitter_sums{};
  };
  std::vector<Mark> marks;
  std::optional<Duration> round_trip;  ///< between the capture's place and the receiver, smallest

  /// Most packets missing in a row.
  [[nodiscard]] std::uint32_t longest_gap() const { return losses.finished(recent).longest(); }
  /// Times that packets were missing.
  [[nodiscard]] std::uint64_t bursts() const { return losses.finished(recent).runs(); }
  [[nodiscard]] std::uint64_t expected() const { return std::uint64_t{highest} - first_sequence + 1; }
  [[nodiscard]] std::int64_t lost() const {
    return static_cast<std::int64_t>(expected()) - static_cast<std::int64_t>(packets);
  }
  [[nodiscard]] double loss_percent() const {
    return lost() > 0 ? 100.0 * static_cast<double>(lost()) / static_cast<double>(expected()) : 0;
  }
  /// Mean over the packets of the stream's payload type, and the highest. `rate`: of the stream's clock; 0: of the
  /// static payload type. nullopt: not known, or not a usual rate.
  [[nodiscard]] std::optional<double> jitter_ms(std::uint32_t rate = 0) const;
  [[nodiscard]] std::optional<double> highest_jitter_ms(std::uint32_t rate = 0) const;
};

/// Name and clock rate of a static payload type (RFC 3551); empty: dynamic.
[[nodiscard]] std::string static_codec(std::uint8_t payload_type);
/// Out of "opus/48000/2"; 0: none.
[[nodiscard]] std::uint32_t clock_rate_of(const std::string& codec);

/// Bounded: packets of streams beyond `streams_at_most` are counted, not measured.
class RtpStreams {
 public:
  static constexpr std::size_t streams_at_most = 65536, reports_at_most = 4096, marks_at_most = 1 << 20;
  static constexpr Duration pause_at_least = std::chrono::milliseconds(200);
  struct Options {
    Duration interval{};  ///< of the time series, counted from the capture's first RTP packet; zero: none
  };
  RtpStreams() = default;
  explicit RtpStreams(const Options& options) : options_(options) {}
  void rtp(const Packet& packet);
  void rtcp(const Packet& packet);
  /// A stream of less may be no RTP at all.
  static constexpr std::uint64_t packets_at_least = 4;
  [[nodiscard]] const std::deque<RtpStream>& all() const { return streams_; }
  [[nodiscard]] std::uint64_t overflow() const { return overflow_; }

 private:
  struct Key {
    Endpoint source, destination;
    std::uint32_t ssrc = 0;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::uint64_t operator()(const Key& key) const {
      return hash_endpoint(hash_endpoint(key.ssrc, key.source), key.destination);
    }
  };
  struct SenderReport {
    std::uint32_t middle = 0;  ///< of its NTP time
    Time time;
  };
  /// The last ones of a source: a receiver may answer one when the next is under way. The daemon keeps ten, too.
  struct SenderReports {
    std::array<SenderReport, 10> last{};
    std::size_t count = 0;
    [[nodiscard]] const SenderReport* find(std::uint32_t middle) const {
      for (std::size_t back = 1; back <= std::min(count, last.size()); ++back)
        if (const auto& one = last[(count - back) % last.size()]; one.middle == middle) return &one;
      return nullptr;
    }
  };
  void report_block(const Packet& packet, std::uint32_t reporter, std::string_view block);
  void more(RtpStream& stream, const Packet& packet);
  static void time(RtpStream& stream, const Packet& packet, std::uint32_t timestamp);
  void mark(RtpStream& stream, Time now);
  RtpStream& begin(const Packet& packet, const Key& key);
  Options options_;
  Time first_;
  std::size_t marks_ = 0;
  std::deque<RtpStream> streams_;
  boost::unordered_flat_map<Key, std::size_t, KeyHash> by_key_;
  boost::unordered_flat_map<std::uint32_t, std::vector<std::size_t>> by_ssrc_;
  boost::unordered_flat_map<std::uint32_t, SenderReports> sender_reports_;
  std::uint64_t overflow_ = 0;
};

}  // namespace rtpe::capture
