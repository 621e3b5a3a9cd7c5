// A scenario as the runner sees it: plain data, validated by read_scenario(), every part with its place in the file.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/parameters.hpp"
#include "client/personality.hpp"
#include "client/script/call.hpp"
#include "client/time.hpp"
#include "mock_engine/engine.hpp"

namespace rtpe::scenario {

/// Where something stands in its file; line and column count from 1.
struct Place {
  std::uint32_t line = 0, column = 0;
};

/// "2ms" (low == high) or "0.5ms..2ms": uniform between the two.
struct DurationRange {
  Duration low{}, high{};
};

/// The proxy: Kamailio's module with its workers.
struct Client {
  const Personality* personality = nullptr;
  Parameters parameters;
  std::uint32_t workers = 8;
  Place place;
};

/// `"request INVITE" = ['rtpengine_manage()']`: what the proxy's routes do for a message.
struct RoutingRule {
  script::Route route = script::Route::request;
  std::string method;               ///< "INVITE"; "*": any
  std::optional<int> status_class;  ///< replies only: `reply 183`, `reply 2xx`; empty: any status
  std::vector<script::Statement> statements;
  Place place;
};

struct Engine {
  mock::EngineConfig config;  ///< config.name is the engine's name
  std::string listen;         ///< "udp:10.0.0.1:2223"; the control address, as nodes name it
  std::string host;           ///< address part of listen: engines on one host share its fate in `blackhole`
  std::uint16_t port = 0;
  DurationRange service_time{};  ///< how long a command takes inside the engine
  Place place;
};

/// Between the proxy and every engine, unless a [[link]] says otherwise. Request and reply path are drawn apart.
struct Network {
  DurationRange latency{std::chrono::microseconds(500), std::chrono::microseconds(500)};
  double loss = 0, duplication = 0, reordering = 0;  ///< probabilities per datagram and direction
  std::optional<std::string> engine;                 ///< [[link]]: the engine it is about
  Place place;
};

/// Calls of one flow.
struct Traffic {
  std::string flow = "basic-call";  ///< from the flow library: basic-call, re-invite
  double rate_per_s = 1;
  enum class Arrival : std::uint8_t { regular, poisson } arrival = Arrival::poisson;
  Duration start{}, until{};
  std::optional<std::uint64_t> count;  ///< at most that many calls
  DurationRange hold{std::chrono::seconds(30), std::chrono::seconds(30)};
  DurationRange ring{std::chrono::seconds(2), std::chrono::seconds(2)};  ///< 180 to 200
  DurationRange reinvite_after{std::chrono::seconds(10), std::chrono::seconds(10)};
  std::vector<std::string> call_ids;  ///< taken in turn before generated ones
  std::string sdp_from;               ///< capture file with real SDP bodies and Call-IDs; relative to the scenario file
  Place place;
};

enum class FaultVerb : std::uint8_t {
  crash,               ///< process gone, port closed: ICMP port unreachable; comes back empty after `for`
  blackhole,           ///< host gone: silence both ways; the engine keeps its calls
  hang,                ///< process alive, answers nothing; keeps its calls
  restart,             ///< crash and start at once, state lost
  partition_requests,  ///< only proxy -> engine is cut
  partition_replies,   ///< only engine -> proxy is cut
  slow,                ///< service time becomes `latency`
};

struct Fault {
  Duration at{};
  std::optional<Duration> lasts;  ///< `for`; empty: until the end of the run
  std::string engine;
  FaultVerb verb = FaultVerb::crash;
  std::optional<DurationRange> latency;  ///< slow
  Place place;
};

/// One [[check]]; each kind reads only its own fields.
struct Check {
  std::string that;                      ///< affinity, share, failover_time, calls_lost, blocked_workers, engine_leak
  std::optional<Duration> max_duration;  ///< failover_time: max
  std::optional<double>
      max;  ///< calls_lost, blocked_workers, engine_leak: max (a count, or a part of all with max_share)
  std::optional<double> max_share;
  std::optional<double> tolerance;  ///< share: allowed difference per node, as a part of all calls (0.05)
  std::vector<std::pair<std::string, double>> expected_share;  ///< share: engine or node -> part; empty: by weights
  Duration from{}, until = Duration::max();                    ///< window the check looks at
  Place place;
};

struct Scenario {
  std::string title, file;
  std::uint64_t seed = 1;
  Duration duration{};  ///< 0: until traffic has ended and calls are over
  Client client;
  std::vector<RoutingRule> routing;
  std::vector<Engine> engines;
  Network network;
  std::vector<Network> links;
  std::vector<Traffic> traffic;
  std::vector<Fault> faults;
  std::vector<Check> checks;
  std::uint64_t max_events = 200'000'000;
};

/// Reads and validates a file. Errors: "file:line:column", the line with a caret, the nearest valid key. All problems
/// of the file are reported, not only the first.
std::expected<Scenario, std::vector<Error>> read_scenario(const std::string& path);
std::expected<Scenario, std::vector<Error>> parse_scenario(std::string_view text, const std::string& path);

}  // namespace rtpe::scenario
