// Live calls when a process is restarted with its new release, at its busiest moment: what a rolling change costs at
// worst.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/upgrade/comparison.hpp"

namespace rtpe::scenario::upgrade {
namespace {

using Counts = std::function<bool(const WatchedCall& call)>;

std::string of_proxy(const Comparison& both, std::uint32_t proxy) {
  const auto& names = both.after.run.proxies;
  return names.size() < 2 ? std::string() : fmt::format(" {}", names.at(proxy));
}

/// Live calls at a moment.
struct Live {
  std::uint64_t count = 0, moved = 0;
  Duration last_end{};
  std::string example;
};

Duration end_of(const WatchedCall& call, Duration run_end) { return std::min(call.ended, run_end); }

Live live_at(const Comparison& both, const Counts& counts, Duration at) {
  Live live;
  each_call(both, [&](const std::string& call_id, const WatchedCall& before, const WatchedCall& after) {
    const Duration end = end_of(before, both.before.run.result.simulated);
    if (!counts(before) || before.began > at || end <= at || !before.set || !after.set) return;
    ++live.count;
    live.last_end = std::max(live.last_end, end);
    if (before.node == after.node) return;
    if (live.moved++ == 0) live.example = call_id;
  });
  return live;
}

/// When most of these calls are live.
Duration busiest_moment(const WatchedRun& run, const Counts& counts) {
  std::vector<std::pair<Duration, Duration>> spans;
  for (const auto& [call_id, call] : run.calls)
    if (call.set && counts(call)) spans.emplace_back(call.began, end_of(call, run.result.simulated));
  std::ranges::sort(spans);
  std::multiset<Duration> ends;
  Duration busiest{};
  std::size_t most = 0;
  for (const auto& [begin, end] : spans) {
    ends.erase(ends.begin(), ends.upper_bound(begin));
    ends.insert(end);
    if (ends.size() > most) most = ends.size(), busiest = begin;
  }
  return busiest;
}

}  // namespace

void compare_live_calls(const Comparison& both, std::vector<Finding>& out) {
  for (std::uint32_t proxy = 0; proxy < both.before.run.proxies.size(); ++proxy) {
    const Counts counts = [proxy](const WatchedCall& call) { return call.proxy == proxy; };
    const Duration at = busiest_moment(both.before.run, counts);
    const Live live = live_at(both, counts, at);
    if (live.moved == 0) continue;
    out.push_back({.harm = Harm::state,
                   .change = Change::worse,
                   .says = fmt::format(
                       "proxy{} restarted with its new release at its busiest moment ({}, {} live calls) has no call "
                       "table, and chooses for {} of them a node that does not know them; the last of the live calls "
                       "ends {} later",
                       of_proxy(both, proxy), clock_text(at), live.count, live.moved, took_text(live.last_end - at)),
                   .count = live.moved,
                   .of = live.count,
                   .example = live.example,
                   .subject = fmt::format("proxy {} restarted", proxy)});
  }
}

void count_live_calls(const Comparison& both, std::vector<Finding>& out) {
  std::set<std::string> nodes;
  for (const auto& [call_id, call] : both.before.run.calls)
    if (call.set) nodes.insert(call.node);
  for (const std::string& node : nodes) {
    const Counts counts = [&node](const WatchedCall& call) { return call.node == node; };
    const Duration at = busiest_moment(both.before.run, counts);
    const Live live = live_at(both, counts, at);
    if (live.count == 0) continue;
    out.push_back(
        {.harm = Harm::state,
         .change = Change::other,
         .says = fmt::format("{} restarted with its new release at its busiest moment ({}) forgets {} live calls; "
                             "the last of them ends {} later: drain it until then",
                             node, clock_text(at), live.count, took_text(live.last_end - at)),
         .count = live.count,
         .of = both.before.run.calls.size(),
         .subject = fmt::format("engine {} restarted", node)});
  }
}

}  // namespace rtpe::scenario::upgrade
