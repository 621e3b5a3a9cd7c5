// An upgrade rehearsed: a deployment's own calls, played with the releases that it has and with those that it shall
// get, and in the states between, each beside the first.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/problems.hpp"
#include "scenarios/upgrade/deployment.hpp"
#include "scenarios/upgrade/finding.hpp"
#include "scenarios/upgrade/release_change.hpp"

namespace rtpe::scenario::upgrade {

struct UpgradeOptions {
  ReleaseChange proxy = {}, engine = {};  ///< at least one of them changes something
  std::uint64_t seed = 0;                 ///< 0: as the file says
};

/// One play.
struct StatePlayed {
  std::string name = {};  ///< "before", "after", "proxies new", "engine a new"
  GivenReleases releases = {};
  std::uint64_t calls = 0, failed = 0;
};

/// A play on real programs.
struct RealPlay {
  std::string state = {};
  std::vector<std::string> programs = {};  ///< "kamailio 6.1.5-1", "rtpengine 12.5.1.31", or "the lab's own proxy"
  std::uint64_t calls = 0, failed = 0;
  Duration lasted{};  ///< of this machine's time, without what the programs took to start
};

struct RealPlays {
  std::vector<RealPlay> plays = {};
  std::vector<Error> missing = {};  ///< programs that are not here, and what went wrong with those that are
  bool interrupted = false;
};

struct Rehearsal {
  std::vector<StatePlayed> states = {};  ///< "before" is the first
  std::vector<Finding> findings = {};    ///< ranked
  RealPlays real = {};                   ///< by confirm()
  [[nodiscard]] bool is_worse() const;
};

/// Errors: as of the file with the releases that it has. With others an error is a finding.
[[nodiscard]] Read<Rehearsal> rehearse(const Deployment& deployment, const UpgradeOptions& options);

}  // namespace rtpe::scenario::upgrade
