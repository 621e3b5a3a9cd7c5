// Which runs a search plays next. It plays none itself: who asks for choices tells it what came of them, in the same
// order, and then the same seed asks for the same runs, however many of them are played at once.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "scenarios/campaign/draw.hpp"
#include "scenarios/campaign/play.hpp"

namespace rtpe::scenario::campaign {

enum class Strategy : std::uint8_t {
  random,
  swizzle,
  exhaustive,  ///< every point of a grid over the space, once
  guided,      ///< changes runs that reached something new, or came nearer to breaking an invariant
};

class Search {
 public:
  /// `aim`: a text with names of checks, which a guided search then goes for; without any it goes for all.
  Search(const Space& space, Strategy strategy, std::uint64_t seed, std::string_view aim = {});

  /// The next run; nullopt: an exhaustive search is through.
  [[nodiscard]] std::optional<Choices> next();
  void learn(const Choices& choices, const Outcome& outcome);

  /// Different decision states that were reached.
  [[nodiscard]] std::size_t states() const { return reached_.size(); }
  /// Points of the grid of an exhaustive search; more than 2^62 counts as that.
  [[nodiscard]] std::uint64_t grid() const { return grid_; }
  [[nodiscard]] std::uint64_t asked() const { return asked_; }
  /// It goes for one invariant alone.
  [[nodiscard]] bool is_aimed() const;

 private:
  struct Kept {
    Choices choices = {};
    std::vector<std::uint32_t> states = {};
    std::uint32_t changed = 0;  ///< how often it was taken
  };
  struct Near {
    double nearness = 0;
    Choices choices = {};
  };
  [[nodiscard]] Choices guided();
  [[nodiscard]] const std::vector<Near>* near_misses();
  [[nodiscard]] const Choices& one_of_near(const std::vector<Near>& near);
  [[nodiscard]] Choices& rare();
  void learn_nearness(const Choices& choices, const Outcome& outcome);
  [[nodiscard]] std::optional<Choices> next_of_grid();
  void lay_grid();

  const Space& space_;
  Strategy strategy_;
  RandomStream random_;
  std::uint64_t asked_ = 0, grid_ = 0;
  boost::unordered_flat_map<std::uint32_t, std::uint32_t> reached_;  ///< state -> how many runs reached it
  std::vector<Kept> kept_;
  std::vector<std::vector<Near>> near_;  ///< by what is near, the nearest first
  std::vector<std::uint32_t> in_vain_;   ///< likewise: changes since one came nearer
  std::vector<bool> is_broken_;          ///< likewise: nobody has to come nearer to it
  std::vector<bool> is_aim_;             ///< likewise: looked for, also when it was broken in another way
  // the grid:
  std::vector<FaultChoice> grid_faults_;
  std::vector<CallsChoice> grid_calls_;
  std::vector<std::vector<SettingChoice>> grid_settings_;
  std::vector<std::size_t> combination_;  ///< of grid_faults_, ascending
  std::size_t grid_call_ = 0, grid_setting_ = 0;
  bool grid_is_over_ = false;
};

}  // namespace rtpe::scenario::campaign
