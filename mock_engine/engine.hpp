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
#include "mock_engine/command_target.hpp"
#include "mock_engine/config.hpp"
#include "mock_engine/statistics/counters.hpp"
#include "mock_engine/statistics/observation.hpp"
#include "mock_engine/surroundings.hpp"

namespace rtpe::mock {

class Engine final : public CommandTarget {
 public:
  /// Error: the configuration names no usable interface, or no media port.
  [[nodiscard]] static Expected<Engine> create(EngineConfig config);
  ~Engine() override;
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  /// One complete NG message (cookie, blank, dictionary). No reply() call: the daemon stays silent.
  void receive(Time now, const Peer& peer, std::string_view message, ReplySink& sink) override;
  /// When run_timers() has something to do next; empty: nothing is pending.
  [[nodiscard]] std::optional<Time> next_timer() const override;
  void run_timers(Time now) override;
  /// A restarted process: no calls, no cookie cache, no totals, new random identities.
  void restart(Time now) override;
  /// The same for a process that finds its calls again, as the daemon does with Redis. They keep their ports and keys.
  void restart_with_calls(Time now) override;
  [[nodiscard]] const EngineSummary& summary() const;
  [[nodiscard]] bool has_call(std::string_view call_id) const override;
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
  void set_port_supply(PortSupply supply) override;
  /// In the order of their first use; at most `most_unknown_flags` different ones are kept.
  [[nodiscard]] const std::vector<UnknownFlag>& unknown_flags() const;

 private:
  struct State;
  explicit Engine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace rtpe::mock
