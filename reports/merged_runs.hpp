// Results of several places as one: shards of seeds, jobs of a CI system, logs and summaries.
#pragma once
#include <string>
#include <vector>

#include "base/error.hpp"
#include "reports/played_run.hpp"

namespace rtpe::report {

/// Puts runs together and counts nothing twice: a run that came before, whatever it was read from, is left out.
class MergedRuns {
 public:
  /// `from` names them in errors. Error: a virtual run of the same scenario and seed that came to something else, which
  /// another program or another scenario file made.
  Expected<void> add(std::vector<PlayedRun> runs, const std::string& from);
  /// In the order of scenario files, then seeds.
  [[nodiscard]] std::vector<PlayedRun> take();
  [[nodiscard]] std::size_t left_out() const { return left_out_; }

 private:
  struct Row {
    PlayedRun run;
    std::string content, from;
  };
  std::vector<Row> rows_;
  std::size_t left_out_ = 0;
};

}  // namespace rtpe::report
