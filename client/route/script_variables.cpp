#include "client/route/script_variables.hpp"

#include <algorithm>

namespace rtpe::route {
namespace {

/// "$xavp(a=>b)" -> "$xavp(a)".
std::string entry_name(const VariableName& name) {
  const auto arrow = name.base.find("=>");
  return arrow == std::string::npos ? name.base : name.base.substr(0, arrow) + ')';
}

}  // namespace

std::size_t ScriptVariables::find(std::string_view name, int index) const {
  if (index < 0) {
    const auto end = rows_.begin() + static_cast<std::ptrdiff_t>(size_);
    index += static_cast<int>(std::count_if(rows_.begin(), end, [&](const Row& row) { return row.name == name; }));
    if (index < 0) return none;
  }
  for (std::size_t i = size_; i > 0; --i)
    if (rows_[i - 1].name == name && index-- == 0) return i - 1;
  return none;
}

std::size_t ScriptVariables::find_field(const VariableName& name) const {
  const std::size_t entry = find(entry_name(name), name.index);
  if (entry == none) return none;
  for (std::size_t i = size_; i > 0; --i)
    if (rows_[i - 1].entry == rows_[entry].entry && i - 1 != entry && rows_[i - 1].name == name.base) return i - 1;
  return none;
}

void ScriptVariables::get(const VariableName& name, Value& out) const {
  if (name.all) {
    std::string list, scratch;
    for (std::size_t i = size_; i > 0; --i) {
      if (rows_[i - 1].name != name.base) continue;
      if (!list.empty()) list += ", ";
      list += as_text(rows_[i - 1].value, scratch);
    }
    return list.empty() ? out.set_null() : out.set(std::string_view(list));
  }
  const std::size_t row = name.kind == VariableKind::xavp ? find_field(name) : find(name.base, name.index);
  if (row == none) return out.set_null();
  out = rows_[row].value;
}

ScriptVariables::Row* ScriptVariables::append(std::string_view name) {
  if (size_ == most_rows) return nullptr;
  if (size_ == rows_.size()) rows_.emplace_back();
  Row& row = rows_[size_++];
  row.name = name;
  row.entry = 0;
  return &row;
}

void ScriptVariables::erase(std::size_t row) {
  const auto at = rows_.begin() + static_cast<std::ptrdiff_t>(row);
  std::rotate(at, at + 1, rows_.begin() + static_cast<std::ptrdiff_t>(size_));
  --size_;
}

void ScriptVariables::set(const VariableName& name, const Value& value) {
  if (name.kind == VariableKind::avp) return set_list(name, value);
  if (name.kind == VariableKind::xavp) return set_field(name, value);
  const std::size_t known = find(name.base, 0);
  if (name.kind == VariableKind::dialog) {  // measured: null removes it, and a number is not taken
    if (value.is_null() && known != none) erase(known);
    if (value.kind != ValueKind::text) return;
  }
  Row* const row = known == none ? append(name.base) : &rows_[known];
  if (row == nullptr) return;
  row->value = value;
  if (value.is_null()) row->value.set(std::int64_t{0});
}

void ScriptVariables::set_list(const VariableName& name, const Value& value) {
  if (name.all) {
    for (std::size_t known = find(name.base, 0); known != none; known = find(name.base, 0)) erase(known);
    if (value.is_null()) return;
  }
  if (value.is_null()) {
    if (const std::size_t newest = find(name.base, name.index); newest != none) erase(newest);
    return;
  }
  const std::size_t known = name.has_index && !name.all ? find(name.base, name.index) : none;
  Row* const row = known == none ? append(name.base) : &rows_[known];
  if (row != nullptr) row->value = value;
}

void ScriptVariables::erase_entry(std::size_t row) {
  if (row == none) return;
  const std::size_t entry = rows_[row].entry;
  for (std::size_t i = size_; i > 0; --i)
    if (rows_[i - 1].entry == entry) erase(i - 1);
}

void ScriptVariables::set_field(const VariableName& name, const Value& value) {
  const std::string list = entry_name(name);
  if (value.is_null() && list == name.base) return erase_entry(find(list, name.index));
  if (value.is_null()) {
    if (const std::size_t newest = find_field(name); newest != none) erase(newest);
    return;
  }
  std::size_t entry = name.has_index ? find(list, name.index) : none;
  if (entry == none && name.has_index) return;
  if (entry == none) {
    Row* const added = append(list);
    if (added == nullptr) return;
    added->entry = ++entries_;
    added->value.set_null();
    entry = size_ - 1;
  }
  if (list == name.base) {
    rows_[entry].value = value;
    return;
  }
  const std::size_t number = rows_[entry].entry;
  Row* const row = append(name.base);
  if (row == nullptr) return;
  row->entry = number;
  row->value = value;
}

}  // namespace rtpe::route
