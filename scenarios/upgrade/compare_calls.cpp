// Calls and functions that fail in one play and not in the other; the file's checks; how long things take.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/upgrade/comparison.hpp"

namespace rtpe::scenario::upgrade {
namespace {

void append(std::vector<Finding>& out, std::vector<Finding> more) { std::ranges::move(more, std::back_inserter(out)); }

bool has_failed(const WatchedCall& call) { return call.end == CallEnd::failed; }

void compare_functions(const std::string& call_id, const WatchedCall& before, const WatchedCall& after,
                       Groups& groups) {
  const std::size_t common = std::min(before.functions.size(), after.functions.size());
  for (std::size_t index = 0; index < common; ++index) {
    const WatchedFunction &old = before.functions[index], &fresh = after.functions[index];
    if (old.message != fresh.message || old.name != fresh.name) return;
    const bool failed = old.end == OperationEnd::failed, fails = fresh.end == OperationEnd::failed;
    if (failed == fails) continue;
    const std::string& why = fails ? fresh.failure : old.failure;
    groups.add(fmt::format("{} {} {} {}", fails, old.message, old.name, why), call_id, [&] {
      return Finding{.harm = Harm::calls,
                     .change = fails ? Change::worse : Change::better,
                     .says = fmt::format("{}() for {} {}: {}", old.name, old.message,
                                         fails ? "was fine and fails" : "failed and is fine", why)};
    });
  }
}

void compare_checks(const Comparison& both, std::vector<Finding>& out) {
  const auto &old = both.before.run.result.checks, &fresh = both.after.run.result.checks;
  for (std::size_t index = 0; index < std::min(old.size(), fresh.size()); ++index) {
    if (old[index].outcome == fresh[index].outcome) continue;
    const bool fails = fresh[index].outcome == CheckOutcome::failed;
    if (!fails && old[index].outcome != CheckOutcome::failed) continue;
    out.push_back({.harm = Harm::calls,
                   .change = fails ? Change::worse : Change::better,
                   .says = fmt::format("check {} {}: {}", old[index].that,
                                       fails ? "passed and fails" : "failed and passes", fresh[index].summary),
                   .before = old[index].summary,
                   .after = fresh[index].summary,
                   .subject = fmt::format("check {} {}", index, old[index].that)});
  }
}

/// Less than this is nobody's concern.
constexpr Duration noticed = std::chrono::milliseconds(100);

void compare_duration(std::string_view what, Duration old, Duration fresh, std::vector<Finding>& out) {
  const bool is_more = fresh > old + noticed && fresh > old * 5 / 4;
  const bool is_less = old > fresh + noticed && old > fresh * 5 / 4;
  if (!is_more && !is_less) return;
  out.push_back({.harm = Harm::timing,
                 .change = is_more ? Change::worse : Change::better,
                 .says = fmt::format("{}: {} instead of {}", what, took_text(fresh), took_text(old)),
                 .subject = std::string(what)});
}

std::uint64_t pings_of(const RunResult& result) {
  std::uint64_t pings = 0;
  for (const NodeSummary& node : result.nodes) pings += node.pings;
  return pings;
}

}  // namespace

void compare_calls(const Comparison& both, std::vector<Finding>& out) {
  Groups functions, calls;
  std::uint64_t common = 0;
  each_call(both, [&](const std::string& call_id, const WatchedCall& before, const WatchedCall& after) {
    ++common;
    compare_functions(call_id, before, after, functions);
    if (has_failed(before) == has_failed(after)) return;
    const bool fails = has_failed(after);
    const std::string& why = fails ? after.failure : before.failure;
    calls.add(fmt::format("{} {}", fails, why), call_id, [&] {
      return Finding{.harm = Harm::calls,
                     .change = fails ? Change::worse : Change::better,
                     .says = fmt::format("calls that {}: {}", fails ? "were fine fail" : "failed are fine", why)};
    });
  });
  append(out, std::move(calls).findings(common));
  append(out, std::move(functions).findings(common));
  compare_checks(both, out);
}

void compare_timing(const Comparison& both, std::vector<Finding>& out) {
  const RunResult &old = both.before.run.result, &fresh = both.after.run.result;
  compare_duration("the longest function of the module", old.longest_operation, fresh.longest_operation, out);
  compare_duration("the longest wait of a SIP message for a worker", old.sip_waited_longest, fresh.sip_waited_longest,
                   out);
  const std::uint64_t pings_before = pings_of(old), pings_after = pings_of(fresh);
  if (pings_before != pings_after)
    out.push_back(
        {.harm = Harm::timing,
         .change = Change::other,
         .says = fmt::format("proxies ping their nodes {} times in this play instead of {}", pings_after, pings_before),
         .subject = "pings"});
}

}  // namespace rtpe::scenario::upgrade
