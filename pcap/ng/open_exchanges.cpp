#include "pcap/ng/open_exchanges.hpp"

#include <algorithm>
#include <cstring>

namespace rtpe::capture {
namespace {

constexpr std::string_view shortened = "...";

}  // namespace

OpenExchange& OpenExchanges::open(std::uint64_t key) {
  if (size() == ring_.size()) grow();
  Place& place = place_of(key);
  OpenExchange& exchange = at_number(end_);
  exchange.key = key;
  exchange.older = place.number;
  place = {.number = end_++, .tag = tag_of(key) | (is_open(place.number) ? 1U : 0U)};
  return exchange;
}

void OpenExchanges::grow() {
  std::vector<OpenExchange> larger(ring_.size() * 2);
  for (std::uint32_t number = begin_; number != end_; ++number)
    larger[number & (larger.size() - 1)] = std::move(at_number(number));
  ring_ = std::move(larger);
}

OpenExchange* OpenExchanges::find(std::uint64_t key, std::string_view cookie, const Endpoint& client,
                                  const Endpoint& node) {
  const Place& place = place_of(key);
  if ((place.tag & 1U) == 0 && place.tag != tag_of(key)) return nullptr;
  for (std::uint32_t number = place.number; is_open(number);) {
    OpenExchange& exchange = at_number(number);
    if (exchange.key == key && exchange.client == client && exchange.node == node && exchange.cookie() == cookie)
      return &exchange;
    if (number - begin_ <= exchange.older - begin_) break;  // that one is gone: its number is from long ago
    number = exchange.older;
  }
  return nullptr;
}

void OpenExchanges::remove_oldest() {
  OpenExchange& exchange = oldest();
  texts_.give_back(exchange.request_texts);
  texts_.give_back(exchange.reply_texts);
  exchange = {};
  ++begin_;
  expect_next();
}

/// The oldest ones were written long ago: those that follow are fetched before they are asked for.
void OpenExchanges::expect_next() {
  if (size() < 2) return;
  const OpenExchange& next = oldest();
  __builtin_prefetch(next.request_texts.at);
  __builtin_prefetch(next.reply_texts.at);
  constexpr std::size_t cache_line = 64;
  const auto* const after = reinterpret_cast<const char*>(&at(1));
  for (std::size_t byte = 0; byte < sizeof(OpenExchange); byte += cache_line) __builtin_prefetch(after + byte, 1);
}

void OpenExchanges::append(char*& to, std::string_view text) const {
  if (text.empty()) return;
  const std::size_t bytes = std::min(text.size(), text_bytes_at_most_);
  std::memcpy(to, text.data(), bytes);
  to += bytes;
  if (bytes == text.size()) [[likely]]
    return;
  std::memcpy(to, shortened.data(), shortened.size());
  to += shortened.size();
}

void OpenExchanges::set_request_texts(OpenExchange& exchange, const NgMessage& message) {
  TextBlocks::Block before = exchange.request_texts;
  exchange.cookie_bytes = static_cast<std::uint16_t>(message.cookie.size());
  exchange.command_bytes = kept(message.command);
  exchange.call_id_bytes = kept(message.call_id);
  exchange.from_tag_bytes = kept(message.from_tag);
  exchange.to_tag_bytes = kept(message.to_tag);
  exchange.request_texts = texts_.take(std::size_t{exchange.cookie_bytes} + exchange.command_bytes +
                                       exchange.call_id_bytes + exchange.from_tag_bytes + exchange.to_tag_bytes);
  char* to = exchange.request_texts.at;
  std::memcpy(to, message.cookie.data(), message.cookie.size());
  to += message.cookie.size();
  for (const std::string_view text : {message.command, message.call_id, message.from_tag, message.to_tag})
    append(to, text);
  texts_.give_back(before);
}

void OpenExchanges::set_reply_texts(OpenExchange& exchange, const NgMessage& message) {
  texts_.give_back(exchange.reply_texts);
  exchange.result_bytes = kept(message.result);
  exchange.error_reason_bytes = kept(message.error_reason);
  exchange.warning_bytes = kept(message.warning);
  exchange.reply_texts =
      texts_.take(std::size_t{exchange.result_bytes} + exchange.error_reason_bytes + exchange.warning_bytes);
  char* to = exchange.reply_texts.at;
  for (const std::string_view text : {message.result, message.error_reason, message.warning}) append(to, text);
}

const WireExchange& OpenExchanges::whole(const OpenExchange& exchange) {
  WireExchange& out = whole_;
  out.first_frame = exchange.first_frame;
  out.last_frame = exchange.last_frame;
  out.reply_frame = exchange.reply_frame;
  out.first_sent = exchange.first_sent;
  out.last_sent = exchange.last_sent;
  out.last_seen = exchange.last_seen;
  out.first_reply = exchange.first_reply;
  const bool has_end = exchange.outcome != Outcome::no_answer && exchange.outcome != Outcome::lone_reply;
  out.latency.reset();
  if (has_end && exchange.first_reply >= exchange.first_sent) out.latency = exchange.first_reply - exchange.first_sent;
  out.transport = exchange.transport;
  out.client = exchange.client;
  out.node = exchange.node;
  if (exchange.extras != nullptr) {
    out.request_sdp = exchange.extras->request_sdp;
    out.reply_sdp = exchange.extras->reply_sdp;
    out.report = exchange.extras->report;
  } else {
    out.request_sdp.streams.clear();
    out.reply_sdp.streams.clear();
    out.report.reset();
  }
  out.sends = exchange.sends;
  out.replies = exchange.replies;
  out.icmp_errors = exchange.icmp_errors;
  out.late_sends = exchange.late_sends;
  out.outcome = exchange.outcome;
  out.is_malformed = exchange.is_malformed;
  out.is_foreign = exchange.is_foreign;
  out.is_cut = exchange.is_cut;
  out.is_reply_cut = exchange.is_reply_cut;
  out.is_unfinished = exchange.is_unfinished;
  out.is_given = exchange.is_given;
  out.body_hash = exchange.body_hash;
  const char* from = exchange.request_texts.at;
  const auto take = [&from](std::string& text, std::size_t bytes) {
    // What it is told is the room, which may be more (libstdc++ 12).
    text.resize_and_overwrite(bytes, [from, bytes](char* to, std::size_t /*room*/) {
      if (bytes > 0) std::memcpy(to, from, bytes);
      return bytes;
    });
    from += bytes;
  };
  take(out.cookie, exchange.cookie_bytes);
  take(out.command, exchange.command_bytes);
  take(out.call_id, exchange.call_id_bytes);
  take(out.from_tag, exchange.from_tag_bytes);
  take(out.to_tag, exchange.to_tag_bytes);
  from = exchange.reply_texts.at;
  take(out.result, exchange.result_bytes);
  take(out.error_reason, exchange.error_reason_bytes);
  take(out.warning, exchange.warning_bytes);
  return out;
}

}  // namespace rtpe::capture
