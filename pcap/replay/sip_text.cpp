#include "pcap/replay/sip_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace rtpe::capture {
namespace {

struct ShortForm {
  std::string_view name, brief;
};
constexpr std::array short_forms = {ShortForm{"Via", "v"},          ShortForm{"From", "f"},
                                    ShortForm{"To", "t"},           ShortForm{"Call-ID", "i"},
                                    ShortForm{"Contact", "m"},      ShortForm{"Content-Length", "l"},
                                    ShortForm{"Content-Type", "c"}, ShortForm{"Supported", "k"}};

bool is_named(std::string_view header, std::string_view name) {
  if (equal_ignoring_case(header, name)) return true;
  const auto* const row = std::ranges::find(short_forms, name, &ShortForm::name);
  return row != short_forms.end() && equal_ignoring_case(header, row->brief);
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

/// Splits "<sip:a>, <sip:b>" at commas outside of <> and quotes.
void split(std::string_view value, std::vector<std::string>& out) {
  std::size_t begin = 0;
  bool is_quoted = false, is_enclosed = false;
  for (std::size_t at = 0; at <= value.size(); ++at) {
    const char c = at < value.size() ? value[at] : ',';
    if (c == '"') is_quoted = !is_quoted;
    if (!is_quoted && c == '<') is_enclosed = true;
    if (!is_quoted && c == '>') is_enclosed = false;
    if (at < value.size() && (c != ',' || is_quoted || is_enclosed)) continue;
    if (const auto one = without_blanks(value.substr(begin, at - begin)); !one.empty()) out.emplace_back(one);
    begin = at + 1;
  }
}

}  // namespace

SipText SipText::parse(std::string_view message) {
  SipText out;
  bool is_first = true;
  while (!message.empty()) {
    const auto end = message.find('\n');
    const std::string_view raw = message.substr(0, end);
    message.remove_prefix(end == std::string_view::npos ? message.size() : end + 1);
    const std::string_view line = without_blanks(raw);
    if (is_first) {
      out.first_line = line;
      is_first = false;
      continue;
    }
    if (line.empty()) break;
    if ((raw.front() == ' ' || raw.front() == '\t') && !out.headers_.empty()) {
      out.headers_.back().second.append(" ").append(line);
      continue;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    out.headers_.emplace_back(without_blanks(line.substr(0, colon)), without_blanks(line.substr(colon + 1)));
  }
  out.body = message;
  return out;
}

std::string SipText::text() const {
  std::string out = first_line + "\r\n";
  for (const auto& [name, value] : headers_)
    if (!is_named(name, "Content-Length")) out.append(name).append(": ").append(value).append("\r\n");
  return out + fmt::format("Content-Length: {}\r\n\r\n", body.size()) + body;
}

std::string_view SipText::get(std::string_view name) const {
  for (const auto& [header, value] : headers_)
    if (is_named(header, name)) return value;
  return {};
}

std::vector<std::string> SipText::all(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& [header, value] : headers_)
    if (is_named(header, name)) split(value, out);
  return out;
}

void SipText::remove(std::string_view name) {
  std::erase_if(headers_, [&](const auto& header) { return is_named(header.first, name); });
}

void SipText::put_first(std::string_view name, std::vector<std::string> values) {
  std::vector<std::pair<std::string, std::string>> first;
  for (std::string& value : values) first.emplace_back(name, std::move(value));
  headers_.insert(headers_.begin(), first.begin(), first.end());
}

void SipText::put_last(std::string_view name, std::string value) {
  headers_.emplace_back(std::string(name), std::move(value));
}

void SipText::change(std::string_view name, std::string value) {
  for (auto& [header, old] : headers_) {
    if (!is_named(header, name)) continue;
    old = std::move(value);
    return;
  }
}

std::string uri_in(std::string_view value) {
  const auto open = value.find('<');
  if (open == std::string_view::npos) return std::string(without_blanks(value.substr(0, value.find(';'))));
  return std::string(value.substr(open + 1, value.find('>', open) - open - 1));
}

std::string with_parameter(std::string_view value, std::string_view name, std::string_view parameter) {
  const auto behind = value.rfind('>');
  const std::size_t from = behind == std::string_view::npos ? 0 : behind;
  std::string out(value.substr(0, from));
  std::string_view rest = value.substr(from);
  bool is_there = false;
  for (bool is_first = true; !rest.empty(); is_first = false) {
    const auto end = rest.find(';', is_first ? 0 : 1);
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end);
    const bool is_it =
        part.starts_with(';') && equal_ignoring_case(without_blanks(part.substr(1, part.find('=') - 1)), name);
    if (is_it)
      out += fmt::format(";{}={}", name, parameter);
    else
      out += part;
    is_there = is_there || is_it;
  }
  if (!is_there) out += fmt::format(";{}={}", name, parameter);
  return out;
}

}  // namespace rtpe::capture
