#include "pcap/ng/cut_message.hpp"

#include <optional>

#include "base/ascii.hpp"
#include "pcap/ng/ng_keys.hpp"

namespace rtpe::capture {
namespace {

/// Reads the string at the front of `rest` and removes it; nullopt: there is no whole one.
std::optional<std::string_view> take_string(std::string_view& rest) {
  std::size_t at = 0, length = 0;
  while (at < rest.size() && at < 6 && is_digit(rest[at]))
    length = length * 10 + static_cast<std::size_t>(rest[at++] - '0');
  if (at == 0 || at >= rest.size() || rest[at] != ':' || rest.size() - at - 1 < length) return std::nullopt;
  const auto text = rest.substr(at + 1, length);
  rest.remove_prefix(at + 1 + length);
  return text;
}

/// Keys that only replies have, and keys that only requests have (protocol.md sections 5 to 7).
bool is_reply_key(std::string_view key) {
  for (const char* one : {"created", "created_us", "last signal", "last redis update", "SSRC", "totals", "tags",
                          "warning", "error-reason", "result"})
    if (key == one) return true;
  return false;
}
bool is_request_key(std::string_view key) {
  for (const char* one : {"command", "call-id", "from-tag", "to-tag", "via-branch", "received-from", "received from",
                          "direction", "flags", "replace", "ICE", "DTLS", "supports", "transport-protocol", "rtcp-mux"})
    if (key == one) return true;
  return false;
}

struct Found {
  bool is_reply = false, is_request = false, is_notification = false;
};

/// Skips the value behind a key, of the string values the interesting ones are taken; false: no whole value is left.
bool value_of(NgMessage& message, std::string_view key, std::string_view& rest) {
  int depth = 0;
  do {
    if (rest.empty()) return false;
    if (is_digit(rest.front())) {
      const auto value = take_string(rest);
      if (!value) return false;
      if (depth == 0) take_key(message, key, *value);
    } else if (rest.front() == 'i') {
      const auto end = rest.find('e');
      if (end == std::string_view::npos) return false;
      rest.remove_prefix(end + 1);
    } else if (rest.front() == 'd' || rest.front() == 'l') {
      ++depth;
      rest.remove_prefix(1);
    } else if (rest.front() == 'e' && depth > 0) {
      --depth;
      rest.remove_prefix(1);
    } else {
      return false;
    }
  } while (depth > 0);
  return true;
}

}  // namespace

void scan_cut_bencode(NgMessage& message, std::string_view dictionary) {
  Found found;
  auto rest = dictionary.substr(1);
  while (const auto key = take_string(rest)) {
    found.is_reply |= is_reply_key(*key);
    found.is_request |= is_request_key(*key);
    found.is_notification |= *key == "notify";
    if (!value_of(message, *key, rest)) break;
  }
  message.kind = NgMessage::Kind::undecided;
  if (found.is_request)
    message.kind = NgMessage::Kind::request;
  else if (found.is_reply)
    message.kind = NgMessage::Kind::reply;
  else if (found.is_notification)
    message.kind = NgMessage::Kind::notification;
}

void scan_cut_json(NgMessage& message, std::string_view text) {
  constexpr std::string_view name = "\"command\"";
  message.kind = NgMessage::Kind::undecided;
  const auto at = text.find(name);
  if (at == std::string_view::npos) return;
  auto rest = text.substr(at + name.size());
  const auto quote = rest.find_first_not_of(" \t\r\n:");
  if (quote == std::string_view::npos || rest[quote] != '"') return;
  rest.remove_prefix(quote + 1);
  const auto end = rest.find('"');
  if (end == std::string_view::npos) return;
  message.command = rest.substr(0, end);
  message.kind = NgMessage::Kind::request;
}

}  // namespace rtpe::capture
