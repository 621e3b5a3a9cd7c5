// Messages come, are given to the machine, and go on.
#include "scenarios/proxy/relay.hpp"

#include <algorithm>
#include <cassert>

#include "scenarios/flow/append_number.hpp"
#include "scenarios/flow/dialog.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {
namespace {

/// Handles are places in a table: nobody can make it larger than that.
constexpr std::uint32_t most_handles = 1U << 24U;
/// tm passes no 503 on: it means the server behind, not this one (RFC 3261, section 16.7).
constexpr std::uint16_t unavailable = 503, server_error = 500;

}  // namespace

Relay::Relay(world::World& world, const Place& place, proxy::ProxyMachine& machine,
             const proxy::SipWorkersOptions& options,
             std::function<std::optional<std::uint32_t>(const Node&)> engine_of, ProxyEvents& events)
    : world_(world),
      machine_(machine),
      options_(options),
      engine_of_(std::move(engine_of)),
      events_(events),
      endpoint_(world.network().open(place.address, world::Protocol::sip, place.site, *this)),
      waker_(world.add(*this)) {}

void Relay::datagram(world::EndpointId /*to*/, world::EndpointId from, std::string& bytes) {
  const auto packet = flow::unpack(bytes);
  if (!packet || packet->handle >= most_handles) return;
  if (packet->status != 0) return got_reply(*packet, from, bytes);
  if (packet->method == "ACK") return got_ack(*packet, from, bytes);
  got_request(*packet, from, bytes);
}

void Relay::got_request(const flow::PacketFields& packet, world::EndpointId from, std::string& bytes) {
  if (const std::uint32_t known = find(packet); known != none) {
    const Transaction& transaction = transactions_[known];
    if (transaction.reply.empty()) return;
    if (options_.program == nullptr) return world_.send(endpoint_, transaction.upstream, transaction.reply);
    Job& job = new_job(packet, from, bytes, known);
    job.copies = true;
    return (void)submit(job);
  }
  const std::uint32_t transaction = begin(packet, from);
  if (!submit(new_job(packet, from, bytes, transaction))) let_go(transaction);
}

void Relay::got_ack(const flow::PacketFields& packet, world::EndpointId from, std::string& bytes) {
  const std::uint32_t known = find(packet);
  if (packet.hop_by_hop) {
    if (known != none && transactions_[known].repeats == Repeats::reply) {
      transactions_[known].repeats = Repeats::nothing;
      transactions_[known].timer.stop(world_);
    }
    return;
  }
  (void)submit(new_job(packet, from, bytes, known));
}

bool Relay::is_at_work(const Transaction& transaction, const flow::PacketFields& packet) {
  return std::ranges::find(transaction.replies_at_work, mark_of(packet)) != transaction.replies_at_work.end();
}

void Relay::got_reply(const flow::PacketFields& packet, world::EndpointId from, std::string& bytes) {
  const std::uint32_t known = find(packet);
  if (known == none) {
    (void)submit(new_job(packet, from, bytes, none));
    return;
  }
  Transaction& transaction = transactions_[known];
  if (transaction.cancel) {  // the proxy has answered the CANCEL itself
    transaction.repeats = Repeats::nothing;
    return transaction.timer.stop(world_);
  }
  if (is_of_old_branch(transaction, packet)) {
    if (packet.status >= 300) acknowledge(packet, from);
    return;
  }
  if (is_at_work(transaction, packet)) {
    if (transaction.invite && packet.status >= 300) acknowledge(packet, from);
    return;
  }
  (void)submit(new_job(packet, from, bytes, known));
}

/// tm's timers run while a reply waits for a worker: they stop when it is looked at.
void Relay::taken(proxy::Message& message) {
  Job& job = static_cast<Job&>(message);
  if (job.fields.status == 0 || job.transaction == none || job.stands_for_408) return;
  Transaction& transaction = transactions_[job.transaction];
  if (transaction.invite && job.fields.status >= 300) acknowledge(job.fields, job.from);
  const bool ends_repetitions = transaction.invite || job.fields.status >= 200;
  if (!ends_repetitions || transaction.repeats != Repeats::request) return;
  transaction.repeats = Repeats::nothing;
  transaction.timer.stop(world_);
}

