// Quality per SSRC: samples from report blocks and what queries make of them (mos.md sections 1 and 3).
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "mock_engine/statistics/mos.hpp"
#include "mock_engine/statistics/observation.hpp"

namespace rtpe::mock {

struct QualitySample {
  Time at{};
  std::uint32_t round_trip_us = 0;      ///< end to end
  std::uint32_t round_trip_leg_us = 0;  ///< of the reporter's leg
  std::uint32_t jitter_ms = 0;
  std::uint8_t loss_percent = 0;
  std::uint8_t mos = 0;  ///< times ten; 0: none
};

struct QualityAverage {
  std::uint64_t mos = 0, round_trip_us = 0, round_trip_leg_us = 0, jitter_ms = 0, loss_percent = 0, samples = 0;
};

struct QualityProgression {
  std::uint32_t interval_s = 0;
  std::vector<QualitySample> entries;  ///< about 11 at most for long calls
};

/// What is known about one SSRC of a call.
class SsrcQuality {
 public:
  explicit SsrcQuality(std::uint32_t ssrc) : ssrc_(ssrc) {}
  [[nodiscard]] std::uint32_t ssrc() const { return ssrc_; }

  /// RTP of this SSRC passed with that payload type.
  void count_payload(std::uint8_t payload_type, std::uint64_t packets);
  /// The payload type used most; -1 before any RTP.
  [[nodiscard]] int payload_type() const;

  /// A sample reported by this SSRC; dropped when less than 1 s after the one before.
  void add(const QualitySample& sample, std::uint32_t cumulative_lost);
  /// Listed in replies: at least one sample with a MOS.
  [[nodiscard]] bool is_reported() const { return has_lowest_; }
  [[nodiscard]] std::uint32_t cumulative_lost() const { return cumulative_lost_; }
  [[nodiscard]] const QualitySample& lowest() const { return lowest_; }
  [[nodiscard]] const QualitySample& highest() const { return highest_; }
  [[nodiscard]] QualityAverage average() const;
  [[nodiscard]] QualityProgression progression() const;

  std::uint32_t leg = 0;                       ///< LegId of the party that sends with this SSRC
  std::uint32_t remembered_round_trip_us = 0;  ///< of the leg that last reported about this SSRC

  /// More samples than this are thinned to every second one, oldest first: memory per SSRC stays bounded.
  static constexpr std::size_t max_samples = 4096;

 private:
  struct PayloadCount {
    std::uint8_t payload_type = 0;
    std::uint64_t packets = 0;
  };
  std::uint32_t ssrc_;
  std::uint32_t cumulative_lost_ = 0;
  bool has_lowest_ = false;
  QualitySample lowest_, highest_;
  QualityAverage sums_;
  std::array<PayloadCount, 4> payloads_{};
  std::vector<QualitySample> samples_;
  Time last_sample_{};
};

}  // namespace rtpe::mock
