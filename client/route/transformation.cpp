// {s.*}, {uri.*}, {nameaddr.*}, {param.*} of variables.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/nearest.hpp"
#include "client/route/substitution.hpp"
#include "client/route/variable_name.hpp"

namespace rtpe::route {
namespace {

using Arguments = std::vector<std::string>;

int number(const Arguments& arguments, std::size_t index) {
  int value = 0;
  if (index < arguments.size())
    std::from_chars(arguments[index].data(), arguments[index].data() + arguments[index].size(), value);
  return value;
}

std::string_view trim(std::string_view text, bool left, bool right) {
  constexpr std::string_view blanks = " \t\r\n";
  while (left && !text.empty() && blanks.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  while (right && !text.empty() && blanks.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return text;
}

/// The parts of sip:user:password@host:port;parameters?headers.
struct Uri {
  std::string_view scheme, user, host, port, parameters;
};

Uri split_uri(std::string_view text) {
  Uri uri;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return uri;
  uri.scheme = text.substr(0, colon);
  text.remove_prefix(colon + 1);
  text = text.substr(0, text.find('?'));
  if (const auto at = text.find('@'); at != std::string_view::npos) {
    uri.user = text.substr(0, at);
    uri.user = uri.user.substr(0, uri.user.find(':'));
    text.remove_prefix(at + 1);
  }
  if (const auto semicolon = text.find(';'); semicolon != std::string_view::npos) {
    uri.parameters = text.substr(semicolon + 1);
    text = text.substr(0, semicolon);
  }
  const auto bracket = text.find(']');
  const auto port = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  uri.host = text.substr(0, port);
  if (port != std::string_view::npos) uri.port = text.substr(port + 1);
  return uri;
}

std::string_view parameter(std::string_view parameters, std::string_view name, char separator) {
  while (!parameters.empty()) {
    const std::string_view one = parameters.substr(0, parameters.find(separator));
    const auto equals = one.find('=');
    if (trim(one.substr(0, equals), true, true) == name)
      return equals == std::string_view::npos ? std::string_view{} : one.substr(equals + 1);
    parameters.remove_prefix(std::min(one.size() + 1, parameters.size()));
  }
  return {};
}

std::string_view select(std::string_view text, int index, char separator) {
  if (index < 0) {
    const auto fields = static_cast<int>(std::ranges::count(text, separator)) + 1;
    index += fields;
    if (index < 0) return {};
  }
  for (; index > 0; --index) {
    const auto at = text.find(separator);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + 1);
  }
  return text.substr(0, text.find(separator));
}

std::string_view name_address_uri(std::string_view text) {
  const auto open = text.find('<');
  if (open == std::string_view::npos) return trim(text.substr(0, text.find(';')), true, true);
  return text.substr(open + 1, std::min(text.find('>', open), text.size()) - open - 1);
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  if (from.empty()) return out;
  for (std::size_t at = out.find(from); at != std::string::npos; at = out.find(from, at + to.size()))
    out.replace(at, from.size(), to);
  return out;
}

/// A negative offset counts from the end; length 0: to the end. nullopt: the text is too short.
std::optional<std::string_view> substring(std::string_view text, int offset, int length) {
  if (offset < 0) offset += static_cast<int>(text.size());
  if (offset < 0 || offset >= static_cast<int>(text.size())) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(offset));
  return length == 0 ? text : text.substr(0, static_cast<std::size_t>(length));
}

std::string in_case(std::string_view text, int (*to)(int)) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(to(static_cast<unsigned char>(c)));
  return out;
}

char separator_of(const Arguments& arguments, std::size_t index) {
  return index < arguments.size() && !arguments[index].empty() ? arguments[index].front() : ';';
}

struct Row {
  std::string_view name;
  std::size_t least, most;
  void (*run)(std::string_view text, const Arguments& arguments, Value& out);
};

void set(Value& out, std::string_view text) { out.set(std::string_view(std::string(text))); }

constexpr std::array transformation_rows{
    Row{"s.len", 0, 0, [](auto t, auto&, Value& out) { out.set(static_cast<std::int64_t>(t.size())); }},
    Row{"s.int", 0, 0,
        [](auto t, auto&, Value& out) {
          int value = 0;
          const auto [end, error] = std::from_chars(t.data(), t.data() + t.size(), value);
          if (error != std::errc{} || end != t.data() + t.size()) return out.set_null();
          out.set(std::int64_t{value});
        }},
    Row{"s.substr", 2, 2,
        [](auto t, auto& a, Value& out) {
          const auto part = substring(t, number(a, 0), number(a, 1));
          return part ? set(out, *part) : out.set_null();
        }},
    Row{"s.select", 2, 2, [](auto t, auto& a, Value& out) { set(out, select(t, number(a, 0), separator_of(a, 1))); }},
    Row{"re.subst", 1, 9,
        [](auto t, auto& a, Value& out) {
          std::string rule, text(t);
          for (const std::string& part : a) rule += (rule.empty() ? "" : ",") + part;
          if (const auto read = read_substitution(rule)) substitute(*read, text);
          out.set(std::string_view(text));
        }},
    Row{"s.toupper", 0, 0, [](auto t, auto&, Value& out) { set(out, in_case(t, std::toupper)); }},
    Row{"s.tolower", 0, 0, [](auto t, auto&, Value& out) { set(out, in_case(t, std::tolower)); }},
    Row{"s.trim", 0, 0, [](auto t, auto&, Value& out) { set(out, trim(t, true, true)); }},
    Row{"s.ltrim", 0, 0, [](auto t, auto&, Value& out) { set(out, trim(t, true, false)); }},
    Row{"s.rtrim", 0, 0, [](auto t, auto&, Value& out) { set(out, trim(t, false, true)); }},
    Row{"s.rm", 1, 1, [](auto t, auto& a, Value& out) { set(out, replaced(t, a[0], "")); }},
    Row{"s.replace", 2, 2, [](auto t, auto& a, Value& out) { set(out, replaced(t, a[0], a[1])); }},
    Row{"uri.scheme", 0, 0, [](auto t, auto&, Value& out) { set(out, split_uri(t).scheme); }},
    Row{"uri.user", 0, 0, [](auto t, auto&, Value& out) { set(out, split_uri(t).user); }},
    Row{"uri.host", 0, 0, [](auto t, auto&, Value& out) { set(out, split_uri(t).host); }},
    Row{"uri.port", 0, 0,
        [](auto t, auto&, Value& out) {
          std::int64_t port = 0;
          const std::string_view text = split_uri(t).port;
          std::from_chars(text.data(), text.data() + text.size(), port);
          out.set(port);
        }},
    Row{"uri.params", 0, 0, [](auto t, auto&, Value& out) { set(out, split_uri(t).parameters); }},
    Row{"uri.param", 1, 1,
        [](auto t, auto& a, Value& out) { set(out, parameter(split_uri(t).parameters, a[0], ';')); }},
    Row{"uri.transport", 0, 0,
        [](auto t, auto&, Value& out) { set(out, parameter(split_uri(t).parameters, "transport", ';')); }},
    Row{"param.value", 1, 2, [](auto t, auto& a, Value& out) { set(out, parameter(t, a[0], separator_of(a, 1))); }},
    Row{"nameaddr.uri", 0, 0, [](auto t, auto&, Value& out) { set(out, name_address_uri(t)); }},
    Row{"nameaddr.name", 0, 0,
        [](auto t, auto&, Value& out) { set(out, trim(t.substr(0, std::min(t.find('<'), t.size())), true, true)); }},
};

const Row* find_row(std::string_view name) {
  for (const Row& row : transformation_rows)
    if (row.name == name) return &row;
  return nullptr;
}

}  // namespace

