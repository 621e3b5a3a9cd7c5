// /requests: what the engine was asked, with filters.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "mock_engine/control/control_request.hpp"
#include "mock_engine/program/rule_words.hpp"

namespace rtpe::mock {
namespace {

/// Bytes as JSON text: UTF-8 stays, anything else becomes U+FFFD so that the document is valid.
std::string valid_text(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size();) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const std::size_t length = first < 0x80         ? 1
                               : (first >> 5) == 6  ? 2
                               : (first >> 4) == 14 ? 3
                               : (first >> 3) == 30 ? 4
                                                    : 0;
    bool whole = length > 0 && i + length <= bytes.size();
    for (std::size_t j = 1; whole && j < length; ++j)
      whole = (static_cast<unsigned char>(bytes[i + j]) & 0xC0U) == 0x80U;
    out += whole ? bytes.substr(i, length) : "\xEF\xBF\xBD";
    i += whole ? length : 1;
  }
  return out;
}

boost::json::object entry_json(const JournalEntry& entry) {
  boost::json::array rules;
  for (const std::string& rule : entry.rules) rules.emplace_back(rule);
  return {{"number", entry.number},
          {"at", static_cast<double>(microseconds_of(entry.at)) / 1e6},
          {"transport", name_of(entry.transport)},
          {"peer", {{"address", entry.peer_address}, {"port", entry.peer_port}}},
          {"cookie", valid_text(entry.cookie)},
          {"command", valid_text(entry.command)},
          {"call-id", valid_text(entry.call_id)},
          {"from-tag", valid_text(entry.from_tag)},
          {"to-tag", valid_text(entry.to_tag)},
          {"rules", std::move(rules)},
          {"request", valid_text(entry.request)},
          {"reply", valid_text(entry.reply)}};
}

std::optional<std::uint64_t> number_of(const std::string& text, std::uint64_t fallback) {
  if (text.empty()) return fallback;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// An unknown parameter would silently filter nothing, which is no basis for an assertion.
std::optional<std::string> unknown_parameter(const ControlCall& call) {
  constexpr std::array<std::string_view, 8> known{"command", "call-id", "from-tag", "to-tag",
                                                  "cookie",  "rule",    "since",    "limit"};
  for (const auto& [key, value] : call.query)
    if (std::ranges::find(known, key) == known.end()) return key;
  return std::nullopt;
}

}  // namespace

ControlReply on_requests(const ControlCall& call) {
  Journal& journal = call.server.program().journal();
  if (call.path.size() > 2 || (call.path.size() == 2 && call.path[1] != "count"))
    return error_reply(404, "no such path");
  if (call.method == "DELETE" && call.path.size() == 1) {
    journal.clear();
    return json_reply(boost::json::object{{"requests", boost::json::array{}}});
  }
  if (call.method != "GET") return method_not_allowed(call.path.size() == 1 ? "GET, DELETE" : "GET");
  if (const auto key = unknown_parameter(call)) return error_reply(400, fmt::format("unknown parameter \"{}\"", *key));
  const auto since = number_of(call.parameter("since"), 0), limit = number_of(call.parameter("limit"), 1000);
  if (!since || !limit) return error_reply(400, "since and limit are whole numbers");
  const JournalFilter filter{.command = call.parameter("command"),
                             .call_id = call.parameter("call-id"),
                             .from_tag = call.parameter("from-tag"),
                             .to_tag = call.parameter("to-tag"),
                             .cookie = call.parameter("cookie"),
                             .rule = call.parameter("rule"),
                             .since = *since,
                             .limit = static_cast<std::size_t>(*limit)};
  if (call.path.size() == 2)
    return json_reply(boost::json::object{{"count", journal.count(filter)}, {"dropped", journal.dropped()}});
  boost::json::array requests;
  for (const JournalEntry* entry : journal.find(filter)) requests.push_back(entry_json(*entry));
  return json_reply(boost::json::object{{"requests", std::move(requests)}, {"dropped", journal.dropped()}});
}

}  // namespace rtpe::mock
