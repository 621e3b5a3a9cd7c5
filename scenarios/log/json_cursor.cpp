#include "scenarios/log/json_cursor.hpp"

#include <fmt/format.h>

namespace rtpe::scenario {
namespace {

void append_utf8(std::string& out, std::uint32_t code) {
  const auto tail = [&](unsigned shift) { out.push_back(static_cast<char>(0x80U | ((code >> shift) & 0x3FU))); };
  if (code < 0x100) {
    out.push_back(static_cast<char>(code));  // of a text that is no UTF-8
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xC0U | (code >> 6U)));
    tail(0);
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xE0U | (code >> 12U)));
    tail(6);
    tail(0);
  } else {
    out.push_back(static_cast<char>(0xF0U | (code >> 18U)));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

bool JsonCursor::expect(char c) {
  if (take(c)) return true;
  fail(at_end() ? "the line ends too early" : fmt::format("'{}' was expected", c));
  return false;
}

bool JsonCursor::boolean() {
  for (const bool value : {true, false}) {
    const std::string_view word = value ? "true" : "false";
    if (failed() || !line_.substr(at_).starts_with(word)) continue;
    at_ += word.size();
    return value;
  }
  fail("true or false was expected");
  return false;
}

std::string_view JsonCursor::text(std::string& scratch) {
  const std::string_view text = any_text(scratch);
  for (const char c : line_.substr(text_begin_, at_ - text_begin_))
    if (static_cast<unsigned char>(c) < 0x20) fail("a control character inside a text");
  return text;
}

std::string_view JsonCursor::any_text(std::string& scratch) {
  text_begin_ = at_;
  if (!expect('"')) return {};
  const std::size_t begin = at_;
  const std::size_t stop = line_.find_first_of("\"\\", at_);
  if (stop != std::string_view::npos && line_[stop] == '"') {
    at_ = stop + 1;
    return line_.substr(begin, stop - begin);
  }
  scratch.clear();
  while (!failed()) {
    const std::size_t end = line_.find_first_of("\"\\", at_);
    if (end == std::string_view::npos) {
      fail("a text without its end");
      break;
    }
    scratch.append(line_.substr(at_, end - at_));
    at_ = end + 1;
    if (line_[end] == '"') return scratch;
    escape(scratch);
  }
  return {};
}

void JsonCursor::escape(std::string& out) {
  constexpr std::string_view letters = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
  if (at_ >= line_.size()) return fail("a text without its end");
  const char letter = line_[at_++];
  if (const auto index = letters.find(letter); index != std::string_view::npos) return out.push_back(meant[index]);
  if (letter != 'u') return fail(fmt::format("an escape that JSON does not have"));
  std::uint32_t code = code_unit();
  if (code >= 0xD800 && code < 0xDC00 && take('\\') && take('u')) {
    const std::uint32_t low = code_unit();
    code = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00) : 0xD800;
  }
  if (code >= 0xD800 && code < 0xE000) return fail("half a surrogate pair");
  if (!failed()) append_utf8(out, code);
}

std::uint32_t JsonCursor::code_unit() {
  std::uint32_t code = 0;
  const std::string_view digits = line_.substr(at_, 4);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
  if (error != std::errc{} || digits.size() != 4 || end != digits.data() + 4) fail("four hexadecimal digits expected");
  at_ += digits.size();
  return code;
}

}  // namespace rtpe::scenario
