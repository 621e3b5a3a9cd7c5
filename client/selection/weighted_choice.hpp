// The weighted choice among a set's eligible nodes, and why the others are not eligible (behaviour.md 3.3).
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "client/selection/selection_report.hpp"
#include "client/sets/node.hpp"

namespace rtpe {

/// Nodes already queried in this operation.
using TriedNodes = std::span<const Node* const>;

/// Displayed, enabled and not tried. Its weight may be 0.
[[nodiscard]] bool takes_part(const Node& node, TriedNodes tried);

/// Why a node cannot be chosen; nullopt: it can.
[[nodiscard]] std::optional<Exclusion> exclusion_of(const Node& node, TriedNodes tried);

/// Sum of the weights of the nodes that take part, in the module's 32-bit arithmetic (it can wrap).
[[nodiscard]] std::uint32_t eligible_weight(const NodeSet& set, TriedNodes tried);

/// Walks the eligible nodes in set order from number mod weight_sum. nullptr: none (weight_sum is 0 or had wrapped).
/// `steps`: when given, gets one entry per eligible node passed, the chosen one last.
[[nodiscard]] Node* weighted_choice(const NodeSet& set, TriedNodes tried, std::uint32_t number,
                                    std::uint32_t weight_sum, std::vector<WalkStep>* steps = nullptr);

/// Appends each node that cannot be chosen, with the reason, in set order.
void list_exclusions(const NodeSet& set, TriedNodes tried, std::vector<ExcludedNode>& out);

}  // namespace rtpe
