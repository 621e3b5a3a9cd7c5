// What befell nodes, engines and the network, for the lanes of the HTML report.
#pragma once
#include <cstdint>
#include <string>

#include "scenarios/log/event.hpp"

namespace rtpe::report {

class HtmlLanes {
 public:
  static constexpr std::size_t most_changes = 20'000;  ///< that are kept; later ones are counted

  void record(Duration at, const scenario::Event& event);
  /// A JSON object: `node_states`, `engine_states` and `faults`, each a list of objects with `at` in microseconds, and
  /// how many were `left_out`.
  [[nodiscard]] std::string json() const;

 private:
  [[nodiscard]] std::string* room(std::string& list);

  std::string nodes_, engines_, faults_;
  std::size_t kept_ = 0, left_out_ = 0;
};

}  // namespace rtpe::report
