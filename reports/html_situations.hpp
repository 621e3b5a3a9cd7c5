// Which situations a run reached, how often, and where each can be seen.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/log/event.hpp"

namespace rtpe::report {

class HtmlSituations {
 public:
  void record(Duration at, const scenario::Event& event);
  /// A JSON array of `{"name","count","at","proxy","call"}`; the place is that of the first time, call 0: no call's.
  [[nodiscard]] std::string json() const;

  static constexpr std::size_t count = 22;

 private:
  struct Seen {
    std::uint64_t times = 0;
    Duration first{};
    scenario::CallKey call{};
  };
  std::array<Seen, count> seen_{};
  std::vector<std::uint32_t> workers_;  ///< of each proxy
};

}  // namespace rtpe::report
