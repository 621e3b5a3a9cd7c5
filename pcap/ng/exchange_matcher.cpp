#include "pcap/ng/exchange_matcher.hpp"

#include <algorithm>

#include "pcap/ng/node_memory.hpp"
#include "pcap/ng/open_exchanges.hpp"
#include "pcap/packet/byte_order.hpp"
#include "pcap/packet/hash.hpp"

namespace rtpe::capture {
namespace {

/// The same for both directions: it is known before the message is read.
std::uint64_t key_of(std::string_view cookie, const Endpoint& one, const Endpoint& other) {
  const std::uint64_t hash = hash_bytes(0, cookie);
  return hash_endpoint(hash, one) + hash_endpoint(hash, other);
}

/// Of one direction.
std::uint64_t way_of(std::uint64_t key, const Endpoint& client) { return hash_endpoint(key, client); }

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
  State(Receiver to, const Options& how) : receiver(std::move(to)), options(how), open(how.text_bytes_at_most) {}
  // `key`: of the packet's cookie and ends.
  bool accept(const Packet& packet, std::uint64_t key, NgMessage& message);
  [[gnu::noinline]] bool accept_uncertain(const Packet& packet, std::uint64_t key, NgMessage& message);
  [[gnu::noinline]] void foreign(const Packet& packet);
  void request(const Packet& packet, std::uint64_t key, const NgMessage& message);
  void reply(const Packet& packet, std::uint64_t key, const NgMessage& message);
  void first_reply(OpenExchange& exchange, const Packet& packet, const NgMessage& message);
  void fill(OpenExchange& exchange, std::uint64_t body_hash, const NgMessage& message);
  void adopt(OpenExchange& exchange, const Packet& packet);
  OpenExchange* newest_unanswered(const Endpoint& client, const Endpoint& node);
  OpenExchange& begin(std::uint64_t key, const Packet& packet, const Endpoint& client, const Endpoint& node);
  [[gnu::noinline]] void give_out_oldest();
  void give_out_answered(OpenExchange& exchange);
  void advance(Time now) {
    while (!open.empty() && now - open.oldest().last_seen > options.linger) [[unlikely]]
      give_out_oldest();
  }

