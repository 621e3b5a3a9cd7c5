// A scenario: plain values that can be compared, changed, written back by write_scenario() and read again. Where its
// parts stand in their file is a table beside it.
#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/problems.hpp"
#include "base/time_text.hpp"
#include "client/database/node_rows.hpp"
#include "client/parameters.hpp"
#include "client/personality.hpp"
#include "client/proxy/message.hpp"
#include "client/proxy/routing.hpp"
#include "client/route/program.hpp"
#include "client/script/call.hpp"
#include "client/sets/node.hpp"
#include "mock_engine/engine.hpp"
#include "mock_engine/program/rule.hpp"
#include "scenarios/model/cases.hpp"
#include "scenarios/model/check_kind.hpp"
#include "scenarios/model/expectation.hpp"
#include "scenarios/model/fault_kind.hpp"
#include "scenarios/model/flow.hpp"
#include "scenarios/model/given_releases.hpp"

namespace rtpe::scenario {

/// A proxy: Kamailio's module with its workers.
struct Client {
  std::string name;  ///< of a [[proxy]]; empty: the only one, [client]
  std::string personality = "kamailio-5.6";
  Parameters parameters;
  /// Of the table of db_url, which read_scenario() reads, or as `db_rows` gives them; instead of rtpengine_sock.
  std::vector<database::NodeRow> rows;
  bool has_own_rows = false;  ///< `db_rows`
  std::uint32_t workers = 8;
  /// Of one that somebody else runs: "udp:192.0.2.1:5060", and where the lab's phones are, caller and callee.
  std::string address;
  std::vector<std::string> phones;

