#include "scenarios/proxy/dmq_peer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/flow/packet.hpp"

namespace rtpe::scenario {
namespace {

using std::chrono::milliseconds;
constexpr std::uint16_t dmq_port = 5090;
constexpr milliseconds dmq_t1{500}, dmq_t2{4000}, dmq_patience{30000};  // tm: T1, T2, fr_timer
constexpr std::size_t most_answers = 10'000;

}  // namespace

DmqPeer::DmqPeer(Parts parts, std::string_view host, world::SiteId site)
    : parts_(std::move(parts)),
      endpoint_(parts_.world.network().open({.host = std::string(host), .port = dmq_port}, world::Protocol::sip, site,
                                            *this)),
      waker_(parts_.world.add(*this)) {
  parts_.peers.join({.number = parts_.proxy, .endpoint = endpoint_});
}

void DmqPeer::replicate(std::uint64_t call, const proxy::TableChange& change) {
  const std::string body = json_of(change);
  for (const DmqPeers::Peer& peer : parts_.peers.all()) {
    if (peer.endpoint == endpoint_) continue;
    const std::uint32_t id = ++last_id_;
    Sent& sent = sent_[id];
    const std::string branch = fmt::format("z9hG4bKdmq{}.{}", parts_.proxy, id);
    const std::string call_id = fmt::format("dmq-{}-{}", parts_.proxy, id);
    flow::pack({.call = call,
                .handle = id,
                .target = peer.endpoint,
                .cseq = 10,
                .method = "KDMQ",
                .call_id = call_id,
                .from_tag = "dmq",
                .sender_branch = branch,
                .body = body},
               sent.packet);
    sent.to = peer.endpoint;
    sent.wait = dmq_t1;
    sent.give_up_at = parts_.world.now() + dmq_patience;
    parts_.world.send(endpoint_, sent.to, sent.packet);
    parts_.world.at(parts_.world.now() + sent.wait, waker_, id);
  }
}

void DmqPeer::wake(std::uint64_t token) {
  const auto found = sent_.find(static_cast<std::uint32_t>(token));
  if (found == sent_.end()) return;  // it has been answered
  Sent& sent = found->second;
  const Time now = parts_.world.now();
  if (now >= sent.give_up_at) {
    sent_.erase(found);
    return;
  }
  parts_.world.send(endpoint_, sent.to, sent.packet);
  sent.wait = std::min<Duration>(sent.wait * 2, dmq_t2);
  parts_.world.at(std::min(now + sent.wait, sent.give_up_at), waker_, token);
}

void DmqPeer::datagram(world::EndpointId /*to*/, world::EndpointId from, std::string& bytes) {
  const auto packet = flow::unpack(bytes);
  if (!packet || packet->method != "KDMQ") return;
  if (packet->status != 0) {
    sent_.erase(packet->handle);
    return;
  }
  // A copy of a request is absorbed while it is worked on, and answered as before afterwards.
  if (const auto known = answers_.find({from, packet->handle}); known != answers_.end()) {
    if (known->second != 0) answer(from, packet->handle, packet->call, known->second);
    return;
  }
  auto change = proxy::read_table_change(packet->body);
  constexpr std::uint16_t ok = 200, bad_request = 400;
  if (!change || !*change) {
    const std::uint16_t status = change ? ok : bad_request;
    note_answer(from, packet->handle, status);
    return answer(from, packet->handle, packet->call, status);
  }
  if (free_.empty()) free_.push_back(&jobs_.emplace_back());
  Job& job = *free_.back();
  job.change = std::move(**change);
  job.replicated = &job.change;
  job.call = packet->call;
  job.from = from;
  job.id = packet->handle;
  if (parts_.machine.submit(parts_.world.now(), job) == proxy::ProxyMachine::Submission::dropped) return;
  free_.pop_back();
  answers_.try_emplace({from, job.id}, std::uint16_t{0});
}

void DmqPeer::finished(proxy::Message& message, const proxy::MessageFate& fate) {
  Job& job = static_cast<Job&>(message);
  tell(job, fate.own_reply);
  note_answer(job.from, job.id, fate.own_reply);
  answer(job.from, job.id, job.call, fate.own_reply);
  free_.push_back(&job);
}

void DmqPeer::tell(const Job& job, std::uint16_t status) {
  const auto peer = std::ranges::find(parts_.peers.all(), job.from, &DmqPeers::Peer::endpoint);
  parts_.recorder.record(parts_.world.now(),
                         TableReplicated{.proxy = parts_.proxy,
                                         .from_proxy = peer == parts_.peers.all().end() ? parts_.proxy : peer->number,
                                         .call = job.call,
                                         .call_id = job.change.call_id,
                                         .via_branch = job.change.via_branch,
                                         .is_insert = job.change.action == proxy::TableChange::Action::insert,
                                         .url = job.change.url,
                                         .status = status});
}

void DmqPeer::note_answer(world::EndpointId from, std::uint32_t id, std::uint16_t status) {
  answers_[{from, id}] = status;
  answered_.emplace_back(from, id);
  if (answered_.size() <= most_answers) return;
  answers_.erase(answered_.front());
  answered_.pop_front();
}

void DmqPeer::answer(world::EndpointId to, std::uint32_t id, std::uint64_t call, std::uint16_t status) {
  flow::pack({.call = call, .handle = id, .target = to, .cseq = 10, .status = status, .method = "KDMQ"}, packet_);
  parts_.world.send(endpoint_, to, packet_);
}

}  // namespace rtpe::scenario
