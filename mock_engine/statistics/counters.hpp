// What an engine counts over its life, and a snapshot of it for replies, metrics and the command line.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "client/ng/command.hpp"
#include "mock_engine/statistics/conversion_counts.hpp"
#include "mock_engine/statistics/mos.hpp"

namespace rtpe::mock {

/// The names under which one command appears in statistics.
struct CountedCommand {
  Command command;
  std::string_view key;      ///< "startrec", in `statistics` replies
  std::string_view heading;  ///< "StartRec", in `list totals`
};
inline constexpr std::size_t counted_commands = 24;
/// The commands of the 10.5 daemon in the order in which every statistic lists them.
[[nodiscard]] const std::array<CountedCommand, counted_commands>& counted();
/// Position in counted(); nothing for commands that 10.5 does not know.
[[nodiscard]] std::optional<std::size_t> counted_index(Command command);

/// Requests of one control client, by source address (not port).
struct ProxyCounters {
  std::string address;
  std::array<std::uint64_t, counted_commands> requests{};
  std::array<std::uint64_t, counted_commands> duration_us{};
  std::uint64_t errors = 0;
};

/// How a call ended.
enum class EndCause : std::uint8_t {
  deleted,
  terminated,  ///< by an operator on the command line
  media_timeout,
  silent_timeout,
  offer_timeout,
  final_timeout,
  no_ports,
  restarted,
};
/// "delete", "terminate", "timeout", "ports", "restart": the cause told to an EngineObserver.
[[nodiscard]] std::string_view name_of(EndCause cause);

/// Calls that have ended, and media of all calls.
struct SessionTotals {
  std::uint64_t managed = 0, rejected = 0;
  std::uint64_t timeout = 0, silent_timeout = 0, final_timeout = 0, offer_timeout = 0;
  std::uint64_t regular_terminated = 0, forced_terminated = 0;
  std::uint64_t relayed_packets = 0, relayed_errors = 0, relayed_bytes = 0;
  std::uint64_t zero_way_streams = 0, one_way_streams = 0;
  std::uint64_t duration_us = 0;          ///< of all ended calls
  std::uint64_t duration_squared_ms = 0;  ///< sum of squares of whole milliseconds
};

struct MosTotals {
  std::uint64_t sum = 0, sum_of_squares = 0;  ///< of MOS times ten
  std::uint64_t samples = 0;
};

/// Packets and bytes of the last complete second.
struct MediaRate {
  std::uint64_t packets = 0, bytes = 0, errors = 0;
};

/// Usage of one local address.
struct InterfaceUsage {
  std::string name, address;
  std::string_view family;  ///< "IPv4", "IPv6"
  std::uint32_t port_min = 0, port_max = 0, used = 0, last = 0;
  [[nodiscard]] std::uint32_t total() const { return port_max - port_min + 1; }
};

/// Counters plus the state of the moment.
struct StatisticsSnapshot {
  std::uint64_t uptime_s = 0;
  std::uint64_t sessions = 0;
  std::uint64_t sessions_ipv4 = 0, sessions_ipv6 = 0, sessions_mixed = 0;
  std::uint64_t transcoded_media = 0;
  MediaRate rate;
  SessionTotals totals;
  MosTotals mos;
  std::vector<ProxyCounters> proxies;
  std::vector<InterfaceUsage> interfaces;
  std::vector<ConversionCount> conversions;

  [[nodiscard]] double average_duration_s() const;
  [[nodiscard]] double duration_deviation_s() const;
  [[nodiscard]] double average_mos() const;
  [[nodiscard]] double mos_deviation() const;
  /// Requests of that kind over all proxies.
  [[nodiscard]] std::uint64_t requests(std::size_t index) const;
};

/// The counting side.
class Counters {
 public:
  /// The row of that client; clients beyond the first 1024 share one row named "others".
  ProxyCounters& proxy(std::string_view address);
  void count_call(EndCause cause, Duration duration);
  void count_media(Time at, std::uint64_t packets, std::uint64_t bytes, std::uint64_t errors);
  void count_mos(std::uint8_t mos_times_ten);
  [[nodiscard]] MediaRate rate(Time now) const;

  SessionTotals totals;
  MosTotals mos;
  std::vector<ProxyCounters> proxies;

 private:
  std::size_t last_proxy_ = 0;
  std::int64_t rate_second_ = 0;  ///< the second that `current_` belongs to
  MediaRate current_, previous_;
};

}  // namespace rtpe::mock
