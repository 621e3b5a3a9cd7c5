// One run of a search, in virtual time, and what it taught.
#pragma once
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/campaign/findings.hpp"
#include "scenarios/log/result.hpp"

namespace rtpe::scenario::campaign {

/// A broken check and why.
struct Failure {
  std::string check = {}, reason = {}, summary = {};
  std::vector<std::string> evidence = {};
  Duration at{};
  /// The same for the same bug: "stale_rows: no delete was sent".
  [[nodiscard]] std::string identity() const { return check + ": " + reason; }
};

struct Outcome {
  std::optional<Error> error = {};     ///< it could not be played
  std::vector<Failure> failures = {};  ///< one for each check and reason
  /// Decision states that it went through, each a number: what the client knew of the node, what it did, what came of
  /// it, what the fault was at. Sorted, each once.
  std::vector<std::uint32_t> states = {};
  /// How near each invariant came to breaking, 1 and more: it broke. By NearnessOf.
  std::vector<double> nearness = {};
  std::uint64_t calls = 0, commands = 0;
  bool interrupted = false;
};

enum class NearnessOf : std::uint8_t { operation_time, standstill, failed_operations, kept_calls, maintenance };
inline constexpr std::size_t nearness_count = 5;

/// Plays it to its end with its checks, and when one of them fails once more for all the reasons.
[[nodiscard]] Outcome play(const Scenario& scenario, const Budgets& budgets,
                           const std::atomic<bool>* interrupt = nullptr);
/// The whole run, for who explains it. Error: it could not be played.
[[nodiscard]] Expected<RunResult> play_through(const Scenario& scenario, std::vector<EventSink*> sinks);

}  // namespace rtpe::scenario::campaign
