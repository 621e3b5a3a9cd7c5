// What a party sends, and sends again until it is answered.
#include <algorithm>
#include <utility>

#include "scenarios/flow/parties.hpp"

namespace rtpe::scenario::flow {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds longest_repetition{4000};  // T2, not for INVITE
constexpr milliseconds patience{32000};           // 64 * T1

}  // namespace

void Parties::act(const Place& place) {
  Side& side = this->side(place);
  const Dialog& dialog = calls_[place.slot].dialog;
  for (std::uint32_t step = next_to_say(place); step != nothing && side.pausing != step; step = next_to_say(place)) {
    if (const Duration pause = dialog.pause_before(step); pause > Duration{}) {
      side.pausing = step;
      side.pause_until = world_.now() + pause;
      return world_.at(side.pause_until, waker_, token(pause_over, place));
    }
    say(place, step);
  }
}

std::uint32_t Parties::next_to_say(const Place& place) {
  const Side& side = this->side(place);
  const Dialog& dialog = calls_[place.slot].dialog;
  const auto is_mine = [&](std::uint32_t step) { return sender_of(dialog, step, side.hangs_up) == place.party; };
  if (side.position >= dialog.size()) return nothing;
  if (is_mine(side.position)) return side.position;
  for (std::uint32_t step = side.position; dialog.is_crossed(step); ++step)
    if (is_mine(step + 1) && !side.done[step + 1]) return step + 1;
  return nothing;
}

void Parties::say(const Place& place, std::uint32_t step, std::uint16_t status) {
  const Step& what = calls_[place.slot].dialog[step];
  const int said = status != 0 ? status : what.status;
  if (status == 0) {
    side(place).done.set(step);
    step_over(place);
  }
  if (!what.lost || status != 0) transmit(place, step, status, Sending::the_step);
  if (what.again) return;
  if (said == 0 && what.method != "ACK") repeat_until_answered(place, Said::request, step, status);
  const bool is_reliable = said >= 200 || (said > 0 && what.rseq != 0);
  if (is_reliable && what.method == "INVITE") repeat_until_answered(place, Said::reply, step, status);
}

void Parties::repeat_until_answered(const Place& place, Said what, std::uint32_t step, std::uint16_t status) {
  Repeating& repeating = side(place).repeats(what);
  const Time now = world_.now();
  repeating.step = step;
  repeating.status = status;
  repeating.repetitions = 0;
  repeating.give_up_at = now + patience;
  repeating.timer.set(world_, waker_, token(what, place), now + first_repetition);
}

void Parties::stop_repeating(const Place& place, Said what) {
  Repeating& repeating = side(place).repeats(what);
  repeating.step = nothing;
  repeating.timer.stop(world_);
}

world::EndpointId Parties::next_hop(const Place& place, std::uint32_t step, bool reply) const {
  const Call& call = calls_[place.slot];
  const world::EndpointId neighbour = call.sides[place.party == Party::callee].neighbour;
  if (reply || !call.in_dialog_proxy) return neighbour;
  // Inside the dialog is what begins after a 2xx to INVITE.
  const Dialog& dialog = call.dialog;
  for (std::uint32_t before = 0; before < dialog.request_of(step); ++before)
    if (dialog[before].method == "INVITE" && dialog[before].status / 100 == 2) return proxies_[*call.in_dialog_proxy];
  return neighbour;
}

void Parties::transmit(const Place& place, std::uint32_t step, std::uint16_t status, Sending what) {
  Side& side = this->side(place);
  const Dialog& dialog = calls_[place.slot].dialog;
  const bool reply = status != 0 || dialog[step].status != 0;
  PacketFields packet = compose({.dialog = dialog,
                                 .step = step,
                                 .hangs_up = side.hangs_up,
                                 .status = status,
                                 .branches = reply ? &side.branches_of(dialog.cseq_of(step)) : nullptr},
                                branch_);
  packet.handle = place.slot;
  packet.hop_by_hop = what == Sending::ack_of_refusal;
  const bool caller = place.party == Party::caller;
  packet.target = endpoints_[caller ? 1 : 0];
  const PartyFacts& facts = *dialog.facts[caller ? 0 : 1];
  packet.transport = static_cast<std::uint8_t>(facts.transport);
  packet.nat = facts.nat == proxy::Nat::between;
  if (packet.hop_by_hop) {
    packet.method = "ACK";
    packet.body = {};
  }
  pack(packet, packet_);
  world_.send_away(endpoints_[caller ? 0 : 1], next_hop(place, step, reply || packet.hop_by_hop), packet_);
}

void Parties::repeat(const Place& place, Said what) {
  Repeating& repeating = side(place).repeats(what);
  const Call& call = calls_[place.slot];
  if (!call.is_up || repeating.step == nothing) return;
  const Time now = world_.now();
  if (now >= repeating.give_up_at) return gave_up(place, what);
  transmit(place, repeating.step, repeating.status, Sending::the_step);
  const Step& step = call.dialog[repeating.step];
  const bool has_no_limit =
      what == Said::request ? step.method == "INVITE" : repeating.status == 0 && step.status < 200;
  ++repeating.repetitions;
  milliseconds wait = first_repetition * (1U << std::min<unsigned>(repeating.repetitions, 16));
  if (!has_no_limit) wait = std::min(wait, longest_repetition);
  repeating.timer.set(world_, waker_, token(what, place), std::min(now + wait, repeating.give_up_at));
}

void Parties::gave_up(const Place& place, Said what) {
  Side& side = this->side(place);
  Call& call = calls_[place.slot];
  const Dialog& dialog = call.dialog;
  Repeating& repeating = side.repeats(what);
  const std::uint32_t step = std::exchange(repeating.step, nothing);
  const bool request = what == Said::request;
  const bool is_provisional = !request && repeating.status == 0 && dialog[step].status < 200;
  fail(call, dialog[step].method, dialog[step].method,
       request          ? "no reply for 32 s"
       : is_provisional ? "no PRACK for 32 s"
                        : "no ACK for 32 s");
  if (is_provisional) {  // RFC 3262, section 3
    constexpr std::uint16_t server_error = 500;
    say(place, dialog.request_of(step), server_error);
    return went_on_to(place, std::max(side.position, dialog.after_transaction(step)));
  }
  if (request || repeating.status != 0) {
    const std::uint32_t next = dialog.after_transaction(step);
    if (next < side.position) return;  // the other side has ended this meanwhile
    if (request) hang_up_yourself(place, next);
    return went_on_to(place, next);
  }
  // Its 200 was never acknowledged: it hangs up (RFC 3261, 13.3.1.4).
  const auto bye = std::ranges::find(dialog.flow->steps, Party::one_of_them, &Step::from);
  if (bye == dialog.flow->steps.end()) return end(place.slot);
  side.hangs_up = place.party;
  side.pausing = nothing;
  side.position = static_cast<std::uint32_t>(bye - dialog.flow->steps.begin()) + 1;
  say(place, side.position - 1);
}

void Parties::hang_up_yourself(const Place& place, std::uint32_t next) {
  const Dialog& dialog = calls_[place.slot].dialog;
  if (next < dialog.size() && dialog[next].from == Party::one_of_them) side(place).hangs_up = place.party;
}

}  // namespace rtpe::scenario::flow
