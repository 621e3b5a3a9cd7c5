// The state of an engine behind its front: what commands work on.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "mock_engine/calls/interfaces.hpp"
#include "mock_engine/live_calls.hpp"
#include "mock_engine/random.hpp"
#include "mock_engine/rewrite/codec_cache.hpp"
#include "mock_engine/rewrite/conversion_book.hpp"
#include "mock_engine/rewrite/identity.hpp"
#include "mock_engine/rewrite/negotiate.hpp"
#include "mock_engine/rewrite/session_cache.hpp"
#include "mock_engine/statistics/counters.hpp"
#include "mock_engine/surroundings.hpp"

namespace rtpe::mock {

class EngineCore {
 public:
  /// Refused: what Interfaces::create() refuses.
  [[nodiscard]] static Expected<EngineCore> create(EngineConfig config);

  EngineConfig config;        ///< as the command line has changed it
  EngineConfig start_config;  ///< as given at the start
  Random random;
  Interfaces interfaces;
  Identity identity;
  CodecLists codec_lists;
  LiveCalls calls;
  ConversionBook conversions;
  Counters counters;
  EngineSummary summary;
  EngineObserver* observer = nullptr;
  const MediaLibrary* library = nullptr;
  EngineLoad load;
  PortSupply ports = PortSupply::normal;
  SessionCache sessions;
  CodecCache codec_cache;
  std::vector<UnknownFlag> unknown_flags;
  std::string sdp;              ///< the one that is written; kept for its memory
  std::optional<Time> started;  ///< when the engine was first asked anything

  [[nodiscard]] Negotiator negotiator() {
    return {.interfaces = interfaces,
            .identity = identity,
            .config = config,
            .random = random,
            .codec_lists = codec_lists,
            .codec_cache = &codec_cache,
            .conversions = &conversions};
  }
  /// What the daemon would log of a request's flags.
  void note_unknown(std::string_view call_id, std::string_view command, std::string_view flag, Time now);
  LiveCall& create_call(std::string_view call_id, Time now, const Peer& peer);
  void remove_call(LiveCall& live, EndCause cause, Time now);
  /// Destroys a leg, and with DeleteRule::by_to_tag every partner that has no other one; the call too when fewer than
  /// two tags remain and no via-branch keeps it (protocol.md 7.4). The call may be gone afterwards.
  void remove_leg(LiveCall& live, Leg& leg, Time now);
  void run_timers(Time now);
  /// Forgets what a process does not keep elsewhere: totals, settings of the command line, random identities.
  void renew(Time now);
  [[nodiscard]] StatisticsSnapshot snapshot(Time now) const;
  /// The text of the limit that forbids a new call; empty: none.
  [[nodiscard]] std::string_view limit_reached() const;

 private:
  EngineCore(EngineConfig config, Random random, Interfaces interfaces);
  void count_streams(const LiveCall& live);
  Text last_client_;  ///< "127.0.0.1:34774": most calls are created by the same one
  std::uint16_t last_client_port_ = 0;
  std::string client_;  ///< kept for its memory
};

}  // namespace rtpe::mock
