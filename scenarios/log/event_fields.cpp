#include "scenarios/log/event_fields.hpp"

#include <fmt/format.h>

#include <array>
#include <concepts>
#include <optional>

#include "base/time_text.hpp"
#include "scenarios/log/schema.hpp"

namespace rtpe::scenario {
namespace {

using ValueType = FieldValue::Type;

template <class T>
inline constexpr bool is_event_list = false;
template <class T>
inline constexpr bool is_event_list<std::span<const T>> = true;
template <class T>
inline constexpr bool is_maybe_value = false;
template <class T>
inline constexpr bool is_maybe_value<std::optional<T>> = true;

template <class T>
constexpr bool is_readable = !is_event_list<T> && !std::is_same_v<T, HexBytes>;

template <class T>
ValueType type_of(std::string_view name) {
  if constexpr (is_maybe_value<T>) return type_of<typename T::value_type>(name);
  if constexpr (std::is_same_v<T, bool>) return ValueType::truth;
  if constexpr (std::is_same_v<T, Duration>) return ValueType::duration;
  if constexpr (std::integral<T>)
    return name == "node" ? ValueType::node : name == "proxy" ? ValueType::proxy : ValueType::number;
  return ValueType::text;
}

template <class T>
FieldValue value_of(std::string_view name, const T& value) {
  if constexpr (is_maybe_value<T>)
    return value ? value_of(name, *value) : FieldValue{};
  else if constexpr (std::is_same_v<T, std::string_view>)
    return {.type = ValueType::text, .text = value};
  else if constexpr (std::is_same_v<T, Duration>)
    return {.type = ValueType::duration, .number = value.count()};
  else if constexpr (std::integral<T>)
    return {.type = type_of<T>(name), .number = static_cast<std::int64_t>(value)};
  else
    return {.type = ValueType::text, .text = word_of(value)};
}

template <class T>
std::vector<std::string_view> words_of() {
  std::vector<std::string_view> words;
  if constexpr (is_maybe_value<T>)
    words = words_of<typename T::value_type>();
  else if constexpr (Word<T>)
    for (const T value : all_of_a_word<T>()) words.push_back(word_of(value));
  return words;
}

template <class E, std::size_t index>
FieldValue read_field(const Event& event) {
  const auto& field = std::get<index>(Schema<E>::fields);
  const E& e = std::get<E>(event);
  if (field.written != nullptr && !field.written(e)) return {};
  return value_of(field.name, e.*field.member);
}

template <class E, std::size_t index>
void add_field(std::vector<FieldAccess>& fields) {
  const auto& field = std::get<index>(Schema<E>::fields);
  using T = std::remove_cvref_t<decltype(std::declval<E>().*field.member)>;
  if constexpr (is_readable<T>) {
    std::string_view name = field.name;
    if (std::is_same_v<T, Duration> && name.ends_with("_ns")) name.remove_suffix(3);
    fields.push_back({.name = name, .type = type_of<T>(name), .words = words_of<T>(), .read = &read_field<E, index>});
  }
}

template <class E>
std::vector<FieldAccess> fields_of() {
  std::vector<FieldAccess> fields;
  [&]<std::size_t... index>(std::index_sequence<index...>) {
    (add_field<E, index>(fields), ...);
  }(std::make_index_sequence<std::tuple_size_v<decltype(Schema<E>::fields)>>());
  return fields;
}

constexpr auto event_words = []<class... All>(std::variant<All...>*) {
  return std::array<std::string_view, sizeof...(All)>{Schema<All>::name...};
}(static_cast<Event*>(nullptr));

}  // namespace

std::span<const FieldAccess> fields_of_kind(std::size_t kind) {
  static const auto all = []<class... All>(std::variant<All...>*) {
    return std::array<std::vector<FieldAccess>, sizeof...(All)>{fields_of<All>()...};
  }(static_cast<Event*>(nullptr));
  return all.at(kind);
}

std::span<const std::string_view> event_kind_names() { return event_words; }

void RunNames::start(const RunStarted& event) {
  for (const NodeEntry& node : event.nodes)
    nodes_.push_back({std::string(node.name), std::string(node.url), std::string(node.engine)});
  for (const ProxyEntry& proxy : event.proxies) proxies_.emplace_back(proxy.name);
}

bool RunNames::is_node(std::int64_t node, std::string_view name) const {
  if (node < 0 || static_cast<std::size_t>(node) >= nodes_.size()) return false;
  const NodeNames& names = nodes_[static_cast<std::size_t>(node)];
  return names.name == name || names.url == name || names.engine == name;
}

bool RunNames::is_proxy(std::int64_t proxy, std::string_view name) const {
  return proxy >= 0 && static_cast<std::size_t>(proxy) < proxies_.size() &&
         proxies_[static_cast<std::size_t>(proxy)] == name;
}

std::string_view RunNames::engine_of(std::int64_t node) const {
  if (node < 0 || static_cast<std::size_t>(node) >= nodes_.size()) return {};
  return nodes_[static_cast<std::size_t>(node)].engine;
}

std::string RunNames::shown(const FieldValue& value) const {
  const auto place = static_cast<std::size_t>(value.number);
  switch (value.type) {
    case ValueType::absent:
      return "-";
    case ValueType::text:
      return std::string(value.text);
    case ValueType::truth:
      return value.number != 0 ? "true" : "false";
    case ValueType::duration:
      return duration_text(Duration(value.number));
    case ValueType::node:
      if (place < nodes_.size()) return nodes_[place].name;
      break;
    case ValueType::proxy:
      if (place < proxies_.size()) return proxies_[place];
      break;
    case ValueType::number:
      break;
  }
  return fmt::to_string(value.number);
}

}  // namespace rtpe::scenario
