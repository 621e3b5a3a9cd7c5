#include "mock_engine/transport/http_head.hpp"

#include <array>

#include "base/ascii.hpp"

namespace rtpe::mock {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

int hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

std::string decode_path(std::string_view target) {
  target = target.substr(0, target.find('?'));
  std::string path;
  for (std::size_t i = 0; i < target.size(); ++i) {
    char byte = target[i];
    if (byte == '%' && i + 2 < target.size() && hex_digit(target[i + 1]) >= 0 && hex_digit(target[i + 2]) >= 0) {
      byte = static_cast<char>(hex_digit(target[i + 1]) * 16 + hex_digit(target[i + 2]));
      i += 2;
    }
    if (byte != '/' || !path.ends_with('/')) path.push_back(byte);
  }
  return path;
}

constexpr std::array<std::string_view, 8> methods{"GET",    "POST",    "PUT",  "PATCH",
                                                  "DELETE", "OPTIONS", "HEAD", "CONNECT"};

/// Could these first bytes of a line become a request? The daemon refuses at the first byte that no method has.
bool may_begin_request(std::string_view bytes) {
  const std::string_view word = bytes.substr(0, bytes.find(' '));
  return std::ranges::any_of(methods, [&](std::string_view method) {
    const bool is_whole = word.size() < bytes.size();
    return is_whole ? equal_ignoring_case(method, word)
                    : word.size() <= method.size() && equal_ignoring_case(method.substr(0, word.size()), word);
  });
}

/// Any version but HTTP/1.1, also none, is served as HTTP/1.0; methods in letters of either case.
bool parse_request_line(std::string_view line, HttpHead& head) {
  const std::size_t first = line.find(' ');
  if (first == line.npos) return false;
  const auto* method = std::ranges::find_if(
      methods, [&](std::string_view known) { return equal_ignoring_case(known, line.substr(0, first)); });
  const std::size_t second = line.find(' ', first + 1);
  const std::string_view target = line.substr(first + 1, second == line.npos ? line.npos : second - first - 1);
  if (method == methods.end() || !target.starts_with('/')) return false;
  head.method = *method;
  head.path = decode_path(target);
  head.is_http_1_0 = second == line.npos || line.substr(second + 1) != "HTTP/1.1";
  return true;
}

}  // namespace

const std::string* HttpHead::field(std::string_view name) const {
  const auto found =
      std::ranges::find_if(fields, [&](const auto& pair) { return equal_ignoring_case(pair.first, name); });
  return found == fields.end() ? nullptr : &found->second;
}

bool HttpHead::has_token(std::string_view name, std::string_view token) const {
  const std::string* value = field(name);
  if (value == nullptr) return false;
  for (std::string_view rest = *value;;) {
    const std::size_t comma = rest.find(',');
    if (equal_ignoring_case(trim(rest.substr(0, comma)), token)) return true;
    if (comma == rest.npos) return false;
    rest.remove_prefix(comma + 1);
  }
}

bool HttpHead::closes() const {
  if (has_token("connection", "close")) return true;
  return is_http_1_0 && !has_token("connection", "keep-alive");
}

HttpHeadResult parse_http_head(std::string_view bytes) {
  HttpHeadResult result;
  std::size_t at = 0;
  for (bool first = true;; first = false) {
    const std::size_t end = bytes.find('\n', at);
    if (end == bytes.npos) {
      if (first && !may_begin_request(bytes)) result.kind = HttpHeadResult::Kind::malformed;
      return result;
    }
    const std::string_view line = trim(bytes.substr(at, end - at));
    at = end + 1;
    if (first) {
      if (!parse_request_line(line, result.head)) {
        result.kind = HttpHeadResult::Kind::malformed;
        return result;
      }
      continue;
    }
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    if (colon != line.npos) result.head.fields.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
  }
  result.kind = HttpHeadResult::Kind::complete;
  result.length = at;
  return result;
}

}  // namespace rtpe::mock
