#include "reports/text_table.hpp"

#include <algorithm>

#include "reports/text.hpp"

namespace rtpe::report {

TextTable::TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {
  for (const Column& column : columns_) widths_.push_back(std::max(display_width(column.title), column.width_at_least));
}

void TextTable::add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

void TextTable::line(std::string& out, const std::vector<std::string>& cells) const {
  std::string text;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const std::size_t width = display_width(cells[i]);
    const std::size_t padding = widths_[i] > width ? widths_[i] - width : 0;
    if (i > 0) text += "  ";
    if (columns_[i].align == Align::right) text.append(padding, ' ');
    text += cells[i];
    if (columns_[i].align == Align::left) text.append(padding, ' ');
  }
  text.erase(text.find_last_not_of(' ') + 1);
  out += text + "\n";
}

void TextTable::render(std::string& out) {
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < columns_.size(); ++i)
      widths_[i] = std::max(widths_[i], std::min(display_width(row[i]), columns_[i].width_at_most));
  if (!has_titles_) {
    std::vector<std::string> titles;
    for (const Column& column : columns_) titles.push_back(column.title);
    line(out, titles);
    has_titles_ = true;
  }
  for (const auto& row : rows_) line(out, row);
  rows_.clear();
}

}  // namespace rtpe::report
