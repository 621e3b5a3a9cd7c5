// What a release of the proxy and one of the engine make of a deployment's parameters and flags, without playing calls.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "scenarios/upgrade/deployment.hpp"

namespace rtpe::scenario::upgrade {

struct ReleasePair {
  const Personality* proxy = nullptr;         ///< null: as the file says
  const mock::Personality* engine = nullptr;  ///< null: likewise
};
/// "kamailio-6.1 + rtpengine-12.5".
[[nodiscard]] std::string name_of(const ReleasePair& pair);

struct LintProblem {
  std::string place = {};    ///< "file:line:column"; empty: the whole file
  std::string message = {};  ///< one sentence, with the nearest that the release knows
  bool stops_start = false;  ///< Kamailio would not start
  bool operator==(const LintProblem&) const = default;
};

struct Lint {
  std::vector<LintProblem> problems = {};
  std::set<std::string> not_judged = {};  ///< functions with flags that only a call puts together
};

/// All cases of a [matrix] together.
[[nodiscard]] Lint lint(const Deployment& deployment, const ReleasePair& pair);

}  // namespace rtpe::scenario::upgrade
