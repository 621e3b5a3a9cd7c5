#include "client/selection/weighted_choice.hpp"

#include <algorithm>

namespace rtpe {

bool takes_part(const Node& node, TriedNodes tried) {
  return node.displayed && !node.disabled && (tried.empty() || std::ranges::find(tried, &node) == tried.end());
}

std::optional<Exclusion> exclusion_of(const Node& node, TriedNodes tried) {
  if (takes_part(node, tried)) return node.weight == 0 ? std::optional(Exclusion::zero_weight) : std::nullopt;
  if (!node.displayed) return Exclusion::hidden;
  if (node.disabled) return node.recheck == permanent ? Exclusion::permanently_disabled : Exclusion::disabled;
  return Exclusion::tried;
}

std::uint32_t eligible_weight(const NodeSet& set, TriedNodes tried) {
  std::uint32_t sum = 0;
  for (const auto& node : set.nodes)
    if (takes_part(*node, tried)) sum += node->weight;
  return sum;
}

Node* weighted_choice(const NodeSet& set, TriedNodes tried, std::uint32_t number, std::uint32_t weight_sum,
                      std::vector<WalkStep>* steps) {
  if (weight_sum == 0) return nullptr;
  std::uint32_t cut = number % weight_sum;
  for (const auto& node : set.nodes) {
    if (!takes_part(*node, tried)) continue;
    if (steps) steps->push_back({node.get(), cut});
    if (cut < node->weight) return node.get();
    cut -= node->weight;
  }
  return nullptr;
}

void list_exclusions(const NodeSet& set, TriedNodes tried, std::vector<ExcludedNode>& out) {
  for (const auto& node : set.nodes)
    if (const auto why = exclusion_of(*node, tried)) out.push_back({node.get(), *why});
}

}  // namespace rtpe
