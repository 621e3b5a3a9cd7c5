// Random route blocks of Kamailio: values, conditions, loops, calls, return codes. Everything of interest is said by
// xlog, one line each, "OUT " in front.
#pragma once
#include <cstdint>
#include <string>

namespace rtpe::lane {

/// request_route and route[R0] to route[R3]. Kamailio takes it: types fit.
[[nodiscard]] std::string random_routes(std::uint64_t seed);
/// One action that Kamailio may or may not take at its start.
[[nodiscard]] std::string random_action(std::uint64_t seed);

}  // namespace rtpe::lane
