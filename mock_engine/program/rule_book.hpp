// The rules of a program with their counts: which of them act on a request, which act by the clock.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mock_engine/program/program.hpp"
#include "mock_engine/program/request_view.hpp"

namespace rtpe::mock {

struct LiveRule {
  Rule rule;
  RuleCount count;
  RuleRandom random;
  bool fired = false;  ///< an `at` rule that acted
};

class RuleBook {
 public:
  RuleBook(std::uint64_t seed, const std::vector<Rule>& rules, Time start);

  /// Counts the request and returns the rules that act, in order; state changes are done. Valid until the next call.
  const std::vector<LiveRule*>& select(Time now, const Peer& peer, const RequestView& request,
                                       const CommandTarget& engine);
  /// The first moment an `at` rule wants to act.
  [[nodiscard]] std::optional<Time> next_at() const;
  /// The next `at` rule that is due, marked as fired; nullptr: none.
  LiveRule* take_due(Time now);

  Expected<void> put(Rule rule);
  bool remove(std::string_view name);
  void remove_all() { rules_.clear(); }
  [[nodiscard]] bool empty() const { return rules_.empty(); }
  [[nodiscard]] std::vector<Rule> const& definitions() const;
  [[nodiscard]] RuleCount count(std::string_view name) const;

  std::string state;

 private:
  LiveRule make(Rule rule) const;
  bool acts(LiveRule& live, Time now, const Peer& peer, const RequestView& request, const CommandTarget& engine);

  std::uint64_t seed_;
  Time start_;
  std::vector<LiveRule> rules_;
  std::vector<LiveRule*> selected_;
  mutable std::vector<Rule> definitions_;
};

}  // namespace rtpe::mock
