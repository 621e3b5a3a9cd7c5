#include "pcap/ng_message.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstring>
#include <exception>

#include "base/ascii.hpp"

namespace rtpe::capture {
namespace {

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

NgMessage::Kind kind_of(const NgMessage& message, bool has_notify) {
  if (!message.result.empty()) return NgMessage::Kind::reply;
  return has_notify && message.command.empty() ? NgMessage::Kind::notification : NgMessage::Kind::request;
}

/// Takes the values of the interesting keys; true: it was `notify`.
bool take(NgMessage& message, std::string_view key, std::string_view value) {
  if (key == "command")
    message.command = message.command.empty() ? value : message.command;
  else if (key == "call-id")
    message.call_id = message.call_id.empty() ? value : message.call_id;
  else if (key == "result")
    message.result = message.result.empty() ? value : message.result;
  else if (key == "error-reason")
    message.error_reason = message.error_reason.empty() ? value : message.error_reason;
  return key == "notify";
}

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

/// Collects what stands in front of the cut: strings of the outermost dictionary, up to the first other value that the
/// cut or its nesting makes unreadable.
bool scan_cut_dictionary(NgMessage& message, std::string_view rest) {
  bool has_notify = false;
  rest.remove_prefix(1);
  while (const auto key = take_string(rest)) {
    int depth = 0;
    do {
      if (rest.empty()) return has_notify;
      if (is_digit(rest.front())) {
        const auto value = take_string(rest);
        if (!value) return has_notify;
        if (depth == 0) has_notify |= take(message, *key, *value);
      } else if (rest.front() == 'i') {
        const auto end = rest.find('e');
        if (end == std::string_view::npos) return has_notify;
        rest.remove_prefix(end + 1);
      } else if (rest.front() == 'd' || rest.front() == 'l') {
        ++depth;
        rest.remove_prefix(1);
      } else if (rest.front() == 'e' && depth > 0) {
        --depth;
        rest.remove_prefix(1);
      } else {
        return has_notify;
      }
    } while (depth > 0);
  }
  return has_notify;
}

void take_text(const boost::json::object& object, std::string_view key, std::string& storage, std::string_view& field) {
  const auto* value = object.if_contains(key);
  const auto* text = value != nullptr ? value->if_string() : nullptr;
  if (text == nullptr) return;
  storage.assign(text->begin(), text->end());
  field = storage;
}

}  // namespace

std::optional<NgMessage> NgDissector::dissect(std::string_view payload, bool is_cut) {
  const auto window = payload.substr(0, cookie_at_most + 1);
  const auto* blank =
      window.empty() ? nullptr : static_cast<const char*>(std::memchr(window.data(), ' ', window.size()));
  if (blank == nullptr || blank == window.data()) return std::nullopt;
  NgMessage message;
  message.cookie = {window.data(), static_cast<std::size_t>(blank - window.data())};
  const std::string_view rest = payload.substr(message.cookie.size() + 1);
  if (rest.empty()) return std::nullopt;
  if (rest.front() == 'd') return bencode(message, rest, is_cut);
  if (rest.front() == '{') return json(message, rest, is_cut);
  return std::nullopt;
}

std::optional<NgMessage> NgDissector::bencode(NgMessage message, std::string_view dictionary, bool is_cut) {
  if (dictionary.size() < 2 || (!is_digit(dictionary[1]) && dictionary[1] != 'e')) return std::nullopt;
  auto root = is_cut ? std::unexpected(bencode::ReadError{}) : reader_.read(dictionary);
  if (!root && !is_cut) root = reader_.read(dictionary, {.tolerance = bencode::Tolerance::peer});
  if (!root) {
    if (!is_printable(message.cookie)) return std::nullopt;
    message.is_cut = is_cut;
    const bool has_notify = scan_cut_dictionary(message, dictionary);
    message.kind = is_cut ? kind_of(message, has_notify) : NgMessage::Kind::malformed;
    return message;
  }
  bool has_notify = false;
  const auto end = root->end();
  for (auto item = root->begin(); item != end; ++item) {
    const auto key = item.key();
    // The longest key that is asked for has 12 bytes; comparing by length first keeps this loop short.
    if (key.size() < 6 || key.size() > 12) continue;
    if (const auto value = (*item).string())
      has_notify |= take(message, key, *value);
    else
      has_notify |= key == "notify";
  }
  message.kind = kind_of(message, has_notify);
  return message;
}

std::optional<NgMessage> NgDissector::json(NgMessage message, std::string_view text, bool is_cut) try {
  message.syntax = NgMessage::Syntax::json;
  message.is_cut = is_cut;
  boost::json::stream_parser parser;
  boost::json::error_code error;
  parser.write_some(text.data(), text.size(), error);
  if (!error) parser.finish(error);
  if (error) {
    const auto first = text.find_first_not_of(" \t\r\n", 1);
    if (!is_printable(message.cookie) || first == std::string_view::npos || text[first] != '"') return std::nullopt;
    message.kind = is_cut ? NgMessage::Kind::request : NgMessage::Kind::malformed;
    return message;
  }
  const auto root = parser.release();
  const auto& object = root.as_object();
  take_text(object, "command", command_, message.command);
  take_text(object, "call-id", call_id_, message.call_id);
  take_text(object, "result", result_, message.result);
  take_text(object, "error-reason", error_reason_, message.error_reason);
  message.kind = kind_of(message, object.contains("notify"));
  return message;
} catch (const std::exception&) {  // out of memory inside Boost.JSON
  return std::nullopt;
}

bool is_sip(std::string_view payload) {
  if (payload.starts_with("SIP/2.0 ")) return true;
  const auto line = payload.substr(0, std::min(payload.find('\n'), std::size_t{512}));
  const auto blank = line.find(' ');
  if (blank == 0 || blank == std::string_view::npos || blank > 20) return false;
  const auto method = line.substr(0, blank);
  return std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; }) &&
         (line.ends_with(" SIP/2.0\r") || line.ends_with(" SIP/2.0"));
}

}  // namespace rtpe::capture
