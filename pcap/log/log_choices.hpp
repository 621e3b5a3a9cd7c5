// Why a captured command went to its node and what its end made of that node, as far as Call-IDs and earlier commands
// tell: the module's walk is given where it leads to the node that was asked.
#pragma once
#include <deque>
#include <optional>
#include <vector>

#include "pcap/log/log_parts.hpp"

namespace rtpe::capture {

struct LogChoice {
  std::optional<scenario::Selected> selected;  ///< without operation and call; its lists belong to LogChoices
  std::optional<scenario::NodeState> state;    ///< from the command's end on
};

class LogChoices {
 public:
  LogChoices(const Observed& seen, const Deployment& deployment, const LogParts& parts);
  /// Of Observed::commands, by place.
  [[nodiscard]] const LogChoice& of(std::size_t command) const { return choices_[command]; }
  /// Nodes that their proxy took for dead when the capture began.
  [[nodiscard]] const std::vector<scenario::NodeState>& dead_before() const { return dead_before_; }

 private:
  struct Belief;
  void weigh(scenario::Selected& selected, const SeenCommand& command, const Belief& belief);
  void note(Belief& belief, const SeenCommand& command, LogChoice& choice);

  const Deployment& deployment_;
  const LogParts& parts_;
  std::vector<LogChoice> choices_;
  std::vector<scenario::NodeState> dead_before_;
  std::deque<std::vector<scenario::WalkEntry>> walks_;
  std::deque<std::vector<scenario::ExcludedEntry>> excluded_;
  std::deque<std::array<unsigned char, 20>> digests_;
};

}  // namespace rtpe::capture
