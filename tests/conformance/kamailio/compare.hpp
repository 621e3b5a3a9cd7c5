// Whether two traces of one sequence tell the same story.
#pragma once
#include <optional>
#include <string>

#include "tests/conformance/kamailio/sequence.hpp"

namespace rtpe::lane {

struct Difference {
  std::size_t step = 0;  ///< index into the trace: 0 is the startup
  std::string what;      ///< one sentence with both values
};

/// Exact but for the time between sends (`tolerance_ms`) and recheck_ticks (1, because nobody knows where Kamailio's
/// second counter stands). nullopt: the same.
[[nodiscard]] std::optional<Difference> compare(const Trace& kamailio, const Trace& library, std::int64_t tolerance_ms);

/// Half of the sequence's rtpengine_tout_ms: what tells one send interval from the next.
[[nodiscard]] std::int64_t tolerance_ms(const Sequence& sequence);

}  // namespace rtpe::lane
