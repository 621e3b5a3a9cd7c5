// Why a Call-ID goes to a node: the module's choice, run by the same machine as a real operation, with every step kept.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client/explain/situation.hpp"
#include "client/selection/selection_report.hpp"

namespace rtpe {

/// A selection's report, kept, and what happened on the way.
struct Explanation {
  std::string call_id = {};
  std::uint32_t set_id = 0;
  HashSteps hash = {};  ///< no algorithm: the call table decided, or hash_algo has a value unknown to the module
  std::uint32_t weight_sum = 0;  ///< of the eligible nodes; 0: none, or the call table decided
  std::uint32_t remainder = 0;   ///< hash mod weight_sum
  std::uint32_t table_row = 0;   ///< of the Call-ID in a table of hash_table_size rows
  ChoiceSource source = ChoiceSource::none;
  NoChoice failure = NoChoice::chosen;
  std::vector<const Node*> pinged = {};  ///< in order; each answers unless the situation says it is down
  bool forced = false;                   ///< aggressive_redetection pinged every node
  std::vector<WalkStep> walk = {};       ///< eligible nodes passed; the chosen one last
  std::vector<ExcludedNode> excluded = {};
  const Node* node = nullptr;  ///< nullptr: none, so the operation fails
};

/// One per situation; explains any number of Call-IDs, each from the same state.
class Explainer {
 public:
  static Expected<Explainer> make(const Situation& situation);
  /// Pointers stay valid as long as the Explainer.
  [[nodiscard]] Explanation explain(std::string_view call_id);
  [[nodiscard]] Setting& setting() { return setting_; }

 private:
  explicit Explainer(Setting setting) : setting_(std::move(setting)) {}
  Setting setting_;
};

/// Why there is no node, as a sentence.
[[nodiscard]] std::string_view describe(NoChoice failure);

}  // namespace rtpe
