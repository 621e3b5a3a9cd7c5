// The proxies' parameters, the engines and what went wrong with them, as far as a capture shows.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pcap/to_scenario/node_sets.hpp"
#include "pcap/to_scenario/seen_calls.hpp"

namespace rtpe::capture {

/// A node answered nothing from `from` to `until`. Times of the capture.
struct SeenOutage {
  Endpoint node;
  std::optional<Time> from;   ///< empty: since before the capture
  std::optional<Time> until;  ///< empty: to its end
  bool port_closed = false;   ///< nobody listened there; else silence
};

struct Deployment {
  NodeOrder order;
  /// The set that a node is in, by id.
  [[nodiscard]] std::uint32_t set_of(const Endpoint& node) const;
  [[nodiscard]] bool has_sets() const { return !order.sets.empty() && order.sets.front() != 0; }
  std::vector<Address> proxies;
  std::map<Address, std::uint32_t> workers;  ///< processes that sent commands
  std::optional<std::uint32_t> retr;         ///< sends of a command that nobody answered
  std::optional<Duration> tout;              ///< from one to the next
  std::uint32_t disable_tout_s = 60;
  std::optional<std::uint32_t> queried_nodes_limit;  ///< an operation gave up after so many
  std::vector<SeenOutage> outages;
  Duration one_way = std::chrono::microseconds(500);  ///< between proxy and engines
  Duration lead{};                                    ///< from the start of the run to the first frame
  std::vector<std::string> notes;
};

[[nodiscard]] Deployment deployment_of(const Observed& seen, const std::vector<SeenCall>& calls);

}  // namespace rtpe::capture
