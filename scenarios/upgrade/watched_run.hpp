// What the calls of a run met: nodes, commands with their replies, what became of functions and calls.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "scenarios/run/runner.hpp"

namespace rtpe::scenario::upgrade {

/// A command to an engine and its first reply.
struct WatchedCommand {
  Duration at{};
  std::string name = {};                 ///< "offer"
  std::string engine = {};               ///< that it was sent to
  std::string request = {}, reply = {};  ///< bencoded dictionaries; `reply` empty: none came
};

struct WatchedFunction {
  std::string message = {}, name = {};  ///< "200 INVITE", "rtpengine_manage"
  OperationEnd end = OperationEnd::ok;
  std::string failure = {};
};

struct WatchedCall {
  std::uint32_t proxy = 0;
  Duration began{}, ended = Duration::max();
  std::optional<CallEnd> end = {};
  std::string failure = {};
  std::optional<std::uint32_t> set = {};  ///< of its first choice of a node; empty: it needed none
  std::string node = {};                  ///< that was chosen then
  std::vector<WatchedFunction> functions = {};
  std::vector<WatchedCommand> commands = {};  ///< of the first `most_detailed_calls` calls
};

struct WatchedRun {
  static constexpr std::size_t most_detailed_calls = 2000;
  std::map<std::string, WatchedCall> calls;                                           ///< by Call-ID
  std::vector<std::string> proxies = {};                                              ///< by number
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::string>> nodes;  ///< by proxy and set
  std::set<std::string> complaints = {};  ///< lines of started engines' logs about words that they do not know
  RunResult result;
};

struct WatchOptions {
  Hosts hosts = {};  ///< with started programs the clock is real
  const std::atomic<bool>* interrupt = nullptr;
};

/// Plays it, in virtual time if it can be. Error: as run().
[[nodiscard]] Expected<WatchedRun> watch(const Scenario& scenario, std::uint64_t seed,
                                         const WatchOptions& options = {});

}  // namespace rtpe::scenario::upgrade
