#include "scenarios/log/event_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/problems.hpp"
#include "scenarios/log/event_condition.hpp"
#include "scenarios/log/wildcard.hpp"

namespace rtpe::scenario {
namespace {

using ValueType = FieldValue::Type;
using ConditionNode = EventCondition::Node;

class ConditionEvaluation {
 public:
  ConditionEvaluation(Duration at, const Event& event, const RunNames& names) : at_(at), event_(event), names_(names) {}

  [[nodiscard]] bool holds(const ConditionNode& node) const {
    const auto part = [&](const ConditionNode& one) { return holds(one); };
    switch (node.kind) {
      case ConditionNode::Kind::any:
        return std::ranges::any_of(node.parts, part);
      case ConditionNode::Kind::all:
        return std::ranges::all_of(node.parts, part);
      case ConditionNode::Kind::none:
        return !holds(node.parts.front());
      case ConditionNode::Kind::there:
        return is_there(value(node.left));
      case ConditionNode::Kind::compare:
        break;
    }
    return compares(node);
  }

 private:
  [[nodiscard]] FieldValue value(const Operand& operand) const {
    if (operand.is_time) return {.type = ValueType::duration, .number = at_.count()};
    if (operand.field == nullptr) {
      FieldValue literal = operand.literal;
      if (literal.type == ValueType::text) literal.text = operand.text;
      return literal;
    }
    const FieldValue read = operand.field->read(event_);
    if (!operand.is_engine || read.type == ValueType::absent) return read;
    return {.type = ValueType::text, .text = names_.engine_of(read.number)};
  }

  static bool is_there(const FieldValue& value) {
    if (value.type == ValueType::truth) return value.number != 0;
    return value.type != ValueType::absent && (value.type != ValueType::text || !value.text.empty());
  }

  [[nodiscard]] bool equal(const FieldValue& left, const FieldValue& right) const {
    if (left.type == ValueType::absent || right.type == ValueType::absent) return false;
    if (left.type == ValueType::node && right.type == ValueType::text) return names_.is_node(left.number, right.text);
    if (left.type == ValueType::proxy && right.type == ValueType::text) return names_.is_proxy(left.number, right.text);
    return left.type == ValueType::text ? left.text == right.text : left.number == right.number;
  }

  [[nodiscard]] bool compares(const ConditionNode& node) const {
    const FieldValue left = value(node.left), right = value(node.right);
    if (node.comparison == Comparison::equal) return equal(left, right);
    if (node.comparison == Comparison::unequal) return !equal(left, right);
    if (left.type == ValueType::absent || right.type == ValueType::absent) return false;
    switch (node.comparison) {
      case Comparison::below:
        return left.number < right.number;
      case Comparison::at_most:
        return left.number <= right.number;
      case Comparison::above:
        return left.number > right.number;
      case Comparison::at_least:
        return left.number >= right.number;
      default:
        return matches_wildcard(right.text, left.text);
    }
  }

  Duration at_;
  const Event& event_;
  const RunNames& names_;
};

}  // namespace

Error wrong_at(std::size_t column, std::string message) {
  return {.message = std::move(message), .place = fmt::format("column {}", column)};
}

bool EventCondition::holds(Duration at, const Event& event, const RunNames& names) const {
  return root_ == nullptr || ConditionEvaluation(at, event, names).holds(*root_);
}

Expected<EventPattern> EventPattern::parse(std::string_view text) {
  const auto begin = std::min(text.find_first_not_of(' '), text.size());
  const auto end = std::min(text.find(' ', begin), text.size());
  const std::string_view word = text.substr(begin, end - begin);
  const auto kinds = event_kind_names();
  const auto found = std::ranges::find(kinds, word);
  if (found == kinds.end())
    return std::unexpected(
        wrong_at(begin + 1, fmt::format("no event is called \"{}\"{}", shown(word), suggestion(word, kinds))));
  if (word == name_of(DatagramSent{}))
    return std::unexpected(wrong_at(begin + 1, "datagrams are written beside a run; no check and no fault sees them"));
  EventPattern made;
  made.kind_ = static_cast<std::size_t>(found - kinds.begin());
  std::string_view rest = text.substr(end);
  const auto next = rest.find_first_not_of(' ');
  if (next == std::string_view::npos) return made;
  rest.remove_prefix(next);
  constexpr std::string_view where = "where ";
  const std::size_t column = text.size() - rest.size() + 1;
  if (!rest.starts_with(where))
    return std::unexpected(wrong_at(column, fmt::format("\"where\" was expected behind {}", word)));
  auto condition = EventCondition::parse(rest.substr(where.size()), made.kind_, column + where.size());
  if (!condition) return std::unexpected(condition.error());
  made.condition_ = std::move(*condition);
  return made;
}

Expected<std::vector<const FieldAccess*>> fields_named(std::size_t kind, const std::vector<std::string>& names) {
  std::vector<const FieldAccess*> out;
  const auto fields = fields_of_kind(kind);
  for (const std::string& name : names) {
    const auto found = std::ranges::find(fields, name, &FieldAccess::name);
    if (found == fields.end()) {
      std::vector<std::string_view> known;
      for (const FieldAccess& field : fields) known.push_back(field.name);
      return std::unexpected(Error{.message = fmt::format("{} has no field \"{}\"{}", event_kind_names()[kind],
                                                          shown(name), suggestion(name, known))});
    }
    out.push_back(&*found);
  }
  return out;
}

std::string event_text(const Event& event, const RunNames& names) {
  std::string out(name_of(event));
  std::string_view separator = " ";
  for (const FieldAccess& field : fields_of_kind(event.index())) {
    const FieldValue value = field.read(event);
    if (value.type == ValueType::absent || (value.type == ValueType::text && value.text.empty())) continue;
    out.append(std::exchange(separator, ", ")).append(field.name).append(" ").append(names.shown(value));
  }
  constexpr std::size_t longest_line = 300;
  return out.size() > longest_line ? out.substr(0, longest_line) + "..." : out;
}

}  // namespace rtpe::scenario