Expected<void> check_transformation(const Transformation& transformation) {
  const Row* const row = find_row(transformation.text);
  if (row == nullptr) {
    std::array<std::string_view, transformation_rows.size()> names;
    std::ranges::transform(transformation_rows, names.begin(), &Row::name);
    const auto near = nearest(transformation.text, names);
    return std::unexpected(
        Error{.message = fmt::format("the transformation {{{}}} is not known here", transformation.text),
              .remedy = near.empty() ? std::string{} : fmt::format("did you mean {{{}}}?", near)});
  }
  const std::size_t count = transformation.arguments.size();
  if (transformation.text == "s.substr" && count == 2 && number(transformation.arguments, 1) < 0)
    return std::unexpected(Error{.message = "{s.substr} takes no negative length", .remedy = "0 is: to the end"});
  if (count >= row->least && count <= row->most) return {};
  return std::unexpected(
      Error{.message = fmt::format("{{{}}} takes {} arguments, not {}", row->name, row->most, count)});
}

void apply(const std::vector<Transformation>& transformations, Value& value) {
  std::string scratch;
  for (const Transformation& transformation : transformations) {
    const Row* const row = find_row(transformation.text);
    if (row == nullptr) continue;
    if (value.is_null()) return;
    const std::string text(as_text(value, scratch));
    const bool no_uri = transformation.text.starts_with("uri.") && split_uri(text).host.empty();
    if (no_uri) return value.set_null();
    if (value.also_integer && value.kind == ValueKind::text && transformation.text == "s.int") {
      value.set(std::int64_t{value.number});
      continue;
    }
    row->run(text, transformation.arguments, value);
  }
}

}  // namespace rtpe::route