Relay::Job& Relay::new_job(const flow::PacketFields& packet, world::EndpointId from, std::string& bytes,
                           std::uint32_t transaction) {
  if (free_jobs_.empty()) {
    free_jobs_.push_back(static_cast<std::uint32_t>(jobs_.size()));
    jobs_.emplace_back().number = free_jobs_.back();
  }
  Job& job = jobs_[free_jobs_.back()];
  free_jobs_.pop_back();
  job.bytes.swap(bytes);  // a packet is too long to lie inside its string: what `packet` points to stays where it is
  job.fields = packet;
  job.from = from;
  job.transaction = transaction;
  job.timed_out = job.stands_for_408 = job.copies = false;
  job.lines.reset();
  return job;
}

bool Relay::submit(Job& job) {
  const flow::PacketFields& fields = job.fields;
  flow::to_message(fields, world_.network()[job.from].address.host, job.message);
  job.renew();
  job.sip = &job.message;
  job.proxy::Message::request = nullptr;
  job.proxy::Message::transaction = nullptr;
  job.call = fields.call;
  job.name = flow::name_of(fields);
  job.is_local = job.stands_for_408;
  job.is_copy = job.copies;
  if (options_.program != nullptr) {
    const world::Address& target = world_.network()[fields.target].address;
    job.uri.assign("sip:bob@").append(target.host).push_back(':');
    flow::append_decimal(job.uri, target.port);
    job.message.from_uri = "sip:alice@lab.invalid";
    job.message.to_uri = "sip:bob@lab.invalid";
    job.message.request_uri = fields.status == 0 ? std::string_view(job.uri) : std::string_view{};
    job.dialog = &dialog_variables(fields);
    job.peer = {.protocol = transport_name(static_cast<SipTransport>(fields.transport)),
                .source_port = world_.network()[job.from].address.port,
                .behind_nat = fields.nat ? proxy::Nat::between : proxy::Nat::none};
  }
  const std::uint16_t status = fields.status;
  const std::uint32_t number = job.transaction;
  if (status == 0) {
    job.branch.assign("z9hG4bKp").append(fields.from_tag).push_back('.');
    flow::append_decimal(job.branch, fields.cseq);
    job.branch.append(".0");
    job.next_branch = job.branch;
  } else {
    job.next_branch = fields.proxy_branch;
  }
  if (number != none) {
    Transaction& transaction = transactions_[number];
    ++transaction.jobs;
    job.proxy::Message::transaction = job.copies ? &job.of_copy : &transaction.marks;
    if (job.copies) job.of_copy.renew();
    if (status != 0)
      if (auto* const place = std::ranges::find(transaction.replies_at_work, 0U);
          place != transaction.replies_at_work.end())
        *place = mark_of(fields);
    if (status >= 300 && transaction.invite && transaction.status < 200) {
      if (const auto original = flow::unpack(transaction.request)) {
        flow::to_message(*original, world_.network()[transaction.upstream].address.host, job.original);
        job.original.request_uri = job.uri;
        job.original.from_uri = job.message.from_uri;
        job.original.to_uri = job.message.to_uri;
        job.proxy::Message::request = &job.original;
      }
    }
  }
  if (machine_.submit(world_.now(), job) == proxy::ProxyMachine::Submission::taken) return true;
  give_back(job);
  return false;
}

route::ScriptVariables& Relay::dialog_variables(const flow::PacketFields& fields) {
  while (dialogs_.size() <= fields.handle) dialogs_.emplace_back();
  DialogVariables& dialog = dialogs_[fields.handle];
  if (dialog.call != fields.call) dialog.values.clear();
  dialog.call = fields.call;
  return dialog.values;
}