  Receiver receiver;
  Options options;
  MatcherCounters counters;
  NgDissector dissector;
  NgMessage current;  ///< of the packet that is looked at
  KnownNodes nodes;
  PossibleRequests possible;
  OpenExchanges open;
};

OpenExchange* ExchangeMatcher::State::newest_unanswered(const Endpoint& client, const Endpoint& node) {
  constexpr std::size_t looked_at = 1024;
  const std::size_t last = open.size() - std::min(open.size(), looked_at);
  for (std::size_t place = open.size(); place > last; --place) {
    OpenExchange& exchange = open.at(place - 1);
    if (exchange.client == client && exchange.node == node) return exchange.replies == 0 ? &exchange : nullptr;
  }
  return nullptr;
}

OpenExchange& ExchangeMatcher::State::begin(std::uint64_t key, const Packet& packet, const Endpoint& client,
                                            const Endpoint& node) {
  if (open.size() >= options.open_at_most) {
    ++counters.closed_early;
    OpenExchange& oldest = open.oldest();
    oldest.is_unfinished = oldest.outcome == Outcome::no_answer;
    give_out_oldest();
  }
  OpenExchange& exchange = open.open(key);
  exchange.first_frame = exchange.last_frame = packet.frame;
  exchange.first_sent = exchange.last_sent = exchange.last_seen = packet.time;
  exchange.transport = packet.transport;
  exchange.client = client;
  exchange.node = node;
  return exchange;
}

void ExchangeMatcher::State::give_out_oldest() {
  if (!open.oldest().is_given) receiver(open.whole(open.oldest()));
  open.remove_oldest();
}

void ExchangeMatcher::State::give_out_answered(OpenExchange& exchange) {
  receiver(open.whole(exchange));
  exchange.is_given = true;
}

void ExchangeMatcher::State::fill(OpenExchange& exchange, std::uint64_t body_hash, const NgMessage& message) {
  exchange.body_hash = body_hash;
  exchange.is_malformed = message.kind == NgMessage::Kind::malformed;
  exchange.is_cut = message.is_cut;
  open.set_request_texts(exchange, message);
  if (options.with_sdp && !message.sdp.empty()) exchange.with_extras().request_sdp = media_of_sdp(message.sdp);
}

/// The capture has a reply in front of its request.
void ExchangeMatcher::State::adopt(OpenExchange& exchange, const Packet& packet) {
  exchange.outcome = Outcome::answered;
  exchange.first_frame = packet.frame;
  exchange.first_sent = exchange.last_sent = packet.time;
}

void ExchangeMatcher::State::request(const Packet& packet, std::uint64_t key, const NgMessage& message) {
  ++counters.requests;
  if (message.kind == NgMessage::Kind::malformed) ++counters.malformed;
  nodes.add(packet.destination);
  const auto body_hash = hash_bytes(0, skipped(packet.payload, message.cookie.size()));
  OpenExchange* exchange = open.find(key, message.cookie, packet.source, packet.destination);
  if (exchange != nullptr && exchange->outcome == Outcome::lone_reply) {
    adopt(*exchange, packet);
    fill(*exchange, body_hash, message);
    exchange->sends = 1;
    if (options.when_answered) give_out_answered(*exchange);
    return;
  }
  // It has this cookie: the same body makes it the same request.
  if (exchange == nullptr || exchange->body_hash != body_hash) {
    exchange = &begin(key, packet, packet.source, packet.destination);
    fill(*exchange, body_hash, message);
  }
  ++exchange->sends;
  if (exchange->replies > 0) ++exchange->late_sends;
  exchange->last_frame = packet.frame;
  exchange->last_sent = exchange->last_seen = std::max(exchange->last_seen, packet.time);
}

void ExchangeMatcher::State::first_reply(OpenExchange& exchange, const Packet& packet, const NgMessage& message) {
  exchange.reply_frame = packet.frame;
  exchange.first_reply = packet.time;
  exchange.is_reply_cut = message.is_cut;
  open.set_reply_texts(exchange, message);
  if (options.with_sdp && !message.sdp.empty()) exchange.with_extras().reply_sdp = media_of_sdp(message.sdp);
  if (options.with_reports && (exchange.command() == "delete" || exchange.command() == "query"))
    if (auto report = read_engine_report(message.dictionary))
      exchange.with_extras().report = std::make_shared<const EngineReport>(std::move(*report));
  if (exchange.sends == 0) return;
  exchange.outcome = Outcome::answered;
  if (options.when_answered) give_out_answered(exchange);
}

void ExchangeMatcher::State::reply(const Packet& packet, std::uint64_t key, const NgMessage& message) {
  ++counters.replies;
  nodes.add(packet.source);
  OpenExchange* exchange = open.find(key, message.cookie, packet.destination, packet.source);
  if (exchange == nullptr) {
    exchange = &begin(key, packet, packet.destination, packet.source);
    NgMessage unseen;
    unseen.cookie = message.cookie;
    open.set_request_texts(*exchange, unseen);
    exchange->outcome = Outcome::lone_reply;
    if (const auto asked = possible.take(way_of(key, packet.destination))) {
      exchange->is_foreign = true;
      exchange->sends = 1;
      exchange->first_frame = asked->frame;
      exchange->first_sent = exchange->last_sent = asked->time;
    }
  }
  exchange->last_seen = std::max(exchange->last_seen, packet.time);
  exchange->last_frame = packet.frame;
  if (++exchange->replies == 1) first_reply(*exchange, packet, message);
}

/// Not NG by itself: only what is known of its cookie and its endpoints can make it that.
bool ExchangeMatcher::State::accept_uncertain(const Packet& packet, std::uint64_t key, NgMessage& message) {
  using Kind = NgMessage::Kind;
  const bool could_be_reply =
      message.kind == Kind::reply || message.kind == Kind::undecided || (message.is_cut && message.command.empty());
  if (could_be_reply && open.find(key, message.cookie, packet.destination, packet.source) != nullptr) {
    message.kind = Kind::reply;
    return true;
  }
  const bool is_to_node = nodes.contains(packet.destination);
  if (message.kind == Kind::notification) return is_to_node || nodes.contains(packet.source);
  if (message.kind != Kind::reply &&
      (is_to_node || open.find(key, message.cookie, packet.source, packet.destination))) {
    if (message.kind == Kind::undecided) message.kind = Kind::request;
    return true;
  }
  if (could_be_reply && nodes.contains(packet.source)) {
    message.kind = Kind::reply;
    return true;
  }
  possible.keep(way_of(key, packet.source), packet);
  return false;
}

/// A datagram to a node that is no NG: it is remembered, since the node may answer it.
void ExchangeMatcher::State::foreign(const Packet& packet) {
  if (packet.transport != Transport::udp || !nodes.contains(packet.destination)) return;
  ++counters.foreign;
  const auto blank = packet.payload.substr(0, NgDissector::cookie_at_most).find(' ');
  if (blank == std::string_view::npos || blank == 0) return;
  const std::uint64_t key = key_of(packet.payload.substr(0, blank), packet.source, packet.destination);
  possible.keep(way_of(key, packet.source), packet);
}

bool ExchangeMatcher::State::accept(const Packet& packet, std::uint64_t key, NgMessage& message) {
  if (!message.is_certain && !accept_uncertain(packet, key, message)) return false;
  switch (message.kind) {
    case NgMessage::Kind::request:
    case NgMessage::Kind::malformed:
    case NgMessage::Kind::undecided:
      request(packet, key, message);
      break;
    case NgMessage::Kind::reply:
      reply(packet, key, message);
      break;
    case NgMessage::Kind::notification:
      ++counters.notifications;
      break;
  }
  return true;
}

ExchangeMatcher::ExchangeMatcher(Receiver receiver) : ExchangeMatcher(std::move(receiver), Options{}) {}
ExchangeMatcher::ExchangeMatcher(Receiver receiver, const Options& options)
    : state_(std::make_unique<State>(std::move(receiver), options)) {}
ExchangeMatcher::~ExchangeMatcher() = default;

/// Nearly every frame of a capture of NG comes through here: without the calls on its way (flatten) it is a fifth
/// faster.
[[gnu::flatten]] bool ExchangeMatcher::take(const Packet& packet) {
  ++state_->counters.packets;
  state_->advance(packet.time);
  if (const auto cookie = NgDissector::cookie_of(packet.payload); !cookie.empty()) {
    const std::uint64_t key = key_of(cookie, packet.source, packet.destination);
    state_->open.announce(key);  // what it looks at has come from memory when the message has been read
    NgMessage& message = state_->current;
    if (state_->dissector.dissect(packet.payload, cookie, packet.is_cut, message) &&
        state_->accept(packet, key, message)) [[likely]]
      return true;
  }
  state_->foreign(packet);
  return false;
}

void ExchangeMatcher::unreachable(const Unreachable& unreachable) {
  state_->advance(unreachable.time);
  OpenExchange* exchange = nullptr;
  const auto blank = unreachable.quoted.find(' ');
  if (blank != std::string_view::npos) {
    const auto cookie = unreachable.quoted.substr(0, blank);
    exchange = state_->open.find(key_of(cookie, unreachable.source, unreachable.destination), cookie,
                                 unreachable.source, unreachable.destination);
  }
  if (exchange == nullptr) exchange = state_->newest_unanswered(unreachable.source, unreachable.destination);
  if (exchange == nullptr) return;
  ++state_->counters.icmp_errors;
  exchange->last_seen = unreachable.time;
  if (++exchange->icmp_errors > 1 || exchange->outcome != Outcome::no_answer) return;
  exchange->outcome = unreachable.is_port ? Outcome::refused : Outcome::unreachable;
  exchange->first_reply = unreachable.time;
}

void ExchangeMatcher::advance(Time now) { state_->advance(now); }

void ExchangeMatcher::finish() {
  while (!state_->open.empty()) state_->give_out_oldest();
}

const MatcherCounters& ExchangeMatcher::counters() const { return state_->counters; }

}  // namespace rtpe::capture
