#include "pcap/exchange_matcher.hpp"

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstring>
#include <deque>

namespace rtpe::capture {
namespace {

std::uint64_t hash_bytes(std::uint64_t hash, std::string_view bytes) {
  constexpr std::uint64_t prime = 0x9fb21c651e98df25ULL;
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, 8);
    hash = (hash ^ word) * prime;
    hash ^= hash >> 32;
  }
  std::uint64_t last = bytes.size();
  for (; at < bytes.size(); ++at) last = last << 8 | static_cast<std::uint8_t>(bytes[at]);
  hash = (hash ^ last) * prime;
  return hash ^ hash >> 29;
}

std::uint64_t hash_endpoint(std::uint64_t hash, const Endpoint& endpoint) {
  const std::string_view address(reinterpret_cast<const char*>(endpoint.address.bytes.data()),
                                 endpoint.address.is_v6 ? 16 : 4);
  return hash_bytes(hash + endpoint.port, address);
}

std::uint64_t key_of(std::string_view cookie, const Endpoint& client, const Endpoint& node) {
  return hash_endpoint(hash_endpoint(hash_bytes(0, cookie), client), node);
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::no_answer:
      return "no answer";
    case Outcome::answered:
      return "answered";
    case Outcome::refused:
      return "refused";
    case Outcome::unreachable:
      return "unreachable";
    case Outcome::lone_reply:
      return "lone reply";
  }
  return "unknown";
}

struct ExchangeMatcher::State {
  void request(const Packet& packet, const NgMessage& message);
  void reply(const Packet& packet, const NgMessage& message);
  WireExchange* find(std::string_view cookie, const Endpoint& client, const Endpoint& node);
  WireExchange* newest_unanswered(const Endpoint& client, const Endpoint& node);
  WireExchange& open(const Packet& packet, const NgMessage& message, const Endpoint& client, const Endpoint& node);
  void give_out_oldest();
  void advance(Time now);
  void keep(std::string& field, std::string_view text) const;

  Receiver receiver;
  Options options;
  MatcherCounters counters;
  NgDissector dissector;
  std::deque<WireExchange> waiting;                                ///< by first packet
  std::uint64_t given_out = 0;                                     ///< sequence number of waiting.front()
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> by_key;  ///< -> sequence number of the newest with that key
};

void ExchangeMatcher::State::keep(std::string& field, std::string_view text) const {
  field.assign(text.substr(0, options.text_bytes_at_most));
  if (text.size() > options.text_bytes_at_most) field += "...";
}

WireExchange* ExchangeMatcher::State::find(std::string_view cookie, const Endpoint& client, const Endpoint& node) {
  const auto found = by_key.find(key_of(cookie, client, node));
  if (found == by_key.end()) return nullptr;
  WireExchange& exchange = waiting[found->second - given_out];
  return exchange.client == client && exchange.node == node && exchange.cookie == cookie ? &exchange : nullptr;
}

WireExchange* ExchangeMatcher::State::newest_unanswered(const Endpoint& client, const Endpoint& node) {
  constexpr std::size_t looked_at = 1024;
  std::size_t seen = 0;
  for (auto exchange = waiting.rbegin(); exchange != waiting.rend() && seen < looked_at; ++exchange, ++seen)
    if (exchange->client == client && exchange->node == node) return exchange->replies == 0 ? &*exchange : nullptr;
  return nullptr;
}

WireExchange& ExchangeMatcher::State::open(const Packet& packet, const NgMessage& message, const Endpoint& client,
                                           const Endpoint& node) {
  if (waiting.size() >= options.open_at_most) {
    ++counters.closed_early;
    waiting.front().is_unfinished = waiting.front().outcome == Outcome::no_answer;
    give_out_oldest();
  }
  by_key[key_of(message.cookie, client, node)] = given_out + waiting.size();
  WireExchange& exchange = waiting.emplace_back();
  exchange.first_frame = packet.frame;
  exchange.first_sent = exchange.last_seen = packet.time;
  exchange.transport = packet.transport;
  exchange.client = client;
  exchange.node = node;
  exchange.cookie = message.cookie;
  return exchange;
}

