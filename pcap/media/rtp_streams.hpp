// RTP streams of a capture, measured as RFC 3550 says, and what RTCP reported about them.
#pragma once
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

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
  std::uint32_t longest_gap = 0;         ///< most packets missing in a row
  Duration longest_silence{};            ///< between two packets
  /// One for a static payload type; for a dynamic one each usual rate, since its SDP may be told later.
  std::array<Jitter, 4> jitters{};
  std::uint32_t first_sequence = 0, highest = 0;  ///< extended by the times the number came round
  std::uint64_t recent = 0;                       ///< bit i: highest - i was seen
  std::uint32_t last_timestamp = 0;
  struct Reported {
    std::uint64_t reports = 0;
    std::uint32_t lost = 0;   ///< cumulative, last report
    double loss_percent = 0;  ///< highest fraction
    double jitter = 0;        ///< last, units of the stream's clock
  } reported;
  std::optional<Duration> round_trip;  ///< between the capture's place and the receiver, smallest

  [[nodiscard]] std::uint64_t expected() const { return std::uint64_t{highest} - first_sequence + 1; }
  [[nodiscard]] std::int64_t lost() const {
    return static_cast<std::int64_t>(expected()) - static_cast<std::int64_t>(packets);
  }
  [[nodiscard]] double loss_percent() const {
    return lost() > 0 ? 100.0 * static_cast<double>(lost()) / static_cast<double>(expected()) : 0;
  }
  /// Mean over the packets, and the highest. `rate`: of the stream's clock; 0: of the static payload type. nullopt: not
  /// known, or not a usual rate.
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
  static constexpr std::size_t streams_at_most = 65536;
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
  void report_block(const Packet& packet, std::string_view block);
  std::deque<RtpStream> streams_;
  boost::unordered_flat_map<Key, std::size_t, KeyHash> by_key_;
  boost::unordered_flat_map<std::uint32_t, std::vector<std::size_t>> by_ssrc_;
  boost::unordered_flat_map<std::uint32_t, SenderReport> sender_reports_;
  std::uint64_t overflow_ = 0;
};

}  // namespace rtpe::capture
