#include "pcap/ng/ng_message.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstring>
#include <exception>

#include "base/ascii.hpp"
#include "client/ng/command.hpp"
#include "pcap/ng/cut_message.hpp"
#include "pcap/ng/ng_keys.hpp"
#include "pcap/ng/outermost_keys.hpp"
#include "pcap/packet/byte_order.hpp"

namespace rtpe::capture {
namespace {

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

NgMessage::Kind kind_of(const NgMessage& message, bool has_notify) {
  if (!message.result.empty() && message.command.empty()) return NgMessage::Kind::reply;
  return has_notify && message.command.empty() ? NgMessage::Kind::notification : NgMessage::Kind::request;
}

/// A JSON reply says more than "result", or nothing else: logs have that word too.
bool is_reply_object(const boost::json::object& object) {
  if (object.size() == 1) return true;
  for (const char* key : {"sdp", "error-reason", "warning", "created", "calls", "message", "tag", "tags"})
    if (object.contains(key)) return true;
  return false;
}

}  // namespace

bool is_known_command(std::string_view command) {
  if (is_word(command, "offer") || is_word(command, "answer") || is_word(command, "delete")) return true;
  // Further ones that the daemon takes and Kamailio's module never sends.
  return command_of(command).has_value() || command == "cli" || command == "transform" || command == "create";
}

std::string_view NgDissector::cookie_of(std::string_view payload) {
  if (payload.empty()) return {};
  const auto window = std::min(payload.size(), cookie_at_most + 1);
  const auto* blank = static_cast<const char*>(std::memchr(payload.data(), ' ', window));
  if (blank == nullptr) return {};
  const auto cookie_bytes = static_cast<std::size_t>(blank - payload.data());
  if (payload.size() == cookie_bytes + 1 || (blank[1] != 'd' && blank[1] != '{')) return {};
  return {payload.data(), cookie_bytes};
}

bool NgDissector::dissect(std::string_view payload, std::string_view cookie, bool is_cut, NgMessage& message) {
  message.clear();
  message.cookie = cookie;
  message.dictionary = skipped(payload, cookie.size() + 1);
  return message.dictionary[0] == 'd' ? bencode(message, is_cut) : json(message, is_cut);
}

bool NgDissector::bencode(NgMessage& message, bool is_cut) {
  const std::string_view cookie = message.cookie, dictionary = message.dictionary;
  if (dictionary.size() < 2 || (!is_digit(dictionary[1]) && dictionary[1] != 'e')) return false;
  if (is_cut) return damaged(message, is_cut);
  bool has_notify = false;
  const auto take = [&](std::string_view key, bool is_string, std::string_view value) __attribute__((always_inline)) {
    has_notify |= is_string ? take_key(message, key, value) : key == "notify";
  };
  if (OutermostKeys(dictionary).walk(message, take)) [[likely]]
    return judged(message, has_notify, true);
  message = {};
  message.cookie = cookie;
  message.dictionary = dictionary;
  return read_whole(message, is_cut);
}

/// What is no strict bencode, or lies deeper than usual.
bool NgDissector::read_whole(NgMessage& message, bool is_cut) {
  const std::string_view dictionary = message.dictionary;
  bool has_notify = false;
  auto root = reader_.read(dictionary);
  const bool is_strict = root.has_value();
  if (!root) root = reader_.read(dictionary, {.tolerance = bencode::Tolerance::peer});
  if (!root) return damaged(message, is_cut);
  const auto end = root->end();
  for (auto item = root->begin(); item != end; ++item) {
    const auto value = (*item).string();
    has_notify |= value ? take_key(message, item.key(), *value) : item.key() == "notify";
  }
  return judged(message, has_notify, is_strict);
}

bool NgDissector::damaged(NgMessage& message, bool is_cut) {
  if (!is_printable(message.cookie)) return false;
  message.is_cut = is_cut;
  scan_cut_bencode(message, message.dictionary);
  if (!is_cut) message.kind = NgMessage::Kind::malformed;
  message.is_certain = is_known_command(message.command) || is_known_result(message.result);
  return true;
}

bool NgDissector::judged(NgMessage& message, bool has_notify, bool is_strict) {
  message.kind = kind_of(message, has_notify);
  if (message.kind == NgMessage::Kind::reply)
    message.is_certain = is_known_result(message.result);
  else if (message.kind == NgMessage::Kind::notification)
    message.is_certain = is_strict && is_printable(message.cookie);
  else
    message.is_certain =
        is_known_command(message.command) || (is_strict && !message.command.empty() && is_printable(message.cookie));
  return true;
}

bool NgDissector::json(NgMessage& message, bool is_cut) try {
  const std::string_view text = message.dictionary;
  message.syntax = NgMessage::Syntax::json;
  message.is_cut = is_cut;
  const auto first = text.find_first_not_of(" \t\r\n", 1);
  if (first == std::string_view::npos || (text[first] != '"' && text[first] != '}')) return false;
  boost::json::stream_parser parser;
  boost::json::error_code error;
  parser.write_some(text.data(), text.size(), error);
  if (!error) parser.finish(error);
  if (error) {
    if (!is_printable(message.cookie)) return false;
    scan_cut_json(message, text);
    if (!is_cut) message.kind = NgMessage::Kind::malformed;
    message.is_certain = is_known_command(message.command);
    return true;
  }
  const auto root = parser.release();
  const auto& object = root.as_object();
  bool has_notify = false;
  std::size_t used = 0;
  for (const std::string_view key : interesting_keys) {
    const auto* value = object.if_contains(key);
    if (value == nullptr) continue;
    const auto* string = value->if_string();
    if (string != nullptr && used < std::size(storage_)) {
      storage_[used].assign(string->begin(), string->end());
      has_notify |= take_key(message, key, storage_[used++]);
    } else {
      has_notify |= key == "notify";
    }
  }
  message.kind = kind_of(message, has_notify);
  message.is_certain =
      is_known_command(message.command) || (is_known_result(message.result) && is_reply_object(object));
  return true;
} catch (const std::exception&) {  // out of memory inside Boost.JSON
  return false;
}

}  // namespace rtpe::capture
