// Who plays the proxies and the engines of a run.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "client/route/syntax.hpp"

namespace rtpe::scenario {

/// external: somebody else's, at an address that the scenario says.
enum class ProxyKind : std::uint8_t { builtin, kamailio, external };
enum class EngineKind : std::uint8_t { mock, rtpengine, external };

struct Hosts {
  ProxyKind proxy = ProxyKind::builtin;
  EngineKind engines = EngineKind::mock;
  /// "127.50.7.": where started programs have their addresses; empty: free ones are looked for.
  std::string loopback = {};
  /// The kamailio.cfg that a started Kamailio runs; null: the scenario's routes.
  std::shared_ptr<const route::Configuration> configuration = {};
  /// So many seconds of a started Kamailio, and of the run, pass in one of the machine's.
  std::uint32_t time_scale = 1;
  /// Hears each line that a started rtpengine logs.
  std::function<void(std::string_view line)> engine_log = {};
  /// Of some other program than this one.
  [[nodiscard]] bool has_programs() const { return proxy != ProxyKind::builtin || engines != EngineKind::mock; }
};

}  // namespace rtpe::scenario
