// Who plays the proxies and the engines of a run.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace rtpe::scenario {

enum class ProxyKind : std::uint8_t { builtin, kamailio };
enum class EngineKind : std::uint8_t { mock, rtpengine };

struct Hosts {
  ProxyKind proxy = ProxyKind::builtin;
  EngineKind engines = EngineKind::mock;
  /// "127.50.7.": where started programs have their addresses; empty: free ones are looked for.
  std::string loopback = {};
  [[nodiscard]] bool starts_programs() const {
    return proxy == ProxyKind::kamailio || engines == EngineKind::rtpengine;
  }
};

}  // namespace rtpe::scenario
