// What a party makes of the messages that reach it.
#include <algorithm>
#include <cassert>
#include <utility>

#include "scenarios/flow/parties.hpp"

namespace rtpe::scenario::flow {
namespace {

/// Of the callee, that said it or that it is for.
std::uint8_t phone_of(const Dialog& dialog, const PacketFields& packet) {
  return std::max(dialog.phone_of(packet.from_tag), dialog.phone_of(packet.to_tag));
}

}  // namespace

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
  if (request == nothing || !side.is_past(request)) return;  // it has sent no such request
  const bool invite = packet.method == "INVITE";
  if (side.repeats(Said::request).step == request && (packet.status >= 200 || invite))
    stop_repeating(place, Said::request);
  if (packet.status < 200 && invite && side.waits_since == Time::max() &&
      side.position <= dialog.find(packet.cseq, "INVITE", 200))
    side.waits_since = world_.now();
  if (packet.status >= 200 && invite) side.waits_since = Time::max();
  if (packet.status >= 300) return got_refusal(place, request, packet);
  const std::uint8_t phone = phone_of(dialog, packet);
  const std::uint32_t step = dialog.find(packet.cseq, packet.method, packet.status, phone);
  if (step == nothing) return;  // 100 Trying
  if (side.is_past(step)) {
    // A 200 that came before: its ACK was lost.
    const std::uint32_t ack = invite && packet.status >= 200 ? dialog.find(packet.cseq, "ACK", 0, phone) : nothing;
    if (ack != nothing && side.is_past(ack)) transmit(place, ack, 0, Sending::the_step);
    return;
  }
  if (invite && packet.status == 200 && call.engine && !call.media_is_broken)
    media_.talk(*call.engine, {.call_id = dialog.call_id,
                               .tags = {dialog.caller_tag, dialog.callee_tag},
                               .duration = dialog.talk_time(step),
                               .quality = dialog.media});
  got(place, step);
}

/// A negative reply ends the transaction, and with the first one the call. Of INVITE it is acknowledged to the
/// neighbour, every time it comes.
void Parties::got_refusal(const Place& place, std::uint32_t request, const PacketFields& packet) {
  Side& side = this->side(place);
  Call& call = calls_[place.slot];
  if (packet.method == "INVITE") transmit(place, request, 0, Sending::ack_of_refusal);
  const std::uint8_t phone = phone_of(call.dialog, packet);
  std::uint32_t step = call.dialog.find(packet.cseq, packet.method, packet.status, phone);
  // A proxy makes 500 of a 503 (RFC 3261, section 16.7).
  if (step == nothing && packet.status == 500) step = call.dialog.find(packet.cseq, packet.method, 503, phone);
  if (step != nothing) {
    if (!side.is_past(step)) got(place, step);  // as it is meant to go
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
  const Repeating& said = side.repeats(Said::reply);
  const std::uint8_t phone = phone_of(dialog, packet);
  const bool is_of_reply = said.step != nothing && request != nothing && dialog.request_of(said.step) == request &&
                           (said.status != 0 || packet.hop_by_hop || dialog[said.step].phone == phone);
  if (is_of_reply) stop_repeating(place, Said::reply);
  if (packet.hop_by_hop) return;
  const std::uint32_t step = dialog.find(packet.cseq, "ACK", 0, phone);
  if (step != nothing && !side.is_past(step)) got(place, step);
}

void Parties::got_request(const Place& place, const PacketFields& packet) {
  Side& side = this->side(place);
  const Dialog& dialog = calls_[place.slot].dialog;
  const std::uint32_t step = dialog.find(packet.cseq, packet.method, 0);
  if (step == nothing) return;
  Branches& branches = side.branches_of(packet.cseq);
  if (side.is_past(step)) {
    const bool is_branch = packet.method == "INVITE" && packet.proxy_branch != branches.proxy;
    return is_branch ? answer_branch(place, step, packet) : answer_again(place, step, packet);
  }
  branches.sender.assign(packet.sender_branch);
  branches.proxy.assign(packet.proxy_branch);
  if (const std::uint32_t said = side.repeats(Said::reply).step;
      packet.method == "PRACK" && said != nothing && dialog[said].rseq == dialog[step].rseq)
    stop_repeating(place, Said::reply);
  if (dialog[step].from == Party::one_of_them)
    side.hangs_up = place.party == Party::caller ? Party::callee : Party::caller;
  // A callee that is offered SDP without any media answers 488 (RFC 3264 section 6).
  if (packet.method == "INVITE" && dialog[step].body && !packet.body.contains("\nm=")) {
    say(place, step, 488);
    side.done.set(step);
    side.position = std::max(side.position, dialog.after_transaction(step));
    step_over(place);
    if (side.position < dialog.size()) act(place);
    return;
  }
  got(place, step);
}

/// The proxy tries again after a refusal: it is refused again.
void Parties::answer_branch(const Place& place, std::uint32_t request, const PacketFields& packet) {
  Side& side = this->side(place);
  const Dialog& dialog = calls_[place.slot].dialog;
  Branches& branches = side.branches_of(packet.cseq);
  branches.sender.assign(packet.sender_branch);
  branches.proxy.assign(packet.proxy_branch);
  if (const std::uint16_t status = side.repeats(Said::reply).status; status >= 300) return say(place, request, status);
  for (std::uint32_t step = side.position; step-- > request + 1;)
    if (dialog[step].transaction == dialog[request].transaction && dialog[step].status >= 300) return say(place, step);
}

/// A request that came before: what was said to it last is said again.
void Parties::answer_again(const Place& place, std::uint32_t request, const PacketFields& packet) {
  Side& side = this->side(place);
  const Dialog& dialog = calls_[place.slot].dialog;
  const Repeating& said = side.repeats(Said::reply);
  if (said.step == request && said.status != 0) return transmit(place, request, said.status, Sending::the_step);
  if (sender_of(dialog, request, side.hangs_up) == place.party) {
    // Both hung up at once: each answers the other's BYE.
    const Party mine = std::exchange(side.hangs_up, place.party == Party::caller ? Party::callee : Party::caller);
    Branches& branches = side.branches_of(packet.cseq);
    branches.sender.assign(packet.sender_branch);
    branches.proxy.assign(packet.proxy_branch);
    transmit(place, request, 200, Sending::the_step);
    side.hangs_up = mine;
    return;
  }
  for (std::uint32_t step = dialog.size(); step-- > request + 1;)
    if (side.is_past(step) && dialog[step].status != 0 && dialog.request_of(step) == request)
      return transmit(place, step, 0, Sending::the_step);
}

}  // namespace rtpe::scenario::flow
