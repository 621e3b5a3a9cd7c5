#include "reports/html_event.hpp"

#include <fmt/format.h>

#include <concepts>
#include <utility>

#include "base/json_text.hpp"
#include "scenarios/log/schema.hpp"

namespace rtpe::report {
namespace {

using scenario::Event;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::span<const T>> = true;

/// Known from the call that the event belongs to.
constexpr bool is_implied(std::string_view name) { return name == "proxy" || name == "call"; }
/// Texts that do not come again.
constexpr bool is_single(std::string_view name) { return name == "cookie" || name == "call_id" || name == "bytes"; }

/// "latency_ns" is in microseconds here.
std::string_view name_without_unit(std::string_view name) {
  return name.ends_with("_ns") ? name.substr(0, name.size() - 3) : name;
}

template <class T>
void append_type(std::string& out) {
  using Value = std::remove_cvref_t<T>;
  if constexpr (is_optional<Value>) {
    append_type<typename Value::value_type>(out);
  } else if constexpr (is_list<Value>) {
    out += "[";
    using Element = std::remove_const_t<typename Value::element_type>;
    if constexpr (requires { scenario::Schema<Element>::fields; }) {
      bool first = true;
      scenario::for_each_field<Element>([&](const auto& field) {
        if (!std::exchange(first, false)) out += ",";
        out += fmt::format("[\"{}\",", name_without_unit(field.name));
        append_type<typename std::remove_cvref_t<decltype(field)>::Value>(out);
        out += "]";
      });
    }
    out += "]";
  } else if constexpr (std::is_same_v<Value, bool>) {
    out += "\"flag\"";
  } else if constexpr (std::integral<Value>) {
    out += "\"number\"";
  } else if constexpr (std::is_same_v<Value, Duration>) {
    out += "\"time\"";
  } else {
    out += "\"text\"";
  }
}

class CompactWriter {
 public:
  CompactWriter(std::string& out, NumberedTexts& texts) : out_(out), texts_(texts) {}

  template <class T>
  void value(std::string_view name, const T& value) {
    if constexpr (is_optional<T>) {
      this->value(name, *value);  // written only when there is one
    } else if constexpr (is_list<T>) {
      list(name, value);
    } else if constexpr (std::is_same_v<T, bool>) {
      out_ += value ? '1' : '0';
    } else if constexpr (std::integral<T>) {
      fmt::format_to(std::back_inserter(out_), "{}", value);
    } else if constexpr (std::is_same_v<T, Duration>) {
      fmt::format_to(std::back_inserter(out_), "{}", microseconds(value));
    } else if constexpr (std::is_same_v<T, scenario::HexBytes>) {
      out_ += '"';
      for (const char c : value.bytes)
        fmt::format_to(std::back_inserter(out_), "{:02x}", static_cast<unsigned char>(c));
      out_ += '"';
    } else if constexpr (std::is_same_v<T, std::string_view>) {
      is_single(name) ? append_json_string(out_, value) : texts_.write(out_, value);
    } else {
      texts_.write(out_, scenario::word_of(value));
    }
  }

 private:
  template <class T>
  void list(std::string_view name, std::span<const T> elements) {
    out_ += '[';
    bool first = true;
    for (const T& element : elements) {
      if constexpr (requires { scenario::Schema<T>::fields; }) {
        scenario::for_each_field<T>([&](const auto& field) {
          if (!std::exchange(first, false)) out_ += ',';
          value(field.name, element.*field.member);
        });
      } else {
        if (!std::exchange(first, false)) out_ += ',';
        value(name, element);
      }
    }
    out_ += ']';
  }
  std::string& out_;
  NumberedTexts& texts_;
};

}  // namespace

void NumberedTexts::write(std::string& out, std::string_view text) {
  const auto found = numbers_.find(std::string(text));
  if (found == numbers_.end() && texts_.size() >= most_texts) return append_json_string(out, text);
  std::uint32_t number = 0;
  if (found == numbers_.end()) {
    number = static_cast<std::uint32_t>(texts_.size());
    texts_.emplace_back(text);
    numbers_.emplace(text, number);
  } else {
    number = found->second;
  }
  fmt::format_to(std::back_inserter(out), "{}", number);
}

std::string NumberedTexts::json() const {
  std::string out = "[";
  for (const std::string& text : texts_) {
    if (out.size() > 1) out += ',';
    append_json_string(out, text);
  }
  return out + "]";
}

void append_compact_event(std::string& out, Duration at, const Event& event, const EventContext& context,
                          NumberedTexts& texts) {
  fmt::format_to(std::back_inserter(out), "[{},{}", event.index(), microseconds(at) - microseconds(context.before));
  CompactWriter writer(out, texts);
  std::size_t end = out.size();  // what follows is left-out fields only
  std::visit(
      [&]<class E>(const E& e) {
        scenario::for_each_field<E>([&](const auto& field) {
          if (is_implied(field.name)) return;
          bool written = field.written == nullptr || field.written(e);
          if constexpr (std::is_same_v<std::remove_cvref_t<decltype(e.*field.member)>, std::string_view>)
            written = written && !(field.name == "call_id" && e.*field.member == context.call_id);
          out += ',';
          if (!written) {
            out += "null";
            return;
          }
          writer.value(field.name, e.*field.member);
          end = out.size();
        });
      },
      event);
  out.resize(end);
  out += ']';
}

namespace {

template <std::size_t... kinds>
void append_kinds(std::string& out, std::index_sequence<kinds...> /*all*/) {
  const auto one = [&]<class E>(E* /*kind*/) {
    if (out.size() > 1) out += ',';
    out += fmt::format("[\"{}\",[", scenario::Schema<E>::name);
    bool first = true;
    scenario::for_each_field<E>([&](const auto& field) {
      if (is_implied(field.name)) return;
      if (!std::exchange(first, false)) out += ',';
      out += fmt::format("[\"{}\",", name_without_unit(field.name));
      append_type<typename std::remove_cvref_t<decltype(field)>::Value>(out);
      out += ']';
    });
    out += "]]";
  };
  (one(static_cast<std::variant_alternative_t<kinds, Event>*>(nullptr)), ...);
}

}  // namespace

std::string compact_event_schema() {
  std::string out = "[";
  append_kinds(out, std::make_index_sequence<std::variant_size_v<Event>>());
  return out + "]";
}

std::int64_t microseconds(Duration duration) { return (duration.count() + (duration.count() < 0 ? -500 : 500)) / 1000; }

}  // namespace rtpe::report
