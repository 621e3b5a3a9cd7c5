#include "client/proxy/variables.hpp"

#include <algorithm>

namespace rtpe::proxy {
namespace {

bool is_integer(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

const Variables::Row* Variables::find(std::string_view name) const {
  const Row* const found = std::find_if(begin(), end(), [&](const Row& row) { return row.name == name; });
  return found == end() ? nullptr : found;
}

Variables::Row* Variables::row_of(std::string_view name) {
  if (const Row* const known = find(name)) return &rows_[static_cast<std::size_t>(known - begin())];
  if (size_ == most_rows) return nullptr;
  if (size_ == rows_.size()) rows_.emplace_back();
  Row& row = rows_[size_++];
  row.name = name;
  return &row;
}

void Variables::write(std::string_view name, std::string_view text) {
  Row* const row = row_of(name);
  if (row == nullptr) return;
  row->text = text;
  row->is_integer = false;
}

void Variables::give(std::string_view name, std::string_view text) {
  Row* const row = row_of(name);
  if (row == nullptr) return;
  row->text = text;
  row->is_integer = is_integer(text);
}

}  // namespace rtpe::proxy
