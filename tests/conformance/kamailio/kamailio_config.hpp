// The kamailio.cfg that plays one sequence.
#pragma once
#include <string>
#include <string_view>

#include "tests/conformance/kamailio/sequence.hpp"

namespace rtpe::lane {

/// Loopback addresses of one Kamailio with its engines and its SIP peer.
struct Addresses {
  std::string prefix;  ///< "127.91.3."

  [[nodiscard]] std::string kamailio() const { return prefix + "1"; }
  [[nodiscard]] std::string peer() const { return prefix + "2"; }
  [[nodiscard]] std::string engine(std::size_t number) const { return prefix + std::to_string(10 + number); }
  /// "127.91.3.10:2223", which stands for e0.
  [[nodiscard]] std::string engine_endpoint(std::size_t number) const { return engine(number) + ":2223"; }
};
/// Longest wait for an answer of Kamailio, and for its start.
inline constexpr double patience_ms = 60'000;
inline constexpr std::uint16_t sip_port = 5060, rpc_port = 5061, engine_port = 2223;

/// "udp:e0=2 udp:e1" with the engines' endpoints, and back.
[[nodiscard]] std::string with_endpoints(std::string text, std::size_t engines, const Addresses& addresses);
[[nodiscard]] std::string with_engine_names(std::string text, std::size_t engines, const Addresses& addresses);

/// Statements run by the header X-Step; their results come back in X-Result, separated by '|', rtp_inst_pvar in
/// X-Instance. A request is answered, a reply is forwarded to the next Via. OPTIONS is answered with the worker's pid
/// in X-Pid. RPC: JSON over UDP.
/// `modules`: mpath.
[[nodiscard]] std::string kamailio_config(const Sequence& sequence, const Addresses& addresses,
                                          std::string_view modules);

}  // namespace rtpe::lane
