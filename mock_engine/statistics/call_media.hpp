// What is known about the media of one call: which streams heard which SSRC, and quality per SSRC.
#pragma once
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "mock_engine/calls/call.hpp"
#include "mock_engine/statistics/counters.hpp"
#include "mock_engine/statistics/observation.hpp"
#include "mock_engine/statistics/quality.hpp"

namespace rtpe::mock {

struct StreamCounters {
  std::uint64_t packets = 0, bytes = 0, errors = 0;
};

/// Beside the signalling model of a call; created by its first observation.
class CallMedia {
 public:
  /// Counts packets into the call's stream: counters, last packet, SSRC, payload type, confirmation.
  Expected<void> observe(Call& call, Counters& counters, const PacketObservation& packets);
  /// Takes a report block. Nothing is sampled when no RTP of the measured SSRC has passed (mos.md 1.1).
  Expected<void> observe(Call& call, Counters& counters, const ReportObservation& report, MosBasis basis);

  /// SSRC last heard on that stream.
  [[nodiscard]] std::optional<std::uint32_t> ssrc_of(LegId leg, std::uint16_t media_index, Component component) const;
  /// What that stream (from 0) of a media has received.
  [[nodiscard]] StreamCounters counters_of(LegId leg, std::uint16_t media_index, std::size_t stream) const;
  /// Whether a packet came from that party.
  [[nodiscard]] bool has_heard(LegId leg) const;
  /// Payload type most used by that media; nothing before RTP was heard.
  [[nodiscard]] std::optional<std::uint8_t> payload_type_of(LegId leg, std::uint16_t media_index) const;
  /// In the order replies list them.
  [[nodiscard]] const std::vector<SsrcQuality>& ssrcs() const { return ssrcs_; }

  static constexpr std::size_t max_ssrcs = 64;  ///< per call; further ones are refused

 private:
  struct Heard {
    LegId leg = 0;
    std::uint16_t media_index = 0;
    Component component = Component::rtp;
    std::uint32_t ssrc = 0;
  };
  struct Received {
    LegId leg = 0;
    std::uint16_t media_index = 0, stream = 0;
    StreamCounters counters;
  };
  StreamCounters& counters_for(LegId leg, std::uint16_t media_index, std::size_t stream);
  SsrcQuality* find(std::uint32_t ssrc);
  SsrcQuality* find_or_add(std::uint32_t ssrc);
  [[nodiscard]] const SsrcQuality* find(std::uint32_t ssrc) const;

  std::vector<Heard> heard_;
  std::vector<Received> received_;
  std::vector<SsrcQuality> ssrcs_;  ///< ascending
};

/// The stream that packets came to, which has heard its party now. An error names what is missing.
[[nodiscard]] Expected<Stream*> hear(Call& call, const PacketObservation& packets);

/// The leg an observation came from; an error names what is missing.
[[nodiscard]] Expected<Leg*> leg_of(Call& call, const MediaOrigin& origin);
[[nodiscard]] Expected<Media*> media_of(Call& call, const MediaOrigin& origin);

}  // namespace rtpe::mock
