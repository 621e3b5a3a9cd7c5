// What became of the runs of a search, one JSON line each, appended as they end: a search that was stopped goes on from
// it, and shards are put together from theirs.
#pragma once
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "scenarios/campaign/play.hpp"

namespace rtpe::cli {

class ChaosJournal {
 public:
  /// Reads what the file has and goes on behind it; a last line that was cut off is taken away. `search`: which search
  /// it is of. Error: it cannot be opened, is of another search, or a line is damaged.
  static Expected<std::unique_ptr<ChaosJournal>> open(const std::string& path, const std::string& search);
  /// Learns what another journal of the same search knows: of another shard, or of another machine. Nothing counts
  /// twice.
  Expected<void> learn(const std::string& path, const std::string& search);
  ~ChaosJournal();
  ChaosJournal(const ChaosJournal&) = delete;
  ChaosJournal& operator=(const ChaosJournal&) = delete;

  /// What is known of that run.
  [[nodiscard]] std::optional<scenario::campaign::Outcome> known(const std::string& key) const;
  void add(const std::string& key, const scenario::campaign::Outcome& outcome);
  /// The first line that could not be written; empty: all were.
  [[nodiscard]] const std::optional<Error>& trouble() const { return trouble_; }

 private:
  ChaosJournal(std::FILE* file, std::string path) : file_(file), path_(std::move(path)) {}
  std::FILE* file_;
  std::string path_;
  std::optional<Error> trouble_;
  std::map<std::string, scenario::campaign::Outcome> known_;
};

}  // namespace rtpe::cli
