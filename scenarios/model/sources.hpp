// The texts that a scenario file is made of: itself and what it includes.
#pragma once
#include <deque>
#include <optional>
#include <string>

#include "base/problems.hpp"
#include "base/value.hpp"

namespace rtpe::scenario {

inline constexpr std::size_t largest_file_bytes = 8 << 20;  // room for 10,000 listed calls

struct SourceText {
  std::string path, text;
};

class Sources {
 public:
  explicit Sources(SourceText own) { texts_.push_back(std::move(own)); }
  [[nodiscard]] const std::string& path() const { return texts_.front().path; }
  [[nodiscard]] const std::string& text() const { return texts_.front().text; }
  /// An empty collection about all of them, which must outlive it.
  [[nodiscard]] Problems problems() const;
  /// The tables of the file with those of the files that `include` names; what it says itself counts more. Of arrays of
  /// tables the included ones come first. Empty: reported.
  [[nodiscard]] std::optional<Table> tables(Problems& problems);

 private:
  [[nodiscard]] bool take_in(Table& root, std::size_t source, std::size_t depth, Problems& problems);

  std::deque<SourceText> texts_;  ///< they do not move
};

/// The file's bytes, at most one more than allowed.
[[nodiscard]] Read<std::string> read_scenario_text(const std::string& path);

}  // namespace rtpe::scenario
