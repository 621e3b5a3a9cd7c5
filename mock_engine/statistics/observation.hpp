// What an engine is told about media: it has no media sockets, so a program, the control API or a capture says what
// packets would have passed. Statistics and MOS are computed from these as the daemon does (mos.md).
#pragma once
#include <cstdint>
#include <string_view>

#include "base/time.hpp"

namespace rtpe::mock {

enum class Component : std::uint8_t { rtp, rtcp };

/// Where packets came in: the party that sent them and its media.
struct MediaOrigin {
  std::string_view call_id;
  std::string_view tag;           ///< of the sending party; empty: the party that has not answered yet
  std::uint16_t media_index = 1;  ///< m= line, from 1
};

/// Packets received from a party until `at`.
struct PacketObservation {
  MediaOrigin from;
  Component component = Component::rtp;
  Time at{};  ///< of the last packet
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;  ///< whole packets, header included: 172 for 160 octets of payload
  std::uint64_t errors = 0;
  std::uint32_t ssrc = 0;
  std::uint8_t payload_type = 0;  ///< RTP only
};

/// One report block of a sender or receiver report that arrived from a party (RFC 3550 6.4.1).
struct ReportObservation {
  MediaOrigin from;
  Time at{};                          ///< of its arrival
  std::uint32_t reporter_ssrc = 0;    ///< sender of the report
  std::uint32_t measured_ssrc = 0;    ///< whom the block is about
  std::uint8_t fraction_lost = 0;     ///< of 256
  std::uint32_t cumulative_lost = 0;  ///< 24 bits
  std::uint32_t jitter = 0;           ///< in units of the measured stream's clock rate
  /// Of this leg: arrival minus arrival of the sender report it refers to, minus DLSR. 0: unknown (no LSR or DLSR).
  std::uint32_t round_trip_leg_us = 0;
};

/// A telephone event seen from a party, for `--dtmf-log-ng-tcp` (protocol.md 2.2).
struct DtmfObservation {
  MediaOrigin from;
  Time at{};
  std::uint32_t event = 0;  ///< 0-15
  std::uint32_t duration_ms = 0;
  std::uint32_t volume = 0;
};

}  // namespace rtpe::mock
