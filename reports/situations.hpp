// Which situations a run reached, how often, and where each can be seen.
#pragma once
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/log/event.hpp"

namespace rtpe::report {

/// What one event alone does not tell.
struct SituationMemory {
  std::vector<std::uint32_t> workers = {};  ///< of each proxy
  struct Choice {
    std::uint32_t node = 0, set = 0;
  };
  /// What an operation has chosen, by its proxy and number.
  boost::unordered_flat_map<scenario::OperationKey, Choice> chosen = {};
  /// The node that answered a call last.
  boost::unordered_flat_map<scenario::CallKey, std::uint32_t> answered = {};
  /// How many engines have a call.
  boost::unordered_flat_map<std::string, std::uint32_t> holders = {};
  // Of the event that was heard last:
  bool went_on = false, moved = false, is_held_twice = false, all_are_busy = false;
  bool asks_second_set = false;  ///< an operation went on to another set
  bool is_forgotten = false;     ///< a call that a node has answered is chosen anew

  void hear(const scenario::Event& event);
};

class Situations final : public scenario::EventSink {
 public:
  void record(Duration at, const scenario::Event& event) override;
  static constexpr std::size_t count = 34;
  struct Seen {
    std::uint64_t times = 0;
    Duration first{};
    scenario::CallKey call{};  ///< of the first time; call 0: no call's
  };
  [[nodiscard]] static std::string_view name(std::size_t situation);
  [[nodiscard]] const std::array<Seen, count>& seen() const { return seen_; }

 private:
  std::array<Seen, count> seen_{};
  SituationMemory memory_;
};

/// A run's situations.
struct RunSituations {
  std::string run;  ///< printable: what it is called in the table
  Situations situations;
};
/// Which situations were reached, how often, in how many runs, and where first; then those that never were: a run that
/// does not meet what it is for is worth knowing. Ends with a line end.
[[nodiscard]] std::string situation_table(const std::vector<RunSituations>& runs);

}  // namespace rtpe::report
