// In which order, with which weights the nodes stand in rtpengine_sock, as far as the choices of a capture show.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "client/selection/call_id_hash.hpp"
#include "pcap/to_scenario/observed.hpp"

namespace rtpe::capture {

/// A node was chosen for a call that no table knew.
struct SeenChoice {
  std::string call_id;
  Endpoint chosen;
  std::vector<Endpoint> without;  ///< down, or asked before in the same operation
};

struct NodeOrder {
  std::vector<Endpoint> nodes;         ///< in the order of rtpengine_sock
  std::vector<std::uint32_t> weights;  ///< of each
  std::vector<std::uint32_t> sets;     ///< of each, the id of its set; empty: of node_order(), which knows one set
  HashAlgorithm algorithm = HashAlgorithm::byte_sum;
  std::size_t considered = 0;  ///< choices, the first 300 at most
  std::size_t explained = 0;   ///< choices that come out as they were seen
};

/// The plainest that explains most choices: equal weights and the given order before others.
[[nodiscard]] NodeOrder node_order(const std::vector<Endpoint>& nodes, const std::vector<SeenChoice>& choices);

}  // namespace rtpe::capture
