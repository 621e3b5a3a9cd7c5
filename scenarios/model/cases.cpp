#include "scenarios/model/cases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/table_reader.hpp"
#include "base/toml.hpp"
#include "base/toml_writer.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::size_t most_cases = 1000, most_variables = 100;
constexpr std::string_view variable_lead = "${", escaped_variable_lead = "$${";

struct CaseVariable {
  std::string name;
  Value value;
};
using CaseVariables = std::vector<CaseVariable>;

bool is_variable_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !name.empty() && std::ranges::all_of(name, fits);
}

/// As it stands inside a text.
std::string text_of_value(const Value& value) {
  if (const auto* const text = value.text()) return *text;
  std::string out;
  append_toml(out, value);
  return out;
}

/// "3" -> 3, "true" -> true, "40/s" -> "40/s".
Value given_value(const std::string& text) {
  const std::string line = "x = " + text;
  Problems ignored(line, "");
  if (auto table = parse_toml(line, ignored); table && table->members.size() == 1)
    return {.content = std::move(table->members.front().value.content)};
  return {.content = text};
}

class Replacer {
 public:
  Replacer(const CaseVariables& variables, std::set<std::string>& used, Problems& problems)
      : variables_(variables), used_(used), problems_(problems) {}

  void replace(Table& table) {
    for (Member& member : table.members) replace(member.value);
  }

  void replace(Value& value) {
    if (auto* const table = std::get_if<Table>(&value.content)) return replace(*table);
    if (auto* const array = std::get_if<Array>(&value.content)) {
      for (Value& element : array->elements) replace(element);
      return;
    }
    const auto* const text = value.text();
    if (text == nullptr || !text->contains(variable_lead)) return;
    if (text->starts_with(variable_lead) && text->find('}') == text->size() - 1) {
      const Value* const found = find(text->substr(2, text->size() - 3), value.place);
      if (found != nullptr) value.content = Value::Content(found->content);
      return;
    }
    value.content = replaced(*text, value.place);
  }

 private:
  std::string replaced(std::string_view text, Place place) {
    std::string out;
    while (!text.empty()) {
      const auto at = text.find(variable_lead);
      if (at == std::string_view::npos) break;
      if (at > 0 && text[at - 1] == '$') {  // $${ stands for ${
        out.append(text.substr(0, at)).append(variable_lead.substr(1));
        text.remove_prefix(at + variable_lead.size());
        continue;
      }
      const auto end = text.find('}', at);
      if (end == std::string_view::npos) {
        problems_.error(place, "\"${\" without \"}\": write $${ for the characters themselves");
        return out;
      }
      out.append(text.substr(0, at));
      if (const Value* const found = find(std::string(text.substr(at + 2, end - at - 2)), place)) {
        if (found->table() != nullptr || found->array() != nullptr)
          problems_.error(place, fmt::format("${{{}}} is {}, which stands alone in its quotes or not at all",
                                             text.substr(at + 2, end - at - 2), type_name(*found)));
        else
          out += text_of_value(*found);
      }
      text.remove_prefix(end + 1);
    }
    return out.append(text);
  }

  /// "release.name": a member of a variable that is a table.
  const Value* find(const std::string& path, Place place) {
    const auto dot = std::min(path.find('.'), path.size());
    const std::string name = path.substr(0, dot);
    const auto found = std::ranges::find(variables_, name, &CaseVariable::name);
    if (found == variables_.end()) {
      std::vector<std::string_view> names;
      for (const CaseVariable& variable : variables_) names.push_back(variable.name);
      problems_.error(place, fmt::format("no variable is called \"{}\"{}", shown(name),
                                         names.empty() ? "; [variables] gives them, $${ stands for the characters"
                                                       : suggestion(name, names)));
      return nullptr;
    }
    used_.insert(name);
    if (dot == path.size()) return &found->value;
    const std::string key = path.substr(dot + 1);
    const Table* const table = found->value.table();
    const Value* const inside = table == nullptr ? nullptr : table->get(key);
    if (inside == nullptr)
      problems_.error(place, fmt::format("the variable \"{}\" has no member \"{}\"", shown(name), shown(key)));
    return inside;
  }

  const CaseVariables& variables_;
  std::set<std::string>& used_;
  Problems& problems_;
};

/// Takes a table out of the root; what is no table is reported.
Table take_table(Table& root, std::string_view key, Problems& problems) {
  const auto found = std::ranges::find(root.members, key, &Member::key);
  if (found == root.members.end()) return {};
  Member member = std::move(*found);
  root.members.erase(found);
  if (auto* const table = std::get_if<Table>(&member.value.content)) return std::move(*table);
  problems.error(member.value.place,
                 fmt::format("\"{0}\" must be a table, written [{0}], not {1}", key, type_name(member.value)));
  return {};
}

void judge_names(const Table& table, std::string_view header, Problems& problems) {
  for (const Member& member : table.members)
    if (!is_variable_name(member.key))
      problems.error(member.place, fmt::format("\"{}\" is no name for a variable of {}: letters, digits, _ and -",
                                               shown(member.key), header));
  if (table.members.size() > most_variables)
    problems.error(table.place, fmt::format("{} has more than {} entries", header, most_variables), ErrorKind::limit);
}

