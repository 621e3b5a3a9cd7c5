// Differences as text for people.
#pragma once
#include <string>

#include "tests/conformance/kamailio/campaign.hpp"

namespace rtpe::lane {

/// A recording against the library.
[[nodiscard]] Outcome check(const Recording& recording);

/// One line per bad outcome.
[[nodiscard]] std::string summary_of(std::size_t index, const Outcome& outcome);

/// Configuration and steps up to the difference, with what Kamailio did, and the sequence as a JSON line to play again.
[[nodiscard]] std::string story_of(const Outcome& outcome);

}  // namespace rtpe::lane
