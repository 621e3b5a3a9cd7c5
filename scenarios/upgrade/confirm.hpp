// Findings of a rehearsal, seen on the real programs: their releases play the same calls before and after, and the same
// comparison looks at both.
#pragma once
#include <atomic>
#include <vector>

#include "scenarios/upgrade/upgrade.hpp"

namespace rtpe::scenario::upgrade {

struct ConfirmOptions {
  Duration longest = std::chrono::seconds(30);  ///< of the deployment's time, for each play
  const std::atomic<bool>* interrupt = nullptr;
};

/// Plays "before" and each state that a finding was seen in, at most `most_real_plays` in all, on the real programs as
/// far as they are here, and says so in each finding. What could not be started is in `Rehearsal::real`.
inline constexpr std::size_t most_real_plays = 4;
void confirm(const Deployment& deployment, const UpgradeOptions& options, const ConfirmOptions& how,
             Rehearsal& rehearsal);

}  // namespace rtpe::scenario::upgrade
