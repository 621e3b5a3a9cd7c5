// What an engine is set up with: the daemon's options that show in signalling.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "mock_engine/personality.hpp"

namespace rtpe::mock {

/// `--mos`: conversational quality needs a round trip, listening quality does without.
enum class MosBasis : std::uint8_t { conversational, listening };

/// One local address of a logical interface: `[name/]address[!advertised]` (parse_interface()).
struct InterfaceAddress {
  std::string name = "default";
  std::string address = "127.0.0.1";
  std::string advertised;  ///< empty: as address
  bool operator==(const InterfaceAddress&) const = default;
};

/// The daemon's options that show in signalling (protocol.md section 1), same names and defaults.
struct EngineConfig {
  std::string name = "engine";
  const Personality* personality = &default_personality();  ///< never null
  std::vector<InterfaceAddress> interfaces = {InterfaceAddress{}};
  std::uint16_t port_min = 30000, port_max = 40000;
  std::int64_t max_sessions = -1;
  std::int64_t delete_delay_s = 30;
  std::int64_t timeout_s = 60, silent_timeout_s = 3600, offer_timeout_s = 3600, final_timeout_s = 0;
  std::string software_id;    ///< empty: that of its release
  std::string recording_dir;  ///< set: recording method pcap
  bool reject_invalid_sdp = false;
  MosBasis mos_basis = MosBasis::conversational;
  double max_load = 0;              ///< load average; below 0.01: off
  double max_cpu_percent = 0;       ///< 0: off
  std::uint64_t max_bandwidth = 0;  ///< bytes per second; 0: off
  std::vector<std::string> listen;  ///< NG addresses, only shown by the command line's `params`
  /// False: the reply to delete is bare, as no daemon's is: for runs in which nobody reads what it would say.
  bool statistics_in_delete = true;
  /// False: replies to offer and answer carry the body of the request, and media is heard but not counted, which no
  /// daemon does; calls, ports, timers, limits and errors are as ever. For runs in which nobody looks into bodies.
  bool rewrites_bodies = true;
  std::uint64_t seed = 1;  ///< of everything random in replies: ports, ICE, keys, tags
  bool operator==(const EngineConfig&) const = default;
};

/// What an engine calls itself in SDP that it writes itself.
[[nodiscard]] inline std::string_view software_id(const EngineConfig& config) {
  return config.software_id.empty() ? config.personality->software_id : std::string_view(config.software_id);
}

}  // namespace rtpe::mock
