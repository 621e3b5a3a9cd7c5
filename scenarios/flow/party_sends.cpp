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
  while (side.position < dialog.size() && sender_of(dialog, side.position, side.hangs_up) == place.party) {
    const std::uint32_t step = side.position;
    if (side.pausing == step) return;
    if (const Duration pause = dialog.pause_before(step); pause > Duration{}) {
      side.pausing = step;
      side.pause_until = world_.now() + pause;
      return world_.at(side.pause_until, waker_, token(pause_over, place));
    }
    side.position = step + 1;
    say(place, step);
  }
}

void Parties::say(const Place& place, std::uint32_t step, std::uint16_t status) {
  const Step& what = calls_[place.slot].dialog[step];
  const int said = status != 0 ? status : what.status;
  transmit(place, step, status, Sending::the_step);
  const bool request = said == 0 && what.method != "ACK";
  if (request || (said >= 200 && what.method == "INVITE")) repeat_until_answered(place, step, status);
}

void Parties::repeat_until_answered(const Place& place, std::uint32_t step, std::uint16_t status) {
  Side& side = this->side(place);
  const Time now = world_.now();
  side.repeating = step;
  side.status = status;
  side.repetitions = 0;
  side.give_up_at = now + patience;
  side.timer.set(world_, waker_, token(repetition, place), now + first_repetition);
}

void Parties::transmit(const Place& place, std::uint32_t step, std::uint16_t status, Sending what) {
  const Side& side = this->side(place);
  const Dialog& dialog = calls_[place.slot].dialog;
  const bool reply = status != 0 || dialog[step].status != 0;
  PacketFields packet = compose({.dialog = dialog,
                                 .step = step,
                                 .hangs_up = side.hangs_up,
                                 .status = status,
                                 .branches = reply ? &side.branches : nullptr},
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
  world_.send_away(endpoints_[caller ? 0 : 1], side.neighbour, packet_);
}

void Parties::repeat(const Place& place) {
  Side& side = this->side(place);
  const Call& call = calls_[place.slot];
  if (!call.is_up || side.repeating == nothing) return;
  const Time now = world_.now();
  if (now >= side.give_up_at) return gave_up(place);
  transmit(place, side.repeating, side.status, Sending::the_step);
  const bool invite =
      side.status == 0 && call.dialog[side.repeating].status == 0 && call.dialog[side.repeating].method == "INVITE";
  ++side.repetitions;
  milliseconds wait = first_repetition * (1U << std::min<unsigned>(side.repetitions, 16));
  if (!invite) wait = std::min(wait, longest_repetition);
  side.timer.set(world_, waker_, token(repetition, place), std::min(now + wait, side.give_up_at));
}

void Parties::gave_up(const Place& place) {
  Side& side = this->side(place);
  Call& call = calls_[place.slot];
  const Dialog& dialog = call.dialog;
  const std::uint32_t step = std::exchange(side.repeating, nothing);
  const bool request = side.status == 0 && dialog[step].status == 0;
  fail(call, dialog[step].method, dialog[step].method, request ? "no reply for 32 s" : "no ACK for 32 s");
  if (request || side.status != 0) {
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
