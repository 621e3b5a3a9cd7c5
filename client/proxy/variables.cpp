#include "client/proxy/variables.hpp"

#include <algorithm>

#include "client/script/message_variables.hpp"

namespace rtpe::proxy {

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
  auto given = script::given_variable(text);
  row->text = std::move(given.text);
  row->is_integer = given.is_integer;
}

}  // namespace rtpe::proxy
