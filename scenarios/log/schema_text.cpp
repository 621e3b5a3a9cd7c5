#include "scenarios/log/schema_text.hpp"

#include <fmt/format.h>

#include "scenarios/log/schema.hpp"

namespace rtpe::scenario {
namespace {

template <class T>
constexpr bool is_list = false;
template <class T>
constexpr bool is_list<std::span<const T>> = true;
template <class T>
constexpr bool is_optional = false;
template <class T>
constexpr bool is_optional<std::optional<T>> = true;

template <Word T>
std::string words_text() {
  std::string out;
  for (const T value : all_of_a_word<T>()) out += fmt::format("{}`{}`", out.empty() ? "" : ", ", word_of(value));
  return out;
}

/// What stands in the log for a T.
template <class T>
std::string type_text(std::string_view unit) {
  if constexpr (is_optional<T>)
    return type_text<typename T::value_type>(unit);
  else if constexpr (Word<T>)
    return std::is_same_v<T, Command> ? "an NG verb" : words_text<T>();
  else if constexpr (std::is_same_v<T, std::span<const std::string_view>>)
    return "list of texts";
  else if constexpr (is_list<T>)
    return "list of objects";
  else if constexpr (std::is_same_v<T, Duration>)
    return "ns";
  else if constexpr (std::is_same_v<T, std::string_view>)
    return "text";
  else if constexpr (std::is_same_v<T, HexBytes>)
    return "hexadecimal digits";
  else if constexpr (std::is_same_v<T, bool>)
    return "true, false";
  else
    return unit.empty() ? "number" : std::string(unit);
}

template <class E>
std::string fields_text(std::string_view prefix) {
  std::string out;
  for_each_field<E>([&]<class F>(const F& field) {
    using Value = typename F::Value;
    out += fmt::format("| `{}{}`{} | {} | {} |\n", prefix, field.name, field.written == nullptr ? "" : " *",
                       type_text<Value>(field.unit), field.meaning);
    if constexpr (is_list<Value>) {
      using Row = std::remove_const_t<typename Value::element_type>;
      if constexpr (requires { Schema<Row>::fields; }) out += fields_text<Row>(fmt::format("{}[].", field.name));
    }
  });
  return out;
}

}  // namespace

std::string schema_markdown() {
  std::string out;
  [&]<class... All>(std::variant<All...>*) {
    ((out += fmt::format("### {}\n\n{}\n\n| field | type | meaning |\n|---|---|---|\n{}\n", Schema<All>::name,
                         Schema<All>::meaning, fields_text<All>(""))),
     ...);
  }(static_cast<Event*>(nullptr));
  out.pop_back();  // one line end is enough at the end of a file
  return out;
}

}  // namespace rtpe::scenario
