// The calls of a run: they start, their messages reach the proxy, they end.
#pragma once
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "scenarios/engines/engines.hpp"
#include "scenarios/flow/traffic_source.hpp"
#include "scenarios/log/recorder.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// Who sends the call's current message.
[[nodiscard]] Direction direction_of(const flow::Dialog& dialog);

/// What became of a message at the proxy.
struct MessageFate {
  bool refused = false;           ///< a request that the proxy answers itself, with 500
  bool media_failed = false;      ///< an offer or an answer failed
  std::string_view failure = {};  ///< of an operation; empty: all went well
  std::string_view body = {};     ///< as it left the proxy
};

class Calls {
 public:
  Calls(const Scenario& scenario, World& world, Recorder& recorder, Engines& engines)
      : scenario_(scenario), world_(world), recorder_(recorder), engines_(engines) {}
  /// Error: a file of sdp_from.
  Expected<void> open(std::uint64_t seed);

  /// TimerKind::arrival. The slot of the new call, whose first message is at the proxy now.
  std::uint32_t arrive(std::uint32_t traffic);
  /// TimerKind::call_step: the call's current message is at the proxy.
  [[nodiscard]] flow::Dialog& operator[](std::uint32_t slot) { return dialogs_[slot]; }

  /// The proxy has dealt with the call's current message.
  void message_done(std::uint32_t slot, const MessageFate& fate);
  /// The proxy's queue was full. The sender repeats the message after 0.5, 1, 2, 4, 4, 4, ... s (INVITE: 8, 16 s) and
  /// gives up after 32 s, as SIP over UDP does (RFC 3261, timers A, B, E, F).
  void message_dropped(std::uint32_t slot);
  /// The run ends: calls that are still up get their record.
  void cut_off();

  [[nodiscard]] bool all_over() const { return live_ == 0 && arrivals_ == 0; }

 private:
  void schedule_arrival(std::uint32_t traffic);
  void schedule_step(std::uint32_t slot, Duration after);
  /// What went wrong with the current message. The call has failed when its media was not negotiated; other troubles
  /// leave it completed.
  enum class Trouble : std::uint8_t { media, other };
  static void note(flow::Dialog& dialog, Trouble trouble, std::string_view why);
  void end(std::uint32_t slot);

  const Scenario& scenario_;
  World& world_;
  Recorder& recorder_;
  Engines& engines_;
  std::deque<flow::TrafficSource> sources_;
  std::deque<flow::Dialog> dialogs_;
  std::vector<std::uint32_t> free_;
  std::vector<char> alive_;  ///< by slot
  std::uint64_t started_ = 0, live_ = 0, arrivals_ = 0;
};

}  // namespace rtpe::scenario