void Relay::give_back(Job& job) {
  if (job.transaction != none) {
    Transaction& transaction = transactions_[job.transaction];
    assert(transaction.jobs > 0);
    --transaction.jobs;
    if (job.fields.status != 0)
      if (auto* const place = std::ranges::find(transaction.replies_at_work, mark_of(job.fields));
          place != transaction.replies_at_work.end())
        *place = 0;
    if (transaction.jobs == 0 && !transaction.is_current) free_transactions_.push_back(job.transaction);
  }
  free_jobs_.push_back(job.number);
}

void Relay::finished(proxy::Message& message, const proxy::MessageFate& fate) {
  Job& job = static_cast<Job&>(message);
  const flow::PacketFields& fields = job.fields;
  if (listener_ != nullptr) {
    if (!fate.failure.empty())
      listener_->operation_failed(
          fields.call, fields.handle,
          {.trouble = fate.media_failed ? flow::CallListener::Trouble::media : flow::CallListener::Trouble::other,
           .message = job.name,
           .why = fate.failure});
    const auto engine = fate.media_failed || fate.media_node == nullptr ? std::nullopt : engine_of_(*fate.media_node);
    if (engine) listener_->media_at(fields.call, fields.handle, *engine);
  }
  if (fields.status == 0)
    request_done(job, fate);
  else
    reply_done(job, fate);
  give_back(job);
}

void Relay::request_done(Job& job, const proxy::MessageFate& fate) {
  flow::PacketFields onward = job.fields;
  onward.proxy_branch = job.branch;
  onward.body = fate.body;
  if (job.fields.method == "ACK") {
    if (fate.dropped) return;
    flow::pack(onward, packet_);
    tell_sent(job, onward);
    return world_.send_away(endpoint_, onward.target, packet_);
  }
  Transaction& transaction = transactions_[job.transaction];
  if (job.copies) return world_.send(endpoint_, transaction.upstream, transaction.reply);
  if (job.timed_out) return answer(job.transaction, 408);
  flow::pack(onward, transaction.relayed);
  transaction.request.swap(job.bytes);  // what `onward` and `fate` point to stays where it is
  if (fate.dropped) return transaction.is_current ? let_go(job.transaction) : void();
  if (fate.refused) return answer(job.transaction, fate.own_reply);
  if (transaction.invite && transaction.is_current) answer(job.transaction, 100);
  if (transaction.cancel) answer(job.transaction, 200);
  transaction.downstream = onward.target;
  tell_sent(job, onward);
  world_.send(endpoint_, onward.target, transaction.relayed);
  if (transaction.is_current) start_repeating(job.transaction, Repeats::request);
}

void Relay::reply_done(Job& job, const proxy::MessageFate& fate) {
  flow::PacketFields onward = job.fields;
  if (fate.dropped) return;
  if (fate.sends_branch && job.transaction != none) return send_branch(job.transaction, fate.request_body);
  onward.proxy_branch = {};
  onward.body = fate.body;
  if (fate.refused) {  // a failure route's own reply
    onward.status = fate.own_reply;
    onward.body = {};
  } else if (onward.status == unavailable && job.transaction != none) {
    onward.status = server_error;
    onward.body = {};
  }
  if (job.transaction == none) {
    flow::pack(onward, packet_);
    tell_sent(job, onward);
    return world_.send_away(endpoint_, onward.target, packet_);
  }
  Transaction& transaction = transactions_[job.transaction];
  // It waited too long: the request has been answered meanwhile. Only a 2xx to INVITE goes on.
  const bool comes_late = transaction.status >= 200;
  if (comes_late && !(transaction.invite && onward.status / 100 == 2)) return;
  flow::pack(onward, transaction.reply);
  transaction.status = onward.status;
  tell_sent(job, onward);
  world_.send(endpoint_, transaction.upstream, transaction.reply);
  if (transaction.invite && onward.status >= 300 && transaction.is_current)
    start_repeating(job.transaction, Repeats::reply);
}

void Relay::tell_sent(const Job& job, const flow::PacketFields& onward) {
  const bool from_caller = world_.network()[job.from].address.host == flow::caller_address;
  events_.message_sent(world_.now(), onward, from_caller ? Direction::from_caller : Direction::from_callee);
}

}  // namespace rtpe::scenario
