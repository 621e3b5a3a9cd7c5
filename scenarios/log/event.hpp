// The event log's records, schema version 3. Every report, check and explanation is a view of these. What each field
// means, in which unit, and how it is written stands in schema.hpp, the one table of the log.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <variant>

#include "base/time.hpp"
#include "client/ng/command.hpp"
#include "client/operation/observer.hpp"
#include "scenarios/log/words.hpp"

namespace rtpe::scenario {

inline constexpr std::uint32_t event_schema_version = 3;

// Texts and lists are views, valid during EventSink::record only; EventStore keeps copies of its own.
// Proxies and workers count from 0, calls and each proxy's operations from 1. A node's number is its place in
// RunStarted::nodes, over all proxies: two sets, or two proxies, may have one URL.

inline constexpr std::uint32_t no_node = 0xFFFFFFFFU;
inline constexpr std::uint32_t no_worker = 0xFFFFFFFFU;

struct ProxyEntry {
  std::string_view name = {}, host = {}, personality = {};
  std::uint32_t workers = 0;
};
struct NodeEntry {
  std::string_view name = {}; /**< as reports call it */
  std::string_view url = {};
  std::uint32_t proxy = 0, set = 0, weight = 0;
  std::string_view engine = {};
};
struct EngineEntry {
  std::string_view name = {}, host = {}, listen = {};
};
struct RunStarted {
  std::uint32_t schema = event_schema_version;
  std::string_view title = {}, file = {};
  std::string_view case_name = {};  ///< scenarios/log/run_case.hpp
  ClockKind clock = ClockKind::virtual_time;
  std::uint64_t seed = 0;
  Duration start{};  ///< of the world's clock, since the Unix epoch
  std::span<const ProxyEntry> proxies = {};
  std::span<const EngineEntry> engines = {};
  std::span<const NodeEntry> nodes = {};
};
struct CallStarted {
  std::uint32_t proxy = 0;
  std::uint64_t call = 0;
  std::string_view call_id = {}, flow = {};
};
struct SipMessage {
  std::uint32_t proxy = 0;
  std::uint64_t call = 0;
  std::uint32_t worker = 0;
  std::string_view message = {}; /**< "INVITE", "200 INVITE" */
  Direction direction = Direction::from_caller;
  Duration waited{};
};
struct SipDropped {
  std::uint32_t proxy = 0;
  std::uint64_t call = 0;
  std::string_view message = {};
  Direction direction = Direction::from_caller;
};
struct OperationStarted {
  std::uint32_t proxy = 0;
  std::uint64_t operation = 0, call = 0;
  std::uint32_t worker = 0;
  std::string_view function = {}, message = {};
};
struct ExcludedEntry {
  std::uint32_t node = no_node;
  Exclusion why = Exclusion::hidden;
};
struct WalkEntry {
  std::uint32_t node = no_node;
  std::uint32_t weight = 0, cut = 0;
};
/// Bytes, written as hexadecimal digits.
struct HexBytes {
  std::string_view bytes = {};
};
struct Selected {
  std::uint32_t proxy = 0;
  std::uint64_t operation = 0, call = 0;
  std::string_view call_id = {}, via_branch = {};
  std::uint32_t set = 0;
  ChoiceSource source = ChoiceSource::none;
  NoChoice failure = NoChoice::chosen;
  std::uint32_t node = no_node;
  std::optional<HashAlgorithm> algorithm = {};
  std::uint32_t byte_sum = 0;
  HexBytes digest = {};
  std::uint32_t number = 0, weight_sum = 0, remainder = 0;
  bool forced = false;
  std::span<const WalkEntry> walk = {};
  std::span<const ExcludedEntry> excluded = {};
};
struct Sent {
  std::uint32_t proxy = 0;
  std::uint64_t operation = 0, call = 0;
  ProcessKind process = ProcessKind::worker;
  std::uint32_t worker = no_worker;
  std::uint32_t node = no_node;
  Command command = Command::ping;
  std::string_view cookie = {};
  std::uint32_t attempt = 0, bytes = 0;
};
struct Stale {
  std::uint32_t proxy = 0;
  std::uint64_t operation = 0, call = 0;
  std::uint32_t node = no_node;
  std::string_view cookie = {};
};
struct ExchangeEnded {
  std::uint32_t proxy = 0;
  std::uint64_t operation = 0, call = 0;
  ProcessKind process = ProcessKind::worker;
  std::uint32_t worker = no_worker;
  std::uint32_t node = no_node;
  Command command = Command::ping;
  ExchangeOutcome outcome = ExchangeOutcome::answered;
  ReplyResult result = ReplyResult::none;
  std::string_view reason = {};
  Duration latency{};
  std::uint32_t sends = 0;
};
struct NodeState {
  std::uint32_t proxy = 0;
  std::uint32_t node = no_node;
  bool disabled = false;
  std::uint32_t recheck = 0;
  StateCause cause = StateCause::no_reply;
};
struct TableChange {
  std::uint32_t proxy = 0;
  std::uint64_t call = 0;
  std::string_view call_id = {}, via_branch = {};
  std::uint32_t node = no_node; /**< no_node: removed */
};
struct LockWait {
  std::uint32_t proxy = 0;
  ProcessKind process = ProcessKind::worker;
  std::uint32_t worker = no_worker;
  LockKind lock = LockKind::set;
  std::uint32_t set = 0;
  Duration waited{};
};
struct OperationEnded {
  std::uint32_t proxy = 0;
  std::uint64_t operation = 0, call = 0;
  std::uint32_t worker = 0;
  std::string_view function = {};
  std::optional<Command> command = {};
  std::uint32_t node = no_node;
  std::optional<OperationOutcome> outcome = {};
  OperationEnd end = OperationEnd::ok;
  int rc = 0;
  std::string_view failure = {};
  std::uint32_t sends = 0, pings = 0;
  Duration took{};
};
struct Workers {
  std::uint32_t proxy = 0;
  std::uint32_t busy = 0, waiting_for_lock = 0, queued = 0;
};
struct CallEnded {
  std::uint32_t proxy = 0;
  std::uint64_t call = 0;
  std::string_view call_id = {};
  CallEnd end = CallEnd::completed;
  std::string_view message = {}, failure = {};
};
struct EngineCall {
  std::string_view engine = {}, call_id = {};
  bool created = false;
  RemovalCause cause = RemovalCause::none;
};
struct EngineState {
  std::string_view engine = {};
  EngineCondition state = EngineCondition::up;
};
struct FaultChanged {
  std::uint32_t fault = 0;
  std::string_view engine = {};
  const FaultKind* verb = nullptr; /**< there is always one */
  bool begins = false;
};
struct CheckJudged {
  std::uint32_t check = 0;
  std::string_view that = {};
  CheckOutcome outcome = CheckOutcome::not_judged;
  Expectation expect = Expectation::pass;
  std::string_view summary = {};
  std::span<const std::string_view> evidence = {};
  std::uint32_t line = 0, column = 0;
};
struct RunEnded {
  std::uint64_t calls = 0, calls_failed = 0, operations = 0, exchanges = 0, sends = 0, events = 0;
  RunEnd end = RunEnd::finished;
};

/// Only in runs of a scenario that asks for it.
struct SdpSent {
  std::uint32_t proxy = 0;
  std::uint64_t call = 0;
  std::string_view message = {};
  Direction direction = Direction::from_caller;
  std::string_view body = {};
};
/// Likewise.
struct MediaMeasured {
  std::uint32_t proxy = 0;
  std::uint64_t operation = 0, call = 0;
  std::uint32_t node = no_node;
  Command command = Command::query;
  std::uint64_t ssrc = 0;
  std::uint32_t mos_tenths = 0, lowest_mos_tenths = 0;
  std::uint32_t jitter_ms = 0, loss_percent = 0, round_trip_us = 0, samples = 0;
};
struct RpcEnded {
  std::uint32_t proxy = 0;
  std::string_view command = {}, target = {};
  bool done = false;
  std::string_view reply = {};
};

/// Only where proxies tell each other of their call tables (enable_dmq).
struct TableReplicated {
  std::uint32_t proxy = 0, from_proxy = 0;
  std::uint64_t call = 0;
  std::string_view call_id = {}, via_branch = {};
  bool is_insert = false;
  std::string_view url = {};
  std::uint32_t status = 200;
};

/// A datagram as somebody on the wire would see it; only where the log was asked for them, and not counted as an event.
struct DatagramSent {
  WireProtocol protocol = WireProtocol::ng;
  std::string_view source = {}, destination = {}; /**< "10.0.0.1:2223", "[2001:db8::1]:2223" */
  bool is_lost = false;
  std::uint32_t proxy = 0;
  std::uint64_t call = 0; /**< 0: of no call of the run */
  std::string_view bytes = {};
};

using Event = std::variant<RunStarted, CallStarted, SipMessage, SipDropped, OperationStarted, Selected, Sent, Stale,
                           ExchangeEnded, NodeState, TableChange, LockWait, OperationEnded, Workers, CallEnded,
                           EngineCall, EngineState, FaultChanged, CheckJudged, RunEnded, SdpSent, MediaMeasured,
                           RpcEnded, TableReplicated, DatagramSent>;

/// "run_started", "sent", ...
[[nodiscard]] std::string_view name_of(const Event& event);

/// Set of event kinds: bit N is alternative N of Event.
using EventKinds = std::uint32_t;
inline constexpr EventKinds all_events = ~EventKinds{0};
template <class E>
[[nodiscard]] consteval std::size_t kind_of() {
  return []<class... All>(std::variant<All...>*) {
    std::size_t index = 0;
    (void)((std::is_same_v<E, All> || (++index, false)) || ...);
    return index;
  }(static_cast<Event*>(nullptr));
}
template <class... E>
[[nodiscard]] consteval EventKinds kinds_of() {
  return ((EventKinds{1} << kind_of<E>()) | ...);
}
/// "engine_call, engine_state", in the order of Event.
[[nodiscard]] std::string names_of(EventKinds kinds);

/// A call by its number; `proxy`: the one of the event, which may be another for later requests of the call.
struct CallKey {
  std::uint32_t proxy = 0;
  std::uint64_t call = 0;
  friend auto operator<=>(const CallKey& one, const CallKey& other) { return one.call <=> other.call; }
  friend bool operator==(const CallKey& one, const CallKey& other) { return one.call == other.call; }
  friend std::size_t hash_value(const CallKey& key) { return static_cast<std::size_t>(key.call * 0x9E3779B97F4A7C15U); }
};
/// An operation of a proxy: the same number means another one elsewhere.
struct OperationKey {
  std::uint32_t proxy = 0;
  std::uint64_t operation = 0;
  friend auto operator<=>(const OperationKey&, const OperationKey&) = default;
  friend std::size_t hash_value(const OperationKey& key) {
    return static_cast<std::size_t>((key.operation ^ (std::uint64_t{key.proxy} << 48U)) * 0x9E3779B97F4A7C15U);
  }
};
template <class E>
  requires requires(const E& e) { e.proxy, e.call; }
[[nodiscard]] CallKey call_of(const E& event) {
  return {event.proxy, event.call};
}

class EventSink {
 public:
  virtual ~EventSink() = default;
  /// Kinds it wants; asked once, before the run starts. An event that nobody wants is counted, not made.
  [[nodiscard]] virtual EventKinds interests() const { return all_events; }
  /// since_start: time since the start of the run.
  virtual void record(Duration since_start, const Event& event) = 0;
};

}  // namespace rtpe::scenario
