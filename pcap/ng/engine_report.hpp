// What an engine said about media in its reply to a query or delete (protocol.md, mos.md section 3).
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

struct EngineReport {
  /// What came in at one of its ports.
  struct Received {
    std::uint32_t ssrc = 0;  ///< 0: none yet
    std::uint16_t local_port = 0;
    Endpoint from;
    std::uint64_t packets = 0, bytes = 0, errors = 0;
  };
  /// Averages of what one SSRC reported in RTCP about the stream that it received.
  struct Quality {
    std::uint32_t reporter = 0;
    std::int64_t mos_times_ten = 0, jitter_ms = 0, loss_percent = 0, round_trip_us = 0, round_trip_leg_us = 0;
    std::int64_t samples = 0, cumulative_lost = 0;
  };
  std::vector<Received> received;
  std::vector<Quality> qualities;
};

/// `dictionary`: of the reply, bencode or JSON. nullopt: it cannot be read, or has neither. Bounded.
[[nodiscard]] std::optional<EngineReport> read_engine_report(std::string_view dictionary);

}  // namespace rtpe::capture
