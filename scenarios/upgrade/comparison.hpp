// Two plays of a deployment beside each other. Private to scenarios/upgrade.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "scenarios/upgrade/deployment.hpp"
#include "scenarios/upgrade/finding.hpp"
#include "scenarios/upgrade/watched_run.hpp"

namespace rtpe::scenario::upgrade {

struct Played {
  const ScenarioFile& scenario;
  const WatchedRun& run;
};

struct Comparison {
  const Deployment& deployment;
  Played before, after;
};

using SeeCalls = std::function<void(const std::string& call_id, const WatchedCall& before, const WatchedCall& after)>;
/// Calls that both plays had.
void each_call(const Comparison& both, const SeeCalls& see);
using SeeCommands =
    std::function<void(const std::string& call_id, const WatchedCommand& before, const WatchedCommand& after)>;
/// Their commands one beside the other, as long as both sent the same one.
void each_command(const Comparison& both, const SeeCommands& see);

/// Calls of which both plays kept the commands.
[[nodiscard]] std::uint64_t detailed_calls(const Comparison& both);

/// What calls have in common, by what is said of them; a call counts once.
class Groups {
 public:
  /// The finding of that key, made by `make` the first time.
  Finding& add(const std::string& key, const std::string& call_id, const std::function<Finding()>& make);
  /// With how many calls could have been there.
  [[nodiscard]] std::vector<Finding> findings(std::uint64_t of) &&;

 private:
  struct Group {
    Finding finding;
    std::string last;
  };
  std::map<std::string, Group> groups_;
};

/// All that the comparisons below find which need no restart.
[[nodiscard]] std::vector<Finding> compare_plays(const Comparison& both);
/// Calls that failed and functions that did; checks of the file that judge otherwise.
void compare_calls(const Comparison& both, std::vector<Finding>& out);
void compare_nodes(const Comparison& both, std::vector<Finding>& out);
/// Replies: accepted or not, and which keys they have.
void compare_replies(const Comparison& both, std::vector<Finding>& out);
void compare_bodies(const Comparison& both, std::vector<Finding>& out);
void compare_variables(const Comparison& both, std::vector<Finding>& out);
/// Commands: their keys, and what engines do not know of them.
void compare_requests(const Comparison& both, std::vector<Finding>& out);
void compare_timing(const Comparison& both, std::vector<Finding>& out);
/// Live calls when the proxies are restarted with their new release, each at its busiest moment.
void compare_live_calls(const Comparison& both, std::vector<Finding>& out);
/// Live calls when the engines are restarted, likewise: an engine keeps none over a restart.
void count_live_calls(const Comparison& both, std::vector<Finding>& out);

}  // namespace rtpe::scenario::upgrade
