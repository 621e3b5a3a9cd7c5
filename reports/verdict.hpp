// The verdict of a run for people.
#pragma once
#include <string>
#include <string_view>

#include "reports/played_run.hpp"

namespace rtpe::report {

enum class Colour : std::uint8_t { never, always };

struct VerdictOptions {
  Colour colour = Colour::never;
  std::size_t columns = 80;  ///< longer sentences are wrapped
};

/// Said of RunResult::nothing_tried().
inline constexpr std::string_view nothing_tried_text =
    "no call needed a node, so nothing was tried: does [routing] have the messages?";

/// Title, seed, each check with its evidence, what every node did, and the sums. Ends with a line end.
[[nodiscard]] std::string verdict(const PlayedRun& run, const VerdictOptions& options = {});

}  // namespace rtpe::report
