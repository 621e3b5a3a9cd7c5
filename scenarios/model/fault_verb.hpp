// What a [[fault]] does.
#pragma once
#include <cstdint>
#include <string_view>

namespace rtpe::scenario {

enum class FaultVerb : std::uint8_t {
  crash,               ///< process gone, port closed: ICMP port unreachable; comes back empty after `for`
  blackhole,           ///< host gone: silence both ways; the engine keeps its calls
  hang,                ///< process alive, answers nothing; keeps its calls
  restart,             ///< crash and start at once, state lost
  partition_requests,  ///< only proxy -> engine is cut
  partition_replies,   ///< only engine -> proxy is cut
  slow,                ///< service time becomes `latency`
  partition_sip,       ///< between the proxy and `party` (empty: both parties) nothing passes
};
/// As the file spells it: "crash", "partition_requests".
[[nodiscard]] std::string_view to_string(FaultVerb verb);

}  // namespace rtpe::scenario
