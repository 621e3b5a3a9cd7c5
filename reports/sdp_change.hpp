// What an engine made of an SDP: the datagrams of a log, paired, and their lines side by side.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/log/event.hpp"

namespace rtpe::report {

struct SdpLine {
  enum class Change : std::uint8_t { kept, removed, added } change = Change::kept;
  std::string text;  ///< without its end
};

/// Every line of both, in order; what was removed stands before what was added there. Of texts with more than 500
/// lines the first 500 are looked at.
[[nodiscard]] std::vector<SdpLine> sdp_lines(std::string_view before, std::string_view after);

/// Pairs commands with their replies by cookie.
class SdpExchanges {
 public:
  struct Pair {
    std::string command, before, after;
  };
  /// A pair, when the datagram is the first reply to a command and both have an SDP.
  [[nodiscard]] std::optional<Pair> datagram(const scenario::DatagramSent& datagram);

 private:
  boost::unordered_flat_map<std::string, Pair> asked_;  ///< by cookie
};

}  // namespace rtpe::report
