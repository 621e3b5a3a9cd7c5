// A whole search: runs are played, what breaks is told apart, made small, explained and written as a scenario file.
#pragma once
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "scenarios/campaign/explain.hpp"
#include "scenarios/campaign/search.hpp"
#include "scenarios/campaign/shrink.hpp"

namespace rtpe::scenario::campaign {

/// A run to play. `key` names it: equal keys are equal runs of one search.
struct Planned {
  std::string key;
  Scenario scenario = {};
};
/// Plays them, several at once if it likes; the outcomes in their order. One that is interrupted ends the hunt.
using PlayAll = std::function<std::vector<Outcome>(const std::vector<Planned>& runs)>;

struct HuntOptions {
  Strategy strategy = Strategy::guided;
  std::uint64_t seed = 1;
  std::uint64_t runs = 1000;  ///< of the search; shrinking has its own limit
  Budgets budgets = {};
  std::uint64_t shrink_runs = 500;
  std::function<bool()> search_is_over = {};                 ///< time is up; empty: never
  std::function<std::function<bool()>()> shrink_clock = {};  ///< starts a clock for one shrinking; empty: none
  std::set<std::string> known = {};                          ///< identities that are not looked into
  std::string find =
      {};  ///< those whose identity has it are; the checks that it names are what a guided search goes for
  std::uint64_t most_found = 0;         ///< the search ends with so many finds; 0: never
  std::uint64_t shard = 0, shards = 1;  ///< of the runs it plays every shards-th, from the shard-th
  std::string command = {};             ///< that does the same again, for the comment
};

struct Found {
  Failure failure = {};
  std::uint64_t run = 0;  ///< of the search, from 1
  Choices first = {};     ///< as found
  Shrunk shrunk = {};
  Scenario scenario = {};  ///< shrunk, with its one check, which is expected to fail
  Explanation explanation = {};
  std::string file = {};  ///< text of the scenario file
  std::size_t lines = 0;
};

struct HuntResult {
  std::vector<Found> found;
  std::map<std::string, std::uint64_t> times;  ///< how many runs showed each identity, known ones too
  std::uint64_t runs = 0, invalid = 0;
  std::size_t states = 0;
  std::uint64_t grid = 0;    ///< of an exhaustive search
  bool is_complete = false;  ///< an exhaustive search went through all of it
  bool interrupted = false;
};

/// `tell`: each find as soon as it is made. Error: a defect of the lab.
[[nodiscard]] Expected<HuntResult> hunt(const Scenario& base, const Space& space, const HuntOptions& options,
                                        const PlayAll& play_all, const std::function<void(const Found&)>& tell);

/// The scenario file of a find: a comment with what it shows, then the scenario. From 30 lines on, engines, then checks
/// and so on are written in one line each; faults and traffic so that they take ten lines at most.
[[nodiscard]] std::string case_file(const Found& found, const HuntOptions& options);
/// What that comment says its identity is; empty: nothing.
[[nodiscard]] std::string identity_in(std::string_view file);

}  // namespace rtpe::scenario::campaign
