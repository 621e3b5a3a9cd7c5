#include "scenarios/upgrade/comparison.hpp"

#include <algorithm>

namespace rtpe::scenario::upgrade {

void each_call(const Comparison& both, const SeeCalls& see) {
  for (const auto& [call_id, before] : both.before.run.calls) {
    const auto after = both.after.run.calls.find(call_id);
    if (after != both.after.run.calls.end()) see(call_id, before, after->second);
  }
}

void each_command(const Comparison& both, const SeeCommands& see) {
  each_call(both, [&](const std::string& call_id, const WatchedCall& before, const WatchedCall& after) {
    const std::size_t common = std::min(before.commands.size(), after.commands.size());
    for (std::size_t index = 0; index < common; ++index) {
      if (before.commands[index].name != after.commands[index].name) return;
      see(call_id, before.commands[index], after.commands[index]);
    }
  });
}

std::uint64_t detailed_calls(const Comparison& both) {
  std::uint64_t calls = 0;
  each_call(both, [&](const std::string&, const WatchedCall& before, const WatchedCall& after) {
    calls += before.commands.empty() || after.commands.empty() ? 0U : 1U;
  });
  return calls;
}

std::vector<Finding> compare_plays(const Comparison& both) {
  std::vector<Finding> found;
  for (const auto one : {&compare_calls, &compare_nodes, &compare_replies, &compare_bodies, &compare_variables,
                         &compare_requests, &compare_timing})
    one(both, found);
  return found;
}

Finding& Groups::add(const std::string& key, const std::string& call_id, const std::function<Finding()>& make) {
  const auto known = groups_.find(key);
  Group& group = known != groups_.end() ? known->second : groups_[key];
  if (known == groups_.end()) {
    group.finding = make();
    group.finding.example = call_id;
    if (group.finding.subject.empty()) group.finding.subject = key;
  }
  if (group.last != call_id) ++group.finding.count;
  group.last = call_id;
  return group.finding;
}

std::vector<Finding> Groups::findings(std::uint64_t of) && {
  std::vector<Finding> all;
  for (auto& [key, group] : groups_) {
    group.finding.of = of;
    all.push_back(std::move(group.finding));
  }
  return all;
}

}  // namespace rtpe::scenario::upgrade
