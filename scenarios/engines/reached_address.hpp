// Where something that somebody else runs is, as this machine reaches it: names are looked up.
#pragma once
#include <string_view>

#include "base/error.hpp"
#include "scenarios/model/control_address.hpp"

namespace rtpe::scenario {

/// What external_address() likes, with a numeric host: of a name its first IPv4 address, with udp6 its first IPv6
/// address, as Kamailio's nodes are looked up. Error (kind missing): the name has none.
[[nodiscard]] Expected<ControlAddress> reached_address(std::string_view text);

}  // namespace rtpe::scenario
