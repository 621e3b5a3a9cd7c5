#include "scenarios/log/event_log_writer.hpp"

#include <charconv>
#include <concepts>
#include <utility>

#include "base/json_text.hpp"
#include "scenarios/log/schema.hpp"

namespace rtpe::scenario {
namespace {

void write(std::string& out, std::string_view text) { append_json_string(out, text); }
void write(std::string& out, bool value) { out.append(value ? "true" : "false"); }
template <std::integral T>
void write(std::string& out, T value) {
  char digits[24];
  out.append(std::string_view(digits, std::to_chars(digits, digits + sizeof digits, value).ptr));
}
void write(std::string& out, Duration value) { write(out, value.count()); }
template <Word T>
void write(std::string& out, T value) {
  out.push_back('"');
  out.append(word_of(value));
  out.push_back('"');
}
template <class T>
void write(std::string& out, const std::optional<T>& value) {
  write(out, value.value_or(T{}));  // written only when there is one
}
void write(std::string& out, HexBytes value) {
  constexpr std::string_view digits = "0123456789abcdef";
  out.push_back('"');
  for (const char c : value.bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(digits[byte >> 4U]);
    out.push_back(digits[byte & 0xFU]);
  }
  out.push_back('"');
}

template <class E>
void write_fields(std::string& out, const E& object, std::string_view separator);

template <class T>
void write(std::string& out, std::span<const T> list) {
  out.push_back('[');
  bool first = true;
  for (const T& element : list) {
    if (!std::exchange(first, false)) out.push_back(',');
    if constexpr (requires { Schema<T>::fields; }) {
      out.push_back('{');
      write_fields(out, element, "");
      out.push_back('}');
    } else {
      write(out, element);
    }
  }
  out.push_back(']');
}

/// `separator`: before the first field.
template <class E>
void write_fields(std::string& out, const E& object, std::string_view separator) {
  for_each_field<E>([&](const auto& field) {
    if (field.written != nullptr && !field.written(object)) return;
    out.append(std::exchange(separator, ","));
    out.push_back('"');
    out.append(field.name);
    out.append("\":");
    write(out, object.*field.member);
  });
}

}  // namespace

void append_json_line(std::string& out, Duration since_start, const Event& event) {
  out.append("{\"at_ns\":");
  write(out, since_start);
  out.append(",\"event\":\"");
  out.append(name_of(event));
  out.push_back('"');
  std::visit([&](const auto& e) { write_fields(out, e, ","); }, event);
  out.append("}\n");
}

}  // namespace rtpe::scenario
