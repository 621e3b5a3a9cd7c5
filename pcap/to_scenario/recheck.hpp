// When a proxy looked again at nodes that had failed, and when it did not: what this says of its clock.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <set>

#include "pcap/to_scenario/observed.hpp"

namespace rtpe::capture {

struct SeenRecheck {
  std::optional<std::uint32_t> disable_tout_s;  ///< empty: nothing was looked at again
  /// The module counts whole seconds. They begin so long before those of the capture's first frame that most looks, and
  /// what was not looked at, are explained.
  Duration phase{};
};

/// `set_of`: of a node; a new call looks at nodes of its own set. `silence`: from the last send of a command to the
/// moment at which its node is given up.
[[nodiscard]] SeenRecheck recheck_of(const Observed& seen, const std::set<Endpoint>& nodes, Duration silence,
                                     const std::function<std::uint32_t(const Endpoint&)>& set_of);

}  // namespace rtpe::capture
