#include "pcap/ng/open_exchanges.hpp"

#include <algorithm>
#include <cstring>

#include "pcap/ng/ng_keys.hpp"

namespace rtpe::capture {
namespace {

constexpr std::string_view shortened = "...";

/// memcpy() of what is mostly shorter than its call.
[[gnu::always_inline]] inline void copy_short(char* to, const char* from, std::size_t bytes) {
  const auto ends = [&]<class Word>(Word word) __attribute__((always_inline)) {
    std::memcpy(&word, from, sizeof word);
    Word last;
    std::memcpy(&last, from + bytes - sizeof last, sizeof last);
    std::memcpy(to, &word, sizeof word);
    std::memcpy(to + bytes - sizeof last, &last, sizeof last);
  };
  if (bytes > 16)
    std::memcpy(to, from, bytes);
  else if (bytes >= 8)
    ends(std::uint64_t{});
  else if (bytes >= 4)
    ends(std::uint32_t{});
  else
    for (std::size_t at = 0; at < bytes; ++at) to[at] = from[at];
}

/// As new, field by field: what the compiler makes of the whole at once takes as long as all else that open() does.
void clear(OpenExchange& exchange) {
  static_assert(sizeof(ExchangeNumbers) == 128, "a new field is cleared here, too");
  exchange.first_frame = exchange.last_frame = exchange.reply_frame = 0;
  exchange.first_sent = exchange.last_sent = exchange.last_seen = exchange.first_reply = Time();
  exchange.body_hash = 0;
  exchange.client = exchange.node = Endpoint();
  exchange.sends = exchange.replies = exchange.icmp_errors = exchange.late_sends = 0;
  exchange.transport = Transport::udp;
  exchange.outcome = Outcome::no_answer;
  exchange.is_malformed = exchange.is_foreign = exchange.is_cut = exchange.is_reply_cut = false;
  exchange.is_unfinished = exchange.is_given = false;
  static_cast<TextLengths&>(exchange) = {};
}

}  // namespace

OpenExchange& OpenExchanges::open(std::uint64_t key) {
  if (size() == ring_.size()) grow();
  OpenExchange& exchange = at_number(end_);
  clear(exchange);  // what was here before has given its texts and extras back
  exchange.key = key;
  enter(exchange, end_);
  ++end_;
  return exchange;
}

void OpenExchanges::enter(OpenExchange& exchange, std::uint32_t number) {
  Place& place = place_of(exchange.key);
  exchange.older = place.number;
  place = {.number = number, .tag = tag_of(exchange.key) | (is_open(place.number) ? 1U : 0U)};
}

void OpenExchanges::grow() {
  Table<OpenExchange> larger(ring_.size() * 2);
  for (std::uint32_t number = begin_; number != end_; ++number)
    larger[number & (larger.size() - 1)] = std::move(at_number(number));
  ring_ = std::move(larger);
  ++index_bits_;
  places_.assign(places_.size() * 2, Place());
  for (std::uint32_t number = begin_; number != end_; ++number) enter(at_number(number), number);
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
  exchange.extras.reset();
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

char* OpenExchanges::append(char* to, std::string_view text) const {
  if (text.size() <= text_bytes_at_most_) [[likely]] {
    copy_short(to, text.data(), text.size());
    return to + text.size();
  }
  std::memcpy(to, text.data(), text_bytes_at_most_);
  std::memcpy(to + text_bytes_at_most_, shortened.data(), shortened.size());
  return to + text_bytes_at_most_ + shortened.size();
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
  copy_short(to, message.cookie.data(), message.cookie.size());
  to = append(to + message.cookie.size(), message.command);
  to = append(to, message.call_id);
  to = append(to, message.from_tag);
  append(to, message.to_tag);
  texts_.give_back(before);
}

void OpenExchanges::set_reply_texts(OpenExchange& exchange, const NgMessage& message) {
  texts_.give_back(exchange.reply_texts);
  exchange.result_bytes = kept(message.result);
  exchange.error_reason_bytes = kept(message.error_reason);
  exchange.warning_bytes = kept(message.warning);
  const std::size_t others = std::size_t{exchange.error_reason_bytes} + exchange.warning_bytes;
  if (others == 0 && is_word(message.result, "ok")) [[likely]] {  // nearly every reply
    exchange.reply_texts = TextBlocks::of_constant("ok");
    return;
  }
  exchange.reply_texts = texts_.take(exchange.result_bytes + others);
  char* to = append(exchange.reply_texts.at, message.result);
  to = append(to, message.error_reason);
  append(to, message.warning);
}

[[gnu::flatten]] const WireExchange& OpenExchanges::whole(const OpenExchange& exchange) {
  WireExchange& out = whole_;
  static_cast<ExchangeNumbers&>(out) = exchange;
  const bool has_end = exchange.outcome != Outcome::no_answer && exchange.outcome != Outcome::lone_reply;
  out.latency.reset();
  if (has_end && exchange.first_reply >= exchange.first_sent) out.latency = exchange.first_reply - exchange.first_sent;
  if (exchange.extras != nullptr) {
    out.request_sdp = exchange.extras->request_sdp;
    out.reply_sdp = exchange.extras->reply_sdp;
    out.report = exchange.extras->report;
    has_extras_ = true;
  } else if (has_extras_) {
    out.request_sdp.streams.clear();
    out.reply_sdp.streams.clear();
    out.report.reset();
    has_extras_ = false;
  }
  const char* from = exchange.request_texts.at;
  const auto take = [&from](std::string& text, std::size_t bytes) {
    if (bytes == 0) return text.clear();
    // What it is told is the room, which may be more (libstdc++ 12).
    text.resize_and_overwrite(bytes, [from, bytes](char* to, std::size_t /*room*/) {
      copy_short(to, from, bytes);
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
