// The programmable RTPEngine, sans I/O: a function of (now, peer, bytes) -> replies with delays.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "mock_engine/statistics/counters.hpp"
#include "mock_engine/statistics/observation.hpp"

namespace rtpe::mock {

enum class Transport : std::uint8_t { udp, tcp, http, websocket };

/// Who sent a message. Statistics are keyed by address; replies go back to address and port.
struct Peer {
  Transport transport = Transport::udp;
  std::string_view address;
  std::uint16_t port = 0;
  std::uint64_t connection = 0;  ///< the transport's own number for a stream; the engine ignores it
};

/// One local address of a logical interface: `[name/]address[!advertised]`.
struct InterfaceAddress {
  std::string name = "default";
  std::string address = "127.0.0.1";
  std::string advertised;  ///< empty: as address
  bool operator==(const InterfaceAddress&) const = default;
};
Expected<InterfaceAddress> parse_interface(std::string_view text);

/// The daemon's options that show in signalling (protocol.md section 1), same names and defaults.
struct EngineConfig {
  std::string name = "engine";
  std::vector<InterfaceAddress> interfaces = {InterfaceAddress{}};
  std::uint16_t port_min = 30000, port_max = 40000;
  std::int64_t max_sessions = -1;
  std::int64_t delete_delay_s = 30;
  std::int64_t timeout_s = 60, silent_timeout_s = 3600, offer_timeout_s = 3600, final_timeout_s = 0;
  std::string software_id = "rtpengine-10-5-3-5-1-deb12u1";
  std::string recording_dir;  ///< set: recording method pcap
  bool reject_invalid_sdp = false;
  MosBasis mos_basis = MosBasis::conversational;
  double max_load = 0;              ///< load average; below 0.01: off
  double max_cpu_percent = 0;       ///< 0: off
  std::uint64_t max_bandwidth = 0;  ///< bytes per second; 0: off
  std::vector<std::string> listen;  ///< NG addresses, only shown by the command line's `params`
  std::uint64_t seed = 1;           ///< of everything random in replies: ports, ICE, keys, tags
  bool operator==(const EngineConfig&) const = default;
};

/// The load of the machine that an engine believes to run on; offers that would create a call are refused above the
/// configured limits (protocol.md 6).
struct EngineLoad {
  double load_average = 0;
  double cpu_percent = 0;
  std::uint64_t bandwidth = 0;  ///< bytes per second
};

/// exhausted: every offer and answer says `Ran out of ports` and takes its call with it.
enum class PortSupply : std::uint8_t { normal, exhausted };

/// Receives the replies to one message. `bytes` (cookie, blank, dictionary) is valid during the call only.
class ReplySink {
 public:
  virtual ~ReplySink() = default;
  virtual void reply(std::string_view bytes, Duration delay) = 0;
};

/// What happened inside, for event logs and assertions.
class EngineObserver {
 public:
  virtual ~EngineObserver() = default;
  virtual void call_created(Time, std::string_view /*call_id*/) {}
  virtual void call_removed(Time, std::string_view /*call_id*/, std::string_view /*cause: name_of(EndCause)*/) {}
  virtual void answered_from_cache(Time, std::string_view /*cookie*/) {}
  /// What rtpengine logs as unknown and ignores: "force-asymmetric" of `flags`, "ICE=foo" of other lists and words,
  /// "foo=bar" for a key. At most 64 of one request.
  virtual void unknown_flag(Time, std::string_view /*call_id*/, std::string_view /*command*/,
                            std::string_view /*flag*/) {}
};

inline constexpr std::size_t most_unknown_flags = 1000;
/// A flag, key or value that rtpengine does not know, as EngineObserver::unknown_flag() tells it.
struct UnknownFlag {
  std::string command, flag;
  std::string first_call_id;
  std::uint64_t count = 0;
};

/// Lengths of what `play media` is asked to play: the engine opens no file and no database.
class MediaLibrary {
 public:
  virtual ~MediaLibrary() = default;
  /// Milliseconds; 0: unknown but playable; nothing: cannot be opened. wave_duration_ms() helps.
  [[nodiscard]] virtual std::optional<std::int64_t> file_duration_ms(std::string_view path) const = 0;
  [[nodiscard]] virtual std::optional<std::int64_t> database_duration_ms(std::int64_t /*row*/) const {
    return std::nullopt;
  }
};

struct EngineSummary {
  std::uint64_t requests = 0, replies = 0, errors = 0, duplicates = 0;  ///< duplicates: answered from the cookie cache
  std::uint64_t offers = 0, answers = 0, deletes = 0, queries = 0, pings = 0;
  std::uint64_t calls_created = 0, calls_now = 0;
};

class Engine {
 public:
  explicit Engine(EngineConfig config);
  ~Engine();
  Engine(Engine&&) noexcept;
  /// One complete NG message (cookie, blank, dictionary). No reply() call: the daemon stays silent.
  void receive(Time now, const Peer& peer, std::string_view message, ReplySink& sink);
  /// When run_timers() has something to do next; empty: nothing is pending.
  [[nodiscard]] std::optional<Time> next_timer() const;
  void run_timers(Time now);
  /// A restarted process: no calls, no cookie cache, no totals, new random identities.
  void restart(Time now);
  /// The same for a process that finds its calls again, as the daemon does with Redis. They keep their ports and keys.
  void restart_with_calls(Time now);
  [[nodiscard]] const EngineSummary& summary() const;
  [[nodiscard]] bool has_call(std::string_view call_id) const;
  [[nodiscard]] std::vector<std::string> call_ids() const;
  void observe(EngineObserver* observer);
  [[nodiscard]] const EngineConfig& config() const;

  /// Media that would have passed. Errors: no such call, party or media; too many SSRCs.
  Expected<void> observe(const PacketObservation& packets);
  Expected<void> observe(const ReportObservation& report);
  /// The message that every connected TCP client of the control port gets for a telephone event (protocol.md 2.2).
  Expected<std::string> dtmf_notification(const DtmfObservation& event);

  [[nodiscard]] StatisticsSnapshot statistics(Time now) const;
  /// One line of the text command line (rtpengine-ctl, GET /cli/...): its output.
  std::string command_line(Time now, std::string_view line);
  /// The reply to a `query` of that call as JSON, without counting a request; empty when there is no such call.
  [[nodiscard]] std::string inspect(std::string_view call_id) const;
  /// Ends a call as the daemon's operator would. False: no such call.
  bool terminate(std::string_view call_id, Time now);
  void set_load(const EngineLoad& load);
  /// Null: nothing can be played. The library outlives the engine.
  void set_media_library(const MediaLibrary* library);
  void set_port_supply(PortSupply supply);
  /// Why the engine cannot work: its configuration names no usable interface. It then stays silent.
  [[nodiscard]] const std::optional<Error>& problem() const;
  /// In the order of their first use; at most `most_unknown_flags` different ones are kept.
  [[nodiscard]] const std::vector<UnknownFlag>& unknown_flags() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rtpe::mock
