// One line on a terminal about the run that is being played.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/log/event.hpp"

namespace rtpe::cli {

struct LiveFigures {
  Duration at{};  ///< the run's time
  std::uint64_t calls = 0, over = 0, failed = 0;
  double calls_per_s = 0;             ///< lately, in the run's time
  std::vector<std::string> disabled;  ///< nodes, printable
};
/// "12 min 3 s: 3 654 calls, 340 in progress, 2 failed, 3.1/s; disabled: a". At most `columns` long.
[[nodiscard]] std::string live_text(const LiveFigures& figures, std::size_t columns);

/// Writes it to stderr while the run goes on, a few times a second of the real clock.
class LiveLine final : public scenario::EventSink {
 public:
  [[nodiscard]] scenario::EventKinds interests() const override;
  void record(Duration since_start, const scenario::Event& event) override;
  /// Takes the line away.
  void clear();

 private:
  void show();
  LiveFigures figures_;
  std::vector<std::string> nodes_;
  std::vector<bool> disabled_;
  Duration before_at_{};
  std::uint64_t before_calls_ = 0, events_ = 0;
  std::chrono::steady_clock::time_point shown_{};
  bool is_visible_ = false;
};

}  // namespace rtpe::cli
