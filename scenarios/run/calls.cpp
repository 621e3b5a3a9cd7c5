#include "scenarios/run/calls.hpp"

#include <algorithm>

#include "scenarios/run/timers.hpp"

namespace rtpe::scenario {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds first_repetition{500};     // T1
constexpr milliseconds longest_repetition{4000};  // T2, not for INVITE
constexpr milliseconds patience{32000};           // 64 * T1

}  // namespace

Direction direction_of(const flow::Dialog& dialog) {
  return dialog.sender_of(dialog.current()) == flow::Party::caller ? Direction::from_caller : Direction::from_callee;
}

Expected<void> Calls::open(std::uint64_t seed) {
  for (std::uint32_t index = 0; index < scenario_.traffic.size(); ++index) {
    auto source = flow::TrafficSource::open(scenario_, index, seed);
    if (!source) return std::unexpected(source.error());
    sources_.push_back(std::move(*source));
    schedule_arrival(index);
  }
  return {};
}

void Calls::schedule_arrival(std::uint32_t traffic) {
  const auto next = sources_[traffic].next_arrival();
  if (!next) return;
  ++arrivals_;
  world_.schedule(world_.start() + *next, {.kind = static_cast<std::uint8_t>(TimerKind::arrival), .index = traffic});
}

void Calls::schedule_step(std::uint32_t slot, Duration after) {
  world_.schedule(world_.now() + after, {.kind = static_cast<std::uint8_t>(TimerKind::call_step), .index = slot});
}

std::uint32_t Calls::arrive(std::uint32_t traffic) {
  --arrivals_;
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(dialogs_.size()));
    dialogs_.emplace_back();
    alive_.push_back(0);
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  alive_[slot] = 1;
  ++live_;
  flow::Dialog& dialog = dialogs_[slot];
  sources_[traffic].fill(dialog);
  dialog.number = ++started_;
  dialog.enter();
  recorder_.record(world_.now(),
                   CallStarted{.call = dialog.number, .call_id = dialog.call_id, .flow = dialog.flow->name});
  schedule_arrival(traffic);
  return slot;
}

void Calls::note(flow::Dialog& dialog, Trouble trouble, std::string_view why) {
  const bool decides = trouble == Trouble::media && !dialog.failed;
  if (!dialog.failure.empty() && !decides) return;
  dialog.failed = dialog.failed || decides;
  dialog.failed_message = flow::message_name(dialog.current());
  dialog.failure = why;
}

void Calls::message_done(std::uint32_t slot, const MessageFate& fate) {
  flow::Dialog& dialog = dialogs_[slot];
  const flow::Step& message = dialog.current();
  if (!fate.failure.empty()) note(dialog, fate.media_failed ? Trouble::media : Trouble::other, fate.failure);
  if (message.status >= 300) note(dialog, Trouble::media, "the callee found no media line in the SDP it was given");
  if (message.method == "INVITE" && message.status == 200 && !fate.media_failed && dialog.engine)
    engines_.talk(*dialog.engine, dialog.call_id, {dialog.caller_tag, dialog.callee_tag}, dialog.talk_time());
  if (fate.refused) {
    dialog.skip_transaction();
  } else {
    // A callee that is offered SDP without any media answers 488 (RFC 3264 section 6).
    const bool nothing_offered =
        message.method == "INVITE" && message.status == 0 && message.body && !fate.body.contains("\nm=");
    dialog.advance();
    if (nothing_offered) dialog.declining = true;
  }
  if (dialog.over()) return end(slot);
  const Duration pause = dialog.pause();
  dialog.enter();
  schedule_step(slot, pause);
}

void Calls::message_dropped(std::uint32_t slot) {
  flow::Dialog& dialog = dialogs_[slot];
  recorder_.record(world_.now(), SipDropped{.call = dialog.number,
                                            .message = flow::message_name(dialog.current()),
                                            .direction = direction_of(dialog)});
  const bool invite = dialog.current().method == "INVITE" && dialog.current().status == 0;
  milliseconds wait = first_repetition, total{};
  for (std::uint8_t drop = 0; drop < dialog.drops; ++drop) {
    total += wait;
    wait = invite ? wait * 2 : std::min(wait * 2, longest_repetition);
  }
  ++dialog.drops;
  if (total + wait < patience) return schedule_step(slot, wait);
  note(dialog, dialog.current().method == "INVITE" ? Trouble::media : Trouble::other,
       "the proxy took no message for 32 s");
  dialog.skip_transaction();
  if (dialog.over()) return end(slot);
  const Duration pause = dialog.pause();
  dialog.enter();
  schedule_step(slot, pause);
}

void Calls::end(std::uint32_t slot) {
  flow::Dialog& dialog = dialogs_[slot];
  recorder_.record(world_.now(), CallEnded{.call = dialog.number,
                                           .call_id = dialog.call_id,
                                           .end = dialog.failed ? CallEnd::failed : CallEnd::completed,
                                           .message = dialog.failed_message,
                                           .failure = dialog.failure});
  alive_[slot] = 0;
  free_.push_back(slot);
  --live_;
}

void Calls::cut_off() {
  std::vector<const flow::Dialog*> open;
  for (std::uint32_t slot = 0; slot < dialogs_.size(); ++slot)
    if (alive_[slot] != 0) open.push_back(&dialogs_[slot]);
  std::ranges::sort(open, {}, &flow::Dialog::number);
  for (const flow::Dialog* dialog : open)
    recorder_.record(world_.now(),
                     CallEnded{.call = dialog->number, .call_id = dialog->call_id, .end = CallEnd::unfinished});
}

}  // namespace rtpe::scenario