  /// The release's switches; the name of a read scenario is always known.
  [[nodiscard]] const Personality& release() const;
  bool operator==(const Client&) const = default;
};

/// `"request INVITE" = ['rtpengine_manage()']`: what the proxy's routes do for a message.
struct RoutingRule {
  script::Route route = script::Route::request;
  std::string method;  ///< "INVITE"; "*": any
  /// `reply 183 INVITE`: 183; `reply 2xx INVITE`: 2, the class; empty: any status. Not for request routes.
  std::optional<int> status;
  std::vector<std::string> lines;  ///< statements as they stand in a kamailio.cfg
  bool operator==(const RoutingRule&) const = default;
};

/// Kamailio's own route blocks, instead of rules.
struct RouteBlocks {
  std::string script;                           ///< `script`, or what is in the file
  std::string file;                             ///< `file`, as given; relative to the scenario file; empty: none
  std::vector<std::string> defines;             ///< `define`: "WITH_NAT", "NAME=value"
  std::map<std::string, std::int32_t> assumed;  ///< [assume]: what functions that the lab does not know return
  std::map<std::string, std::string> included;  ///< files that the file includes, by their name there
  [[nodiscard]] bool empty() const { return script.empty() && file.empty(); }
  bool operator==(const RouteBlocks&) const = default;
};

struct Engine {
  mock::EngineConfig config;  ///< config.name is the engine's name; config.seed is the runner's to set
  std::string listen;         ///< "udp:10.0.0.1:2223"; the control address, as nodes name it
  Scheme scheme = Scheme::udp;
  std::string host;  ///< address part of listen, without []: engines on one host share its fate in `blackhole`
  std::uint16_t port = 0;
  std::string address;           ///< where it really is, of one that somebody else runs; empty: not said
  DurationRange service_time{};  ///< how long a command takes inside the engine
  std::string program;           ///< file of rules, as given; relative to the scenario file
  /// What the engine does wrong (docs/mock-engine.md), from [[engine.rule]] tables or, by read_scenario(), the file.
  std::vector<mock::Rule> rules;
  std::uint64_t program_seed = 1;  ///< `seed` of that file; the run's seed goes into it too
  bool operator==(const Engine&) const = default;
};

/// From a party to the proxy or back, unless a [[link]] says otherwise: an answer that is given at once is at the proxy
/// 10 ms after the proxy has sent what it answers.
inline constexpr Duration sip_latency = std::chrono::milliseconds(5);

enum class LinkProtocol : std::uint8_t { ng, sip };
/// As files write them: "caller", "callee".
enum class LinkParty : std::uint8_t { caller, callee };

/// Between the proxy and every engine, unless a [[link]] says otherwise; what a [[link]] does not say it takes from
/// [network], or for SIP from its own defaults. The two directions are drawn apart.
struct Network {
  DurationRange latency{std::chrono::microseconds(500), std::chrono::microseconds(500)};
  double loss = 0, duplication = 0, reordering = 0;  ///< probabilities per datagram and direction
  std::uint64_t bits_per_s = 0;                      ///< of each direction; 0: any number
  LinkProtocol protocol = LinkProtocol::ng;
  std::optional<std::string> engine;  ///< [[link]] of ng: the engine it is about
  std::optional<LinkParty> party;     ///< [[link]] of sip: the party it is about; empty: both
  bool operator==(const Network&) const = default;
};

/// Between the proxy and both parties, unless a [[link]] says otherwise.
[[nodiscard]] Network sip_network();

enum class SipTransport : std::uint8_t { udp, tcp, tls, ws, wss };
/// As files write them, and as $proto says.
[[nodiscard]] std::string_view transport_name(SipTransport transport);

/// How a party reaches the proxy: what routes ask about with nat_uac_test(), $proto, proto == WS.
struct PartyFacts {
  SipTransport transport = SipTransport::udp;
  proxy::Nat nat = proxy::Nat::none;
  bool operator==(const PartyFacts&) const = default;
};

/// What the network does to the media of a call, as both parties report it (RTCP).
struct MediaQuality {
  double loss = 0;  ///< a part of all packets
  Duration jitter{};
  Duration round_trip{};  ///< of one leg, party to engine and back
  bool operator==(const MediaQuality&) const = default;
};

/// A point of a rate that changes.
struct RatePoint {
  Duration at{};
  double per_s = 0;
  bool operator==(const RatePoint&) const = default;
};

enum class HoldShape : std::uint8_t { uniform, exponential, lognormal };

/// Calls of one flow.
struct Traffic {
  std::string flow = "basic-call";  ///< from the flow library
  double rate_per_s = 1;
  std::vector<RatePoint> curve;  ///< instead of rate_per_s: straight lines between its points; empty: none
  Duration period{};             ///< after which the curve begins anew; 0: its last rate stays
  enum class Arrival : std::uint8_t { regular, poisson } arrival = Arrival::poisson;
  /// Calls start at start <= t < until. `until` is the run's `duration` when the file does not say; Duration::max()
  /// when only `count` ends the traffic. One of the three is always there.
  Duration start{}, until = Duration::max();
  std::optional<std::uint64_t> count;  ///< at most that many calls
  DurationRange hold{std::chrono::seconds(30), std::chrono::seconds(30)};
  HoldShape hold_shape = HoldShape::uniform;  ///< exponential: `hold` is the mean; lognormal: the median
  double hold_sigma = 1;                      ///< of lognormal
  DurationRange ring{std::chrono::seconds(2), std::chrono::seconds(2)};  ///< 180 to 200
  DurationRange reinvite_after{std::chrono::seconds(10), std::chrono::seconds(10)};
  std::vector<std::string> call_ids;  ///< taken in turn before generated ones
  std::string sdp_from;  ///< text file of SDP bodies, as given; relative to the scenario file; empty: recorded ones
  std::string in_dialog_proxy;  ///< that requests inside the dialog are sent to, or "next"; empty: the call's own
  PartyFacts caller, callee;
  std::optional<MediaQuality> media;  ///< empty: nobody reports anything
  bool operator==(const Traffic&) const = default;
};

/// Of in_dialog_proxy: the one after the call's own.
inline constexpr std::string_view next_proxy = "next";

/// [[call]]: one call with its own name and time.
struct ListedCall {
  std::string call_id;
  Duration start{};
  std::string flow = "basic-call";
  DurationRange hold{std::chrono::seconds(30), std::chrono::seconds(30)};
  DurationRange ring{std::chrono::seconds(2), std::chrono::seconds(2)};
  DurationRange reinvite_after{std::chrono::seconds(10), std::chrono::seconds(10)};
  std::vector<Duration> pauses;        ///< instead of the flow's own ones, in their order; empty: as the flow says
  std::string caller_tag, callee_tag;  ///< empty: made up
  std::string proxy;                   ///< the one that the call is sent to; empty: in turn
  std::string in_dialog_proxy;         ///< as of Traffic
  /// Text file with this call's SDP bodies below its `call-id:` line (sdp_file.hpp), relative to the scenario file;
  /// empty: recorded ones.
  std::string sdp_from;
  PartyFacts caller, callee;
  bool operator==(const ListedCall&) const = default;
};

/// One [[fault]].
struct Fault {
  Duration at{};                       ///< without `when`
  std::string when;                    ///< the event that it waits for (scenarios/log/event_pattern.hpp); empty: none
  Duration after{};                    ///< from that event to its begin
  std::optional<Duration> every;       ///< it comes again, counted from begin to begin
  std::optional<std::uint32_t> times;  ///< so often at most; empty: with `when` once, with `every` until the end
  std::optional<Duration> lasts;       ///< `for`; empty: until the end of the run
  const FaultKind* kind = nullptr;     ///< `do`; there is always one
  std::string engine;                  ///< empty: it befalls parties or proxies
  std::string proxy;                   ///< of proxies, which; empty: all
  std::optional<LinkParty> party;      ///< of these, which; empty: both
  KindOptions options;                 ///< of the type that its kind reads
  bool operator==(const Fault&) const = default;
};

/// One [[check]].
struct Check {
  const CheckKind* kind = nullptr;           ///< `that`; there is always one
  KindOptions options;                       ///< of the type that its kind reads
  Duration from{}, until = Duration::max();  ///< window the check looks at
  Expectation expect = Expectation::pass;    ///< a check that is expected to fail, and does, does not fail the run
  [[nodiscard]] bool covers(Duration since_start) const { return since_start >= from && since_start < until; }
  bool operator==(const Check&) const = default;
};

struct Scenario {
  std::string title, file;
  std::vector<std::string> tags;  ///< for `run --tag`
  std::uint64_t seed = 1;
  Duration duration{};          ///< 0: until traffic has ended and calls are over
  std::vector<Client> proxies;  ///< at least one; several have names, each its own
  std::vector<RoutingRule> routing;
  RouteBlocks routes;  ///< never both
  std::vector<Engine> engines;
  Network network;
  std::vector<Network> links;
  std::vector<InlineFlow> flows;
  std::vector<Traffic> traffic;
  std::vector<ListedCall> calls;
  std::vector<Fault> faults;
  std::vector<Check> checks;
  std::uint64_t max_events = 200'000'000;
  /// Of the file's own flows, else of the library; nullopt: there is none. Valid as long as the scenario is.
  [[nodiscard]] std::optional<Flow> flow(std::string_view name) const;
  /// Nodes over TCP, which Kamailio's module does not have, are taken where an engine listens so.
  [[nodiscard]] bool speaks_tcp() const {
    return std::ranges::any_of(engines, [](const Engine& engine) { return engine.scheme == Scheme::tcp; });
  }
  bool operator==(const Scenario&) const = default;
};

/// Where the parts stand in the file, each list in the order of the scenario's; a scenario that was not read has none.
struct Places {
  std::vector<Place> proxies, routing, engines, programs, links, flows, traffic, calls, faults, checks;
  Place network;
};

/// A scenario and what reading it showed beside its values.
struct ScenarioFile : Scenario {
  std::string case_name;  ///< which of the file's [matrix]: "retr = 3"; the title has it too; empty: there is none
  Places places;          ///< line 0: in an included file
  std::vector<Error>
      warnings;  ///< legitimate but worth saying: a node that no engine listens on, ...; same form as errors
};

/// The names that `flow`, `that` and `do` take.
[[nodiscard]] std::span<const std::string_view> flow_names();
[[nodiscard]] std::span<const std::string_view> check_names();
[[nodiscard]] std::span<const std::string_view> fault_names();
/// In the order of LinkParty; "caller" and "callee" are also the parties' names in the run's network.
[[nodiscard]] std::span<const std::string_view> link_party_names();
[[nodiscard]] std::span<const std::string_view> link_protocol_names();

/// Reads the table that db_url names, as database::read_node_rows() does: the scenario language opens no database
/// itself.
using ReadNodeRows = std::function<Expected<std::vector<database::NodeRow>>(const Parameters&)>;

struct ReadOptions {
  ReadNodeRows read_rows = {};
  GivenVariables variables = {};  ///< instead of those in the file
  GivenReleases releases = {};    ///< likewise
};

/// Reads and validates a file (docs/scenario-file.md): one scenario, or one for each case of its [matrix]. Errors:
/// "file:line:column", the line with a caret, the nearest valid key. All problems of the file are reported, not only
/// the first; a file that is not TOML has only one.
Read<std::vector<ScenarioFile>> read_scenarios(const std::string& path, const ReadOptions& options = {});
/// The same of a text; files that it names are not looked at, and it includes none.
Read<std::vector<ScenarioFile>> parse_scenarios(std::string_view text, const std::string& path,
                                                const ReadOptions& options = {});
/// Of a file with one case.
Read<ScenarioFile> read_scenario(const std::string& path, const ReadNodeRows& read_rows = {});
Read<ScenarioFile> parse_scenario(std::string_view text, const std::string& path);

/// [routing] with its lines worked out for that release. Error: a line is no statement, as read_scenario() reports too.
Expected<std::vector<proxy::RouteRule>> route_rules(const Scenario& scenario, const Personality& release);
/// The blocks of `script` or `file`, with their included files, as they stand.
[[nodiscard]] Expected<route::Configuration> parsed_routes(const RouteBlocks& routes);
/// [routing] with `script` or `file` worked out for that release; a program, or what is wrong with it.
[[nodiscard]] route::Compiled route_program(const RouteBlocks& routes, const Personality& release);

/// The file of that scenario, for people: keys in the order of docs/scenario-file.md, defaults left out, durations in
/// words. parse_scenario() reads an equal scenario from it (rules that `program` names stay in their file).
[[nodiscard]] std::string write_scenario(const Scenario& scenario);

}  // namespace rtpe::scenario
