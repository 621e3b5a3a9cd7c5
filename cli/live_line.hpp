// One line on a terminal about the run that is being played.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "reports/live_text.hpp"
#include "scenarios/log/event.hpp"

namespace rtpe::cli {

/// Writes reports/live_text to stderr while the run goes on, a few times a second of the real clock.
class LiveLine final : public scenario::EventSink {
 public:
  /// `expected`: when the run ends, in its own time; 0: not known.
  explicit LiveLine(Duration expected) { figures_.expected = expected; }
  [[nodiscard]] scenario::EventKinds interests() const override;
  void record(Duration since_start, const scenario::Event& event) override;
  /// Takes the line away.
  void clear();

 private:
  void show();
  report::LiveFigures figures_;
  std::vector<std::string> nodes_;
  std::vector<bool> disabled_;
  Duration before_at_{};
  std::uint64_t before_calls_ = 0, events_ = 0;
  std::chrono::steady_clock::time_point began_{}, shown_{};
  bool is_visible_ = false;
};

}  // namespace rtpe::cli
