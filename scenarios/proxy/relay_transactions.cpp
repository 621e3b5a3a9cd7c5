// The relay's transactions: begun, repeated, answered, let go.
#include <algorithm>
#include <cassert>

#include "base/text_hash.hpp"
#include "scenarios/flow/append_number.hpp"
#include "scenarios/proxy/relay.hpp"

namespace rtpe::scenario {
namespace {

// Kamailio's tm: retr_timer1, retr_timer2, fr_timer; and timer H of RFC 3261.
using std::chrono::milliseconds;
constexpr milliseconds first_repetition{500}, longest_repetition{4000}, patience{30000}, patience_for_ack{32000};

}  // namespace

std::uint32_t Relay::find(const flow::PacketFields& packet) const {
  const std::uint32_t first = places_of(packet.handle, packet.method);
  if (first >= current_.size()) return none;
  for (std::uint32_t place = first; place < first + of_each_kind; ++place) {
    if (current_[place] == none) continue;
    const Transaction& transaction = transactions_[current_[place]];
    if (transaction.call == packet.call && transaction.cseq == packet.cseq) return current_[place];
  }
  return none;
}

std::uint32_t Relay::free_place(const flow::PacketFields& packet) {
  const std::size_t all = (std::size_t{packet.handle} + 1) * kinds * of_each_kind;
  if (current_.size() < all) current_.resize(all, none);
  // What is left of another call that had this handle.
  for (std::size_t place = all - std::size_t{kinds} * of_each_kind; place < all; ++place)
    if (current_[place] != none && transactions_[current_[place]].call != packet.call) let_go(current_[place]);
  const std::uint32_t first = places_of(packet.handle, packet.method);
  const auto worth = [this](std::uint32_t place) -> std::uint64_t {
    if (current_[place] == none) return 0;
    const Transaction& transaction = transactions_[current_[place]];
    return (transaction.status < 200 ? std::uint64_t{1} << 32U : 0U) + transaction.cseq + 1;
  };
  std::uint32_t place = first;
  for (std::uint32_t other = first + 1; other < first + of_each_kind; ++other)
    if (worth(other) < worth(place)) place = other;
  if (current_[place] != none) let_go(current_[place]);
  return place;
}

std::uint64_t Relay::mark_of(const flow::PacketFields& reply) {
  return (text_hash(reply.to_tag) << 16U) | reply.status;
}

std::uint32_t Relay::begin(const flow::PacketFields& packet, world::EndpointId from) {
  const std::uint32_t place = free_place(packet);
  if (free_transactions_.empty()) {
    free_transactions_.push_back(static_cast<std::uint32_t>(transactions_.size()));
    transactions_.emplace_back();
  }
  const std::uint32_t number = free_transactions_.back();
  free_transactions_.pop_back();
  Transaction& transaction = transactions_[number];
  assert(transaction.jobs == 0 && !transaction.is_current);
  transaction.call = packet.call;
  transaction.handle = packet.handle;
  transaction.cseq = packet.cseq;
  transaction.invite = packet.method == "INVITE";
  transaction.cancel = packet.method == "CANCEL";
  transaction.place = place;
  transaction.upstream = from;
  transaction.downstream = packet.target;
  transaction.request.clear();
  transaction.reply.clear();
  transaction.status = 0;
  transaction.marks.renew();
  transaction.repeats = Repeats::nothing;
  transaction.replies_at_work.fill(0);
  transaction.is_current = true;
  return current_[place] = number;
}

void Relay::let_go(std::uint32_t number) {
  Transaction& transaction = transactions_[number];
  assert(transaction.is_current && current_[transaction.place] == number);
  transaction.is_current = false;
  transaction.repeats = Repeats::nothing;
  transaction.timer.stop(world_);
  current_[transaction.place] = none;
  if (transaction.jobs == 0) free_transactions_.push_back(number);
}

void Relay::start_repeating(std::uint32_t number, Repeats what) {
  Transaction& transaction = transactions_[number];
  const Time now = world_.now();
  transaction.repeats = what;
  transaction.repetitions = 0;
  transaction.give_up_at = now + (what == Repeats::request ? patience : patience_for_ack);
  transaction.timer.set(world_, waker_, number, now + first_repetition);
}

void Relay::wake(std::uint64_t token) {
  const auto number = static_cast<std::uint32_t>(token);
  if (transactions_[number].timer.fired(world_, waker_, token)) repeat(number);
}

void Relay::repeat(std::uint32_t number) {
  Transaction& transaction = transactions_[number];
  if (transaction.repeats == Repeats::nothing) return;
  const Time now = world_.now();
  const bool request = transaction.repeats == Repeats::request;
  if (now >= transaction.give_up_at) {
    transaction.repeats = Repeats::nothing;
    if (request) nobody_answered(number);
    return;
  }
  if (request)
    world_.send(endpoint_, transaction.downstream, transaction.relayed);
  else
    world_.send(endpoint_, transaction.upstream, transaction.reply);
  const unsigned doublings = std::min<unsigned>(++transaction.repetitions, 8);
  const milliseconds wait = std::min(first_repetition * (1U << doublings), longest_repetition);
  transaction.timer.set(world_, waker_, number, std::min<Time>(now + wait, transaction.give_up_at));
}

void Relay::send_branch(std::uint32_t number, std::string_view body) {
  Transaction& transaction = transactions_[number];
  auto onward = flow::unpack(transaction.relayed);
  if (!onward || !transaction.is_current || transaction.status >= 200) return;
  std::string branch(onward->proxy_branch.substr(0, onward->proxy_branch.rfind('.') + 1));
  flow::append_decimal(branch, transaction.marks.branches - 1);
  onward->proxy_branch = branch;
  if (!body.empty()) onward->body = body;
  flow::pack(*onward, packet_);
  transaction.relayed.swap(packet_);
  world_.send(endpoint_, transaction.downstream, transaction.relayed);
  start_repeating(number, Repeats::request);
}

bool Relay::is_of_old_branch(const Transaction& transaction, const flow::PacketFields& packet) {
  if (transaction.marks.branches < 2 || !transaction.invite) return false;
  const auto last = flow::unpack(transaction.relayed);
  return last && last->proxy_branch != packet.proxy_branch;
}

/// The failure route runs as for a negative reply; then the request is answered 408.
void Relay::nobody_answered(std::uint32_t number) {
  Transaction& transaction = transactions_[number];
  if (transaction.cancel) return;  // it was answered here
  if (options_.program != nullptr) {
    auto reply = flow::unpack(transaction.request);
    if (!transaction.invite || !reply) return answer(number, 408);
    reply->status = 408;
    reply->body = {};
    flow::pack(*reply, packet_);
    Job& job = new_job(*flow::unpack(packet_), transaction.upstream, packet_, number);
    job.stands_for_408 = true;
    if (!submit(job)) answer(number, 408);
    return;
  }
  const auto lines = proxy::statements_for(options_.routing, script::Route::failure, "INVITE", 408);
  if (!transaction.invite || lines.empty()) return answer(number, 408);
  std::string request = transaction.request;
  Job& job = new_job(*flow::unpack(request), transaction.upstream, request, number);
  job.timed_out = true;
  job.lines = proxy::OwnLines{.route = script::Route::failure, .statements = lines};
  if (!submit(job)) answer(number, 408);
}

void Relay::answer(std::uint32_t number, std::uint16_t status) {
  Transaction& transaction = transactions_[number];
  auto reply = flow::unpack(transaction.request);
  if (!reply) return;
  reply->status = status;
  reply->proxy_branch = {};
  reply->body = {};
  flow::pack(*reply, transaction.reply);
  transaction.status = status;
  world_.send(endpoint_, transaction.upstream, transaction.reply);
  if (transaction.invite && status >= 300 && transaction.is_current) start_repeating(number, Repeats::reply);
}

void Relay::acknowledge(const flow::PacketFields& reply, world::EndpointId to) {
  flow::PacketFields ack = reply;
  ack.status = 0;
  ack.method = "ACK";
  ack.hop_by_hop = true;
  ack.body = {};
  flow::pack(ack, packet_);
  world_.send(endpoint_, to, packet_);
}

}  // namespace rtpe::scenario
