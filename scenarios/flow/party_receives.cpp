// What a party makes of the messages that reach it.
#include <cassert>
#include <utility>

#include "scenarios/flow/parties.hpp"

namespace rtpe::scenario::flow {

void Parties::datagram(world::EndpointId to, world::EndpointId from, std::string& bytes) {
  const auto packet = unpack(bytes);
  if (!packet || find(packet->call, packet->handle) == nullptr) return;
  const Place place{packet->handle, to == endpoints_[0] ? Party::caller : Party::callee};
  side(place).neighbour = from;
  if (packet->status != 0) return got_reply(place, *packet);
  if (packet->method == "ACK") return got_ack(place, *packet);
  got_request(place, *packet);
}

void Parties::got_reply(const Place& place, const PacketFields& packet) {
  Side& side = this->side(place);
  Call& call = calls_[place.slot];
  const Dialog& dialog = call.dialog;
  const std::uint32_t request = dialog.find(packet.cseq, packet.method, 0);
  if (request == nothing || request >= side.position) return;  // it has sent no such request
  const bool invite = packet.method == "INVITE";
  if (side.repeating == request && (packet.status >= 200 || invite)) {
    side.repeating = nothing;
    side.timer.stop(world_);
  }
  if (packet.status < 200 && invite && side.waits_since == Time::max() &&
      side.position <= dialog.find(packet.cseq, "INVITE", 200))
    side.waits_since = world_.now();
  if (packet.status >= 200 && invite) side.waits_since = Time::max();
  if (packet.status >= 300) return got_refusal(place, request, packet);
  const std::uint32_t step = dialog.find(packet.cseq, packet.method, packet.status);
  if (step == nothing) return;  // 100 Trying
  if (step < side.position) {
    // A 200 that came before: its ACK was lost.
    const bool acknowledged = invite && packet.status >= 200 && step + 1 < side.position;
    if (acknowledged && dialog[step + 1].method == "ACK") transmit(place, step + 1, 0, Sending::the_step);
    return;
  }
  if (invite && packet.status == 200 && call.engine && !call.media_is_broken)
    media_.talk(*call.engine, {.call_id = dialog.call_id,
                               .tags = {dialog.caller_tag, dialog.callee_tag},
                               .duration = dialog.talk_time(step),
                               .quality = dialog.media});
  went_on_to(place, step + 1);
}

/// A negative reply ends the transaction, and with the first one the call. Of INVITE it is acknowledged to the
/// neighbour, every time it comes.
void Parties::got_refusal(const Place& place, std::uint32_t request, const PacketFields& packet) {
  Side& side = this->side(place);
  Call& call = calls_[place.slot];
  if (packet.method == "INVITE") transmit(place, request, 0, Sending::ack_of_refusal);
  if (const std::uint32_t step = call.dialog.find(packet.cseq, packet.method, packet.status); step != nothing) {
    if (step >= side.position) went_on_to(place, step + 1);  // as it is meant to go
    return;
  }
  const std::uint32_t next = call.dialog.after_transaction(request);
  if (side.position > next || (next < call.dialog.size() && side.position == next)) return;  // it came before
  if (packet.status == 488)
    fail(call, packet.method, "488 INVITE", "the callee found no media line in the SDP it was given");
  else
    fail(call, packet.method, packet.method, name_of(packet));
  side.pausing = nothing;
  if (packet.status != 488) hang_up_yourself(place, next);
  went_on_to(place, next);
}

void Parties::got_ack(const Place& place, const PacketFields& packet) {
  Side& side = this->side(place);
  const Dialog& dialog = calls_[place.slot].dialog;
  const std::uint32_t request = dialog.find(packet.cseq, "INVITE", 0);
  if (side.repeating != nothing && request != nothing && dialog.request_of(side.repeating) == request) {
    side.repeating = nothing;
    side.timer.stop(world_);
  }
  if (packet.hop_by_hop) return;
  const std::uint32_t step = dialog.find(packet.cseq, "ACK", 0);
  if (step != nothing && step >= side.position) went_on_to(place, step + 1);
}

void Parties::got_request(const Place& place, const PacketFields& packet) {
  Side& side = this->side(place);
  const Dialog& dialog = calls_[place.slot].dialog;
  const std::uint32_t step = dialog.find(packet.cseq, packet.method, 0);
  if (step == nothing) return;
  if (step < side.position) {
    const bool is_branch = packet.method == "INVITE" && packet.proxy_branch != side.branches.proxy;
    return is_branch ? answer_branch(place, step, packet) : answer_again(place, step, packet);
  }
  side.branches.sender.assign(packet.sender_branch);
  side.branches.proxy.assign(packet.proxy_branch);
  side.pausing = nothing;
  if (dialog[step].from == Party::one_of_them)
    side.hangs_up = place.party == Party::caller ? Party::callee : Party::caller;
  // A callee that is offered SDP without any media answers 488 (RFC 3264 section 6).
  if (packet.method == "INVITE" && dialog[step].body && !packet.body.contains("\nm=")) {
    side.position = step + 1;
    say(place, step, 488);
    side.position = dialog.after_transaction(step);
    if (side.position < dialog.size()) act(place);
    return;
  }
  went_on_to(place, step + 1);
}

/// The proxy tries again after a refusal: it is refused again.
void Parties::answer_branch(const Place& place, std::uint32_t request, const PacketFields& packet) {
  Side& side = this->side(place);
  const Dialog& dialog = calls_[place.slot].dialog;
  side.branches.sender.assign(packet.sender_branch);
  side.branches.proxy.assign(packet.proxy_branch);
  if (side.status >= 300) return say(place, request, side.status);
  for (std::uint32_t step = side.position; step-- > request + 1;)
    if (dialog[step].transaction == dialog[request].transaction && dialog[step].status >= 300) return say(place, step);
}

/// A request that came before: what was said to it last is said again.
void Parties::answer_again(const Place& place, std::uint32_t request, const PacketFields& packet) {
  Side& side = this->side(place);
  const Dialog& dialog = calls_[place.slot].dialog;
  if (side.repeating == request && side.status != 0) return transmit(place, request, side.status, Sending::the_step);
  if (sender_of(dialog, request, side.hangs_up) == place.party) {
    // Both hung up at once: each answers the other's BYE.
    const Party mine = std::exchange(side.hangs_up, place.party == Party::caller ? Party::callee : Party::caller);
    side.branches.sender.assign(packet.sender_branch);
    side.branches.proxy.assign(packet.proxy_branch);
    transmit(place, request, 200, Sending::the_step);
    side.hangs_up = mine;
    return;
  }
  for (std::uint32_t step = side.position; step-- > request + 1;) {
    if (dialog[step].transaction != dialog[request].transaction) continue;
    if (dialog[step].status == 0 || sender_of(dialog, step, side.hangs_up) != place.party) continue;
    return transmit(place, step, 0, Sending::the_step);
  }
}

}  // namespace rtpe::scenario::flow
