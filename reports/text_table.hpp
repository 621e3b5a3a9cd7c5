// A table in plain text, aligned; for long tables, rendered piece by piece.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace rtpe::report {

enum class Align : std::uint8_t { left, right };

struct Column {
  std::string title;
  Align align = Align::left;
  std::size_t width_at_most = 40;  ///< a longer cell pushes the rest of its row to the right
  std::size_t width_at_least = 0;  ///< for tables whose rows come one by one
};

class TextTable {
 public:
  explicit TextTable(std::vector<Column> columns);
  /// One cell per column. Cells are printable text (report::printable).
  void add(std::vector<std::string> cells);
  [[nodiscard]] std::size_t rows() const { return rows_.size(); }
  /// Appends the rows to `out`, with the titles the first time, and forgets them; widths only grow.
  void render(std::string& out);

 private:
  void line(std::string& out, const std::vector<std::string>& cells) const;
  std::vector<Column> columns_;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<std::string>> rows_;
  bool has_titles_ = false;
};

}  // namespace rtpe::report
