// What every node of a capture did, summed up over its exchanges.
#pragma once
#include <cstdint>
#include <map>
#include <optional>

#include "pcap/ng/exchange_matcher.hpp"

namespace rtpe::capture {

struct NodeActivity {
  std::uint64_t commands = 0, sends = 0, answered = 0, errors = 0, refused = 0, no_answer = 0;
  std::uint64_t timed = 0;                    ///< answered commands whose latency is known
  Duration latency_sum{}, latency_highest{};  ///< over these
  std::optional<Time> last_answer;            ///< of the newest answered command: when it was sent first
  std::optional<Time> silent_since;           ///< first unanswered command after the last answer
  std::uint64_t unanswered_since = 0;         ///< commands since then, none of them answered
};

/// Bounded: nodes beyond `nodes_at_most` are counted together in overflow().
class NodeActivities {
 public:
  static constexpr std::size_t nodes_at_most = 4096;
  void add(const WireExchange& exchange);
  [[nodiscard]] const std::map<Endpoint, NodeActivity>& nodes() const { return nodes_; }
  [[nodiscard]] std::uint64_t overflow() const { return overflow_; }

 private:
  std::map<Endpoint, NodeActivity> nodes_;
  std::uint64_t overflow_ = 0;
};

}  // namespace rtpe::capture
