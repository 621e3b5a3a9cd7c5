// Which of the things in a capture somebody wants to see.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "pcap/ng/wire_exchange.hpp"

namespace rtpe::capture {

/// Empty members let everything pass; several values of one member are alternatives.
struct Filter {
  std::vector<std::string> calls;     ///< parts of Call-IDs
  std::vector<std::string> nodes;     ///< "10.0.0.1", "10.0.0.1:2223", "[::1]:2223"
  std::vector<std::string> commands;  ///< NG commands and SIP methods, in any case
  std::optional<Time> from, to;       ///< wall clock of the capture
  bool only_failures = false;
  [[nodiscard]] bool wants_call(std::string_view call_id) const;
  [[nodiscard]] bool wants_node(const Endpoint& node) const;
  [[nodiscard]] bool wants_command(std::string_view command) const;
  /// `first`, `last`: when the thing began and was over.
  [[nodiscard]] bool wants_time(Time first, Time last) const;
  /// All but `only_failures`. `wall`: when the exchange began by the capture's clock.
  [[nodiscard]] bool concerns(const WireExchange& exchange, Time wall) const;
  [[nodiscard]] bool wants(const WireExchange& exchange) const { return !only_failures || has_failed(exchange); }
};

}  // namespace rtpe::capture
