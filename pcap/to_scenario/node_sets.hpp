// Which nodes are one set, as far as the choices of a capture show.
#pragma once
#include <vector>

#include "pcap/to_scenario/node_order.hpp"

namespace rtpe::capture {

/// One set where its choices can be explained by one, else the fewest that explain more: a node that was asked when
/// another one failed, or pinged together with it, is of the same set. `together`: such nodes. The order of the result
/// is that of the sets, 0 first, and NodeOrder::sets says which; with one set all are 0, else they count from 1.
[[nodiscard]] NodeOrder order_in_sets(const std::vector<Endpoint>& nodes, const std::vector<SeenChoice>& choices,
                                      const std::vector<std::pair<Endpoint, Endpoint>>& together);

}  // namespace rtpe::capture