/// The values of one key of [matrix]; one that is given from outside is the only one.
std::vector<Value> values_of(const Member& member, const GivenVariables& given, Problems& problems) {
  if (const auto from_outside = given.find(member.key); from_outside != given.end()) {
    Value value = given_value(from_outside->second);
    value.place = member.value.place;
    const auto names_it = [&](const Value& one) {  // of a table by its first value
      return one.table() != nullptr && !one.table()->members.empty() &&
             text_of_value(one.table()->members.front().value) == from_outside->second;
    };
    if (const Array* const all = member.value.array())
      if (const auto row = std::ranges::find_if(all->elements, names_it); row != all->elements.end()) return {*row};
    return {std::move(value)};
  }
  const Array* const array = member.value.array();
  if (array == nullptr || array->elements.empty()) {
    problems.error(member.value.place,
                   fmt::format("{} of [matrix] must be an array of values, one for each case, not {}",
                               shown(member.key), array == nullptr ? type_name(member.value) : "an empty one"));
    return {};
  }
  return array->elements;
}

std::string label_of(const Value& value) {
  if (const Table* const table = value.table())
    return table->members.empty() ? "{}" : text_of_value(table->members.front().value);
  return text_of_value(value);
}

class Expansion {
 public:
  Expansion(Table root, const GivenVariables& given, Problems& problems)
      : variables_(take_table(root, "variables", problems)),
        matrix_(take_table(root, "matrix", problems)),
        root_(std::move(root)),
        given_(given),
        problems_(problems) {}

  std::vector<Case> cases() {
    judge_names(variables_, "[variables]", problems_);
    judge_names(matrix_, "[matrix]", problems_);
    judge_given();
    std::vector<std::vector<Value>> axes;
    std::size_t all = 1;
    for (const Member& member : matrix_.members) {
      if (const Member* const twice = variables_.find(member.key))
        problems_.error(member.place, fmt::format("\"{}\" is a variable already ({})", shown(member.key),
                                                  problems_.where(twice->place)));
      axes.push_back(values_of(member, given_, problems_));
      all *= std::max<std::size_t>(axes.back().size(), 1);
      if (all > most_cases) {
        problems_.error(member.place, fmt::format("[matrix] makes more than {} cases", most_cases), ErrorKind::limit);
        return {};
      }
    }
    std::vector<Case> cases;
    if (problems_.any_errors()) return cases;
    for (std::size_t index = 0; index < all; ++index) cases.push_back(make(axes, index, all));
    judge_use();
    return cases;
  }

 private:
  Case make(const std::vector<std::vector<Value>>& axes, std::size_t index, std::size_t all) {
    Case made{.name = {}, .root = root_};
    CaseVariables variables;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      all /= axes[axis].size();
      const Value& value = axes[axis][index / all % axes[axis].size()];
      variables.push_back({.name = matrix_.members[axis].key, .value = value});
      made.name += fmt::format("{}{} = {}", made.name.empty() ? "" : ", ", matrix_.members[axis].key, label_of(value));
    }
    for (const Member& member : variables_.members) {
      Value value = member.value;
      if (const auto from_outside = given_.find(member.key); from_outside != given_.end())
        value = {.content = given_value(from_outside->second).content, .place = value.place};
      Replacer(variables, used_, problems_).replace(value);  // of those before it
      variables.push_back({.name = member.key, .value = std::move(value)});
    }
    Replacer(variables, used_, problems_).replace(made.root);
    return made;
  }

  void judge_given() {
    std::vector<std::string_view> names;
    for (const Table* const table : {&variables_, &matrix_})
      for (const Member& member : table->members) names.push_back(member.key);
    for (const auto& [name, value] : given_)
      if (std::ranges::find(names, name) == names.end())
        problems_.error(root_.place,
                        fmt::format("--set {}: the file has no such variable{}", shown(name), suggestion(name, names)));
  }

  void judge_use() {
    for (const Table* const table : {&variables_, &matrix_})
      for (const Member& member : table->members)
        if (!used_.contains(member.key) && problems_.is_own(member.place))
          problems_.warn(member.place, fmt::format("the variable \"{}\" is never used", shown(member.key)));
  }

  Table variables_, matrix_, root_;
  const GivenVariables& given_;
  Problems& problems_;
  std::set<std::string> used_;
};

void escape_in(Value& value) {
  if (auto* const table = std::get_if<Table>(&value.content)) return escape_variables(*table);
  if (auto* const array = std::get_if<Array>(&value.content))
    for (Value& element : array->elements) escape_in(element);
  auto* const text = std::get_if<std::string>(&value.content);
  if (text == nullptr) return;
  for (auto at = text->find(variable_lead); at != std::string::npos;
       at = text->find(variable_lead, at + escaped_variable_lead.size()))
    text->replace(at, variable_lead.size(), escaped_variable_lead);
}

}  // namespace

std::vector<Case> cases_of(Table root, const GivenVariables& given, Problems& problems) {
  return Expansion(std::move(root), given, problems).cases();
}

void escape_variables(Table& table) {
  for (Member& member : table.members) escape_in(member.value);
}

}  // namespace rtpe::scenario
