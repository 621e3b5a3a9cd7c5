#include "pcap/to_scenario/node_sets.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace rtpe::capture {
namespace {

constexpr std::size_t groups_at_most = 6, sets_at_most = 3;

/// Nodes that are of one set for sure.
std::vector<std::vector<Endpoint>> groups_of(const std::vector<Endpoint>& nodes,
                                             const std::vector<std::pair<Endpoint, Endpoint>>& together) {
  std::map<Endpoint, std::size_t> group;
  for (std::size_t place = 0; place < nodes.size(); ++place) group[nodes[place]] = place;
  for (const auto& [one, other] : together) {
    const auto left = group.find(one), right = group.find(other);
    if (left == group.end() || right == group.end() || left->second == right->second) continue;
    const std::size_t kept = std::min(left->second, right->second), gone = std::max(left->second, right->second);
    for (auto& [node, number] : group)
      if (number == gone) number = kept;
  }
  std::map<std::size_t, std::vector<Endpoint>> by_number;
  for (const Endpoint& node : nodes) by_number[group[node]].push_back(node);
  std::vector<std::vector<Endpoint>> out;
  for (auto& [number, members] : by_number) out.push_back(std::move(members));
  return out;
}

/// The next way to put groups into at most `sets_at_most` sets, each numbered by its first group; false: that was all.
bool next_partition(std::vector<std::size_t>& set_of) {
  for (std::size_t place = set_of.size(); place-- > 1;) {
    const std::size_t highest = *std::max_element(set_of.begin(), set_of.begin() + static_cast<std::ptrdiff_t>(place));
    if (set_of[place] > highest || set_of[place] + 1 == sets_at_most) continue;
    ++set_of[place];
    std::fill(set_of.begin() + static_cast<std::ptrdiff_t>(place) + 1, set_of.end(), 0);
    return true;
  }
  return false;
}

NodeOrder ordered(const std::vector<std::vector<Endpoint>>& sets, const std::vector<SeenChoice>& choices) {
  NodeOrder out;
  for (std::size_t set = 0; set < sets.size(); ++set) {
    std::vector<SeenChoice> own;
    for (const SeenChoice& choice : choices)
      if (std::ranges::find(sets[set], choice.chosen) != sets[set].end()) own.push_back(choice);
    const NodeOrder order = node_order(sets[set], own);
    out.considered += order.considered;
    out.explained += order.explained;
    if (sets[set].size() > 1 || set == 0) out.algorithm = order.algorithm;
    out.nodes.insert(out.nodes.end(), order.nodes.begin(), order.nodes.end());
    out.weights.insert(out.weights.end(), order.weights.begin(), order.weights.end());
    out.sets.insert(out.sets.end(), order.nodes.size(), static_cast<std::uint32_t>(sets.size() > 1 ? set + 1 : 0));
  }
  return out;
}

}  // namespace

NodeOrder order_in_sets(const std::vector<Endpoint>& nodes, const std::vector<SeenChoice>& choices,
                        const std::vector<std::pair<Endpoint, Endpoint>>& together) {
  NodeOrder best = ordered({nodes}, choices);
  const auto groups = groups_of(nodes, together);
  // One choice of many that came out otherwise is no reason for another set.
  if ((best.considered - best.explained) * 20 <= best.considered) return best;
  if (groups.size() < 2 || groups.size() > groups_at_most) return best;
  std::size_t best_sets = 1;
  std::vector<std::size_t> set_of(groups.size(), 0);
  while (next_partition(set_of)) {
    std::vector<std::vector<Endpoint>> sets(*std::ranges::max_element(set_of) + 1);
    for (std::size_t group = 0; group < groups.size(); ++group)
      sets[set_of[group]].insert(sets[set_of[group]].end(), groups[group].begin(), groups[group].end());
    const NodeOrder order = ordered(sets, choices);
    const std::size_t missed = order.considered - order.explained, best_missed = best.considered - best.explained;
    if (missed > best_missed || (missed == best_missed && sets.size() >= best_sets)) continue;
    best = order;
    best_sets = sets.size();
  }
  return best;
}

}  // namespace rtpe::capture