void ExchangeMatcher::State::give_out_oldest() {
  WireExchange& oldest = waiting.front();
  receiver(oldest);
  const auto found = by_key.find(key_of(oldest.cookie, oldest.client, oldest.node));
  if (found != by_key.end() && found->second == given_out) by_key.erase(found);
  waiting.pop_front();
  ++given_out;
}

void ExchangeMatcher::State::advance(Time now) {
  while (!waiting.empty() && now - waiting.front().last_seen > options.linger) give_out_oldest();
}

void ExchangeMatcher::State::request(const Packet& packet, const NgMessage& message) {
  ++counters.requests;
  if (message.kind == NgMessage::Kind::malformed) ++counters.malformed;
  const std::uint64_t hash = hash_bytes(0, packet.payload);
  WireExchange* exchange = find(message.cookie, packet.source, packet.destination);
  if (exchange == nullptr || exchange->request_hash != hash) {
    exchange = &open(packet, message, packet.source, packet.destination);
    exchange->request_hash = hash;
    exchange->is_malformed = message.kind == NgMessage::Kind::malformed;
    exchange->is_cut = message.is_cut;
    keep(exchange->command, message.command);
    keep(exchange->call_id, message.call_id);
  }
  ++exchange->sends;
  exchange->last_seen = packet.time;
}

void ExchangeMatcher::State::reply(const Packet& packet, const NgMessage& message) {
  ++counters.replies;
  WireExchange* exchange = find(message.cookie, packet.destination, packet.source);
  if (exchange == nullptr) {
    exchange = &open(packet, message, packet.destination, packet.source);
    exchange->outcome = Outcome::lone_reply;
  }
  exchange->last_seen = packet.time;
  if (++exchange->replies > 1) return;
  exchange->reply_frame = packet.frame;
  keep(exchange->result, message.result);
  keep(exchange->error_reason, message.error_reason);
  if (exchange->sends == 0) return;
  exchange->outcome = Outcome::answered;
  exchange->latency = packet.time - exchange->first_sent;
}

ExchangeMatcher::ExchangeMatcher(Receiver receiver) : ExchangeMatcher(std::move(receiver), Options{}) {}
ExchangeMatcher::ExchangeMatcher(Receiver receiver, const Options& options) : state_(std::make_unique<State>()) {
  state_->receiver = std::move(receiver);
  state_->options = options;
}
ExchangeMatcher::~ExchangeMatcher() = default;

void ExchangeMatcher::packet(const Packet& packet) {
  ++state_->counters.packets;
  state_->advance(packet.time);
  const auto message = state_->dissector.dissect(packet.payload, packet.is_cut);
  if (!message) {
    if (is_sip(packet.payload)) ++state_->counters.sip;
    return;
  }
  switch (message->kind) {
    case NgMessage::Kind::request:
    case NgMessage::Kind::malformed:
      return state_->request(packet, *message);
    case NgMessage::Kind::reply:
      return state_->reply(packet, *message);
    case NgMessage::Kind::notification:
      ++state_->counters.notifications;
      return;
  }
}

void ExchangeMatcher::unreachable(const Unreachable& unreachable) {
  state_->advance(unreachable.time);
  WireExchange* exchange = nullptr;
  const auto blank = unreachable.quoted.find(' ');
  if (blank != std::string_view::npos)
    exchange = state_->find(unreachable.quoted.substr(0, blank), unreachable.source, unreachable.destination);
  if (exchange == nullptr) exchange = state_->newest_unanswered(unreachable.source, unreachable.destination);
  if (exchange == nullptr) return;
  ++state_->counters.icmp_errors;
  exchange->last_seen = unreachable.time;
  if (++exchange->icmp_errors > 1 || exchange->outcome != Outcome::no_answer) return;
  exchange->outcome = unreachable.is_port ? Outcome::refused : Outcome::unreachable;
  exchange->latency = unreachable.time - exchange->first_sent;
}

void ExchangeMatcher::finish() {
  while (!state_->waiting.empty()) state_->give_out_oldest();
}

const MatcherCounters& ExchangeMatcher::counters() const { return state_->counters; }

}  // namespace rtpe::capture
