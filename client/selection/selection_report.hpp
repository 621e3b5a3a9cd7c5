// One choice of a node with its reasons, as the module comes to it (behaviour.md 3.3, 3.4).
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "client/selection/call_id_hash.hpp"
#include "client/sets/node.hpp"

namespace rtpe {

/// Why a node of the set could not be chosen.
enum class Exclusion : std::uint8_t { hidden, disabled, permanently_disabled, tried, zero_weight };
[[nodiscard]] std::string_view to_string(Exclusion exclusion);

/// How a node was found.
enum class ChoiceSource : std::uint8_t {
  table,     ///< the call table knew the call
  weighted,  ///< Call-ID hash over the eligible weights
  none,      ///< no node: see NoChoice
};
/// "table", "weighted", "none".
[[nodiscard]] std::string_view to_string(ChoiceSource source);

enum class NoChoice : std::uint8_t {
  chosen,
  no_eligible_node,
  known_node_disabled,
  known_node_tried,
  unknown_hash_algorithm
};
/// "no eligible node".
[[nodiscard]] std::string_view to_string(NoChoice failure);

struct ExcludedNode {
  const Node* node;
  Exclusion why;
};

/// One node passed on the walk: it is taken when `cut` is below its weight, else `cut` shrinks by its weight.
struct WalkStep {
  const Node* node;
  std::uint32_t cut;
};

struct SelectionReport {
  std::string_view call_id, via_branch;
  std::uint32_t set_id = 0;
  ChoiceSource source = ChoiceSource::none;
  NoChoice failure = NoChoice::chosen;
  HashSteps hash = {};           ///< no algorithm: the Call-ID was not hashed
  std::uint32_t weight_sum = 0;  ///< W of the pass that decided
  std::uint32_t remainder = 0;   ///< number mod W
  bool forced = false;           ///< all nodes were pinged again (aggressive_redetection)
  const Node* node = nullptr;
  std::span<const WalkStep> walk = {};  ///< eligible nodes passed; the chosen one last
  std::span<const ExcludedNode> excluded = {};
};

}  // namespace rtpe
