#include "client/script/message_header.hpp"

#include <array>
#include <charconv>
#include <utility>

#include "base/ascii.hpp"
#include "client/sip/header_lines.hpp"

namespace rtpe::script {
namespace {

/// RFC 3261 7.3.3 and RFC 3265.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> compact_forms{{
    {"i", "Call-ID"},
    {"f", "From"},
    {"t", "To"},
    {"v", "Via"},
    {"c", "Content-Type"},
    {"l", "Content-Length"},
    {"m", "Contact"},
    {"k", "Supported"},
    {"e", "Content-Encoding"},
    {"s", "Subject"},
    {"o", "Event"},
}};

std::string_view full_name(std::string_view name) {
  for (const auto& [compact, full] : compact_forms)
    if (equal_ignoring_case(name, compact)) return full;
  return name;
}

template <class Use>
void each_header(const sip::Message& message, std::string_view name, Use use) {
  sip::FieldWalker walker(message.header);
  const auto wanted = full_name(name);
  while (const auto field = walker.next())
    if (equal_ignoring_case(full_name(field->name), wanted)) use(field->body);
}

int count_of(const sip::Message& message, std::string_view name) {
  int count = 0;
  each_header(message, name, [&](std::string_view) { ++count; });
  return count;
}

struct HeaderKey {
  std::string_view name, index;
};

std::optional<HeaderKey> split_header_key(std::string_view key) {
  if (!key.starts_with("hdr(")) return std::nullopt;
  const auto close = key.find(')');
  if (close == std::string_view::npos) return std::nullopt;
  HeaderKey out{.name = key.substr(4, close - 4), .index = key.substr(close + 1)};
  if (out.index.empty()) return out;
  if (!out.index.starts_with('[') || !out.index.ends_with(']')) return std::nullopt;
  out.index = out.index.substr(1, out.index.size() - 2);
  return out;
}

bool is_count(std::string_view key) { return key.starts_with("hdrc(") && key.ends_with(')'); }

}  // namespace

std::optional<std::string_view> header_body(const sip::Message& message, std::string_view name, int index) {
  if (index < 0) index += count_of(message, name);
  std::optional<std::string_view> found;
  each_header(message, name, [&](std::string_view body) {
    if (index-- == 0) found = body;
  });
  return found;
}

bool is_header_variable(std::string_view key) { return is_count(key) || split_header_key(key).has_value(); }

std::optional<Host::Variable> header_variable(std::string_view key, const sip::Message& message) {
  if (is_count(key)) {
    const int count = count_of(message, key.substr(5, key.size() - 6));
    return Host::Variable{.text = std::to_string(count), .is_integer = true};
  }
  const auto wanted = split_header_key(key);
  if (!wanted) return std::nullopt;
  if (wanted->index == "*") {
    std::string all;
    each_header(message, wanted->name, [&](std::string_view body) {
      if (!all.empty()) all += ',';
      all += body;
    });
    if (all.empty()) return std::nullopt;
    return Host::Variable{.text = std::move(all)};
  }
  int index = 0;
  if (!wanted->index.empty()) {
    const auto* const last = wanted->index.data() + wanted->index.size();
    const auto [end, fault] = std::from_chars(wanted->index.data(), last, index);
    if (fault != std::errc{} || end != last) return std::nullopt;
  }
  const auto body = header_body(message, wanted->name, index);
  if (!body) return std::nullopt;
  return Host::Variable{.text = std::string(*body)};
}

}  // namespace rtpe::script
