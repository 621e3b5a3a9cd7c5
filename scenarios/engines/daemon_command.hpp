// The command line of a daemon that plays an engine.
#pragma once
#include <string>
#include <vector>

#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {

/// Loopback addresses of one daemon.
struct DaemonAddresses {
  std::string prefix;  ///< "127.50.7."
  std::uint32_t number = 0;
  static constexpr std::uint32_t first = 190, most_engines = 20, most_interfaces = 3;
  static constexpr std::uint16_t control_port = 2223;
  [[nodiscard]] std::string control() const { return interface(0); }
  [[nodiscard]] std::string interface(std::uint32_t which) const {
    return prefix + std::to_string(first + number + which * most_engines);
  }
  /// From which the run asks it.
  [[nodiscard]] std::string asker() const { return prefix + "4"; }
};

/// Media are at loopback addresses, and SDP shows the scenario's.
[[nodiscard]] std::vector<std::string> daemon_command(const Engine& engine, const DaemonAddresses& addresses);

}  // namespace rtpe::scenario
