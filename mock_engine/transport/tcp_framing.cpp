#include "mock_engine/transport/tcp_framing.hpp"

#include <vector>

#include "base/ascii.hpp"

namespace rtpe::mock {
namespace {

/// After the 'i': digits, no leading zero, no "-0", and the final 'e'.
std::optional<std::size_t> integer_length(std::string_view bytes) {
  std::size_t at = bytes.starts_with('-') ? 1 : 0;
  const std::size_t first = at;
  while (at < bytes.size() && is_digit(bytes[at])) ++at;
  if (at == first || at == bytes.size() || bytes[at] != 'e') return std::nullopt;
  if (bytes[first] == '0' && (at - first > 1 || first == 1)) return std::nullopt;
  return at + 1;
}

std::optional<std::size_t> string_length(std::string_view bytes) {
  std::size_t length = 0, at = 0;
  for (; at < bytes.size() && is_digit(bytes[at]); ++at) {
    if (length > bytes.size()) return std::nullopt;  // longer than what is there, whatever digits follow
    length = length * 10 + static_cast<std::size_t>(bytes[at] - '0');
  }
  if (at == 0 || at == bytes.size() || bytes[at] != ':' || length > bytes.size() - at - 1) return std::nullopt;
  return at + 1 + length;
}

}  // namespace

std::optional<std::size_t> complete_bencode_length(std::string_view bytes) {
  enum class Open : char { list, key_next, value_next };
  std::vector<Open> open;
  std::size_t at = 0;
  do {
    if (at >= bytes.size()) return std::nullopt;
    const char byte = bytes[at];
    if (byte == 'e' && !open.empty() && open.back() != Open::value_next) {
      open.pop_back();
      ++at;
      continue;
    }
    if (!open.empty() && open.back() == Open::key_next) {
      if (!is_digit(byte)) return std::nullopt;
      open.back() = Open::value_next;
    } else if (!open.empty() && open.back() == Open::value_next) {
      open.back() = Open::key_next;
    }
    if (byte == 'd' || byte == 'l') {
      open.push_back(byte == 'd' ? Open::key_next : Open::list);
      ++at;
      continue;
    }
    const auto length = byte == 'i' ? integer_length(bytes.substr(at + 1)) : string_length(bytes.substr(at));
    if (!length) return std::nullopt;
    at += *length + (byte == 'i' ? 1 : 0);
  } while (!open.empty());
  return at;
}

std::optional<std::string_view> TcpFramer::next() {
  std::string_view rest = std::string_view(buffer_).substr(consumed_);
  // Without a cookie the daemon's check looks at the text behind the blank's place and never succeeds.
  const std::size_t blank = rest.find(' ');
  const auto length = blank == rest.npos || blank == 0 ? std::nullopt : complete_bencode_length(rest.substr(blank + 1));
  if (!length) {
    buffer_.erase(0, consumed_);
    consumed_ = 0;
    return std::nullopt;
  }
  rest = rest.substr(0, blank + 1 + *length);
  consumed_ += rest.size();
  return rest;
}

}  // namespace rtpe::mock
