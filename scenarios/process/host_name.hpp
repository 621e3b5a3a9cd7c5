// Names of hosts, as this machine looks them up.
#pragma once
#include <cstdint>
#include <string>

#include "base/error.hpp"

namespace rtpe::scenario {

enum class HostFamily : std::uint8_t { ipv4, ipv6 };

/// The first address of that family, numeric. It may take as long as the system's resolver does. Error (kind missing):
/// there is none.
[[nodiscard]] Expected<std::string> look_up_host(const std::string& name, HostFamily family);

}  // namespace rtpe::scenario
