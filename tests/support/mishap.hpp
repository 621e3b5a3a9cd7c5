// Everything that can go wrong with one exchange, and what the module then does (behaviour.md sections 5, 20 and 21).
#pragma once
#include <cerrno>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "tests/support/scripted_network.hpp"

namespace rtpe::test {

/// Timing of the exchanges that mishaps happen to.
inline constexpr std::uint32_t mishap_sends = 3;
inline constexpr Duration mishap_patience = std::chrono::milliseconds(100);

struct Mishap {
  std::string_view name;
  /// The treatment of each send of the exchange; `ok` is the payload of the right reply.
  std::function<Treatment(const Sent&, const std::string& ok)> treat;
  std::uint32_t sends;  ///< of the exchange that leave the host
  bool disables;        ///< the node afterwards
  bool next_node;       ///< another node is asked when the call is new
  bool accepted;        ///< the result is taken: the table gets an entry
  bool success;         ///< the script function returns 1
};

[[nodiscard]] std::span<const Mishap> mishaps();

}  // namespace rtpe::test
