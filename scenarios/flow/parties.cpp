// Calls begin and end, and their timers.
#include "scenarios/flow/parties.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace rtpe::scenario::flow {
namespace {

constexpr std::chrono::minutes sweep_interval{1};
constexpr std::chrono::minutes patience_for_final_reply{3};  // timer C
constexpr std::uint32_t still_sweeps_at_most = 3;

}  // namespace

// 2 bits kind, 1 bit side, 13 bits of the call's number, 32 bits slot or traffic.
std::uint64_t Parties::token(TokenKind kind, const Place& place) const {
  const std::uint64_t generation = kind == pause_over ? calls_[place.slot].dialog.number % 0x2000U : 0;
  return (std::uint64_t{kind} << 46U) | (std::uint64_t{place.party == Party::callee} << 45U) | (generation << 32U) |
         place.slot;
}

std::uint64_t Parties::token(Said what, const Place& place) {
  return (std::uint64_t{repetition} << 46U) | (std::uint64_t{place.party == Party::callee} << 45U) |
         (static_cast<std::uint64_t>(what) << 32U) | place.slot;
}

Parties::Parties(const Scenario& scenario, world::World& world, Recorder& recorder, MediaSink& media,
                 std::vector<world::EndpointId> proxies)
    : scenario_(scenario),
      world_(world),
      recorder_(recorder),
      media_(media),
      proxies_(std::move(proxies)),
      waker_(world.add(*this)) {
  constexpr std::uint16_t sip_port = 5060;
  const std::array<std::string_view, 2> names{"caller", "callee"}, hosts{caller_address, callee_address};
  for (std::size_t i = 0; i < 2; ++i) {
    const auto site = world.network().add_site({.name = std::string(names[i]), .role = world::Role::party});
    endpoints_[i] =
        world.network().open({.host = std::string(hosts[i]), .port = sip_port}, world::Protocol::sip, site, *this);
  }
  world.expect(first_repetition);
}

Expected<void> Parties::open(std::uint64_t seed) {
  for (std::uint32_t index = 0; index < scenario_.traffic.size(); ++index) {
    auto source = TrafficSource::open(scenario_, index, seed);
    if (!source) return std::unexpected(source.error());
    sources_.push_back(std::move(*source));
    schedule_arrival(index);
  }
  auto listed = ListedCalls::open(scenario_, seed);
  if (!listed) return std::unexpected(listed.error());
  listed_.emplace(std::move(*listed));
  for (std::uint32_t index = 0; index < listed_->size(); ++index) {
    ++arrivals_;
    world_.at(world_.start() + listed_->start(index), waker_,
              (std::uint64_t{arrival} << 46U) | (sources_.size() + index));
  }
  return {};
}

void Parties::schedule_arrival(std::uint32_t traffic) {
  const auto next = sources_[traffic].next_arrival();
  if (!next) return;
  ++arrivals_;
  world_.at(world_.start() + *next, waker_, (std::uint64_t{arrival} << 46U) | traffic);
}

/// in_dialog_proxy, of a call that was sent to `first`.
std::optional<std::uint32_t> Parties::proxy_of(const std::string& later, std::uint32_t first) const {
  if (later.empty()) return std::nullopt;
  if (later == next_proxy) return static_cast<std::uint32_t>((first + 1) % proxies_.size());
  const auto named = std::ranges::find(scenario_.proxies, later, &Client::name);
  if (named == scenario_.proxies.end()) return std::nullopt;
  return static_cast<std::uint32_t>(named - scenario_.proxies.begin());
}

void Parties::arrive(std::uint32_t traffic) {
  --arrivals_;
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(calls_.size()));
    calls_.emplace_back();
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  Call& call = calls_[slot];
  assert(!call.is_up);
  call.is_up = true;
  call.engine.reset();
  call.media_is_broken = false;
  call.has_failed = false;
  call.failed_message.clear();
  call.failure.clear();
  ++live_;
  const bool is_listed = traffic >= sources_.size();
  const auto listed = static_cast<std::uint32_t>(traffic - sources_.size());
  if (is_listed)
    listed_->fill(listed, call.dialog);
  else
    sources_[traffic].fill(call.dialog);
  call.dialog.number = ++started_;
  call.proxy = static_cast<std::uint32_t>((call.dialog.number - 1) % proxies_.size());
  if (is_listed) call.proxy = listed_->proxy(listed).value_or(call.proxy);
  const std::string& later =
      is_listed ? scenario_.calls[listed].in_dialog_proxy : scenario_.traffic[traffic].in_dialog_proxy;
  call.in_dialog_proxy = proxy_of(later, call.proxy);
  call.swept_at = call.still_sweeps = 0;
  for (Side& side : call.sides) {
    side.position = 0;
    side.done.reset();
    side.pausing = nothing;
    for (Repeating& one : side.repeating) {
      one.step = nothing;
      one.status = 0;
    }
    side.waits_since = Time::max();
    side.hangs_up = call.dialog.hangs_up;
    side.neighbour = proxies_[call.proxy];
  }
  recorder_.record(world_.now(), CallStarted{.proxy = call.proxy,
                                             .call = call.dialog.number,
                                             .call_id = call.dialog.call_id,
                                             .flow = call.dialog.flow->name});
  if (!sweeping_) {
    sweeping_ = true;
    world_.at(world_.now() + sweep_interval, waker_, std::uint64_t{sweep_due} << 46U);
  }
  act({slot, Party::caller});
  if (!is_listed) schedule_arrival(traffic);
}

void Parties::wake(std::uint64_t token) {
  const auto index = static_cast<std::uint32_t>(token);
  const Place place{index, (token >> 45U & 1U) != 0 ? Party::callee : Party::caller};
  switch (token >> 46U) {
    case arrival:
      return arrive(index);
    case repetition: {
      const Said what = (token >> 32U & 1U) != 0 ? Said::reply : Said::request;
      if (side(place).repeats(what).timer.fired(world_, waker_, token)) repeat(place, what);
      return;
    }
    case sweep_due:
      return sweep();
    default:
      break;
  }
  Call& call = calls_[index];
  Side& waiting = side(place);
  if (!call.is_up || (token >> 32U & 0x1FFFU) != call.dialog.number % 0x2000U || waiting.pausing == nothing ||
      world_.now() < waiting.pause_until)
    return;  // of a call that is over, or of a step that was overtaken
  const std::uint32_t step = std::exchange(waiting.pausing, nothing);
  if (step != next_to_say(place)) return;
  say(place, step);
  act(place);
}

/// Callers that heard a provisional reply repeat nothing: should the final one never come, they give up some day.
void Parties::sweep() {
  sweeping_ = false;
  const Time now = world_.now();
  for (std::uint32_t slot = 0; slot < calls_.size(); ++slot) {
    Call& call = calls_[slot];
    const auto waits = [&](const Side& side) {
      return side.waits_since != Time::max() &&
             now - side.waits_since > patience_for_final_reply + call.dialog.longest_pause();
    };
    if (!call.is_up) continue;
    const bool is_waiting = std::ranges::any_of(call.sides, waits);
    if (!is_waiting && !stands_still(call)) continue;
    fail(call, "INVITE", "INVITE", is_waiting ? "no final reply" : "neither party has a message left to send");
    end(slot);
  }
  if (live_ == 0) return;
  sweeping_ = true;
  world_.at(now + sweep_interval, waker_, std::uint64_t{sweep_due} << 46U);
}

bool Parties::stands_still(Call& call) {
  const std::uint32_t at = call.sides[0].position << 16U | call.sides[1].position;
  const auto is_busy = [](const Side& side) {
    return side.pausing != nothing || side.waits_since != Time::max() ||
           std::ranges::any_of(side.repeating, [](const Repeating& one) { return one.step != nothing; });
  };
  if (std::ranges::any_of(call.sides, is_busy) || at != call.swept_at) call.still_sweeps = 0;
  call.swept_at = at;
  return ++call.still_sweeps > still_sweeps_at_most;
}

void Parties::note(Call& call, const Failure& failure) {
  const bool decides = failure.trouble == Trouble::media && !call.has_failed;
  if (!call.failure.empty() && !decides) return;
  call.has_failed = call.has_failed || decides;
  call.failed_message.assign(failure.message);
  call.failure.assign(failure.why);
}

void Parties::operation_failed(std::uint64_t call, std::uint32_t handle, const Failure& failure) {
  Call* const about = find(call, handle);
  if (about == nullptr) return;
  note(*about, failure);
  if (failure.trouble == Trouble::media) about->media_is_broken = true;
}

void Parties::media_at(std::uint64_t call, std::uint32_t handle, std::uint32_t engine) {
  Call* const about = find(call, handle);
  if (about == nullptr) return;
  about->engine = engine;
  about->media_is_broken = false;
}

Parties::Call* Parties::find(std::uint64_t call, std::uint32_t handle) {
  if (handle >= calls_.size()) return nullptr;
  Call& found = calls_[handle];
  return found.is_up && found.dialog.number == call ? &found : nullptr;
}

void Parties::got(const Place& place, std::uint32_t step) {
  Side& side = this->side(place);
  const Dialog& dialog = calls_[place.slot].dialog;
  side.done.set(step);
  std::uint32_t next = side.position;
  while (next <= step && (side.done[next] || !dialog.is_crossed(next))) ++next;
  went_on_to(place, next);
}

void Parties::went_on_to(const Place& place, std::uint32_t step) {
  Side& side = this->side(place);
  const Call& call = calls_[place.slot];
  assert(step >= side.position || step == call.dialog.size());
  side.position = step;
  step_over(place);
  if (side.position >= call.dialog.size()) return end(place.slot);
  act(place);
}

void Parties::step_over(const Place& place) {
  Side& side = this->side(place);
  const Dialog& dialog = calls_[place.slot].dialog;
  const auto is_over = [&](std::uint32_t step) {
    return side.done[step] || (dialog[step].again && sender_of(dialog, step, side.hangs_up) != place.party);
  };
  while (side.position < dialog.size() && is_over(side.position)) ++side.position;
  if (side.pausing < side.position) side.pausing = nothing;
}

void Parties::end(std::uint32_t slot) {
  Call& call = calls_[slot];
  recorder_.record(world_.now(), CallEnded{.proxy = call.proxy,
                                           .call = call.dialog.number,
                                           .call_id = call.dialog.call_id,
                                           .end = call.has_failed ? CallEnd::failed : CallEnd::completed,
                                           .message = call.failed_message,
                                           .failure = call.failure});
  call.is_up = false;
  for (Side& side : call.sides)
    for (Repeating& one : side.repeating) one.timer.stop(world_);
  free_.push_back(slot);
  --live_;
}

void Parties::cut_off() {
  std::vector<const Call*> open;
  for (std::uint32_t slot = 0; slot < calls_.size(); ++slot)
    if (calls_[slot].is_up) open.push_back(&calls_[slot]);
  std::ranges::sort(open, {}, [](const Call* call) { return call->dialog.number; });
  for (const Call* call : open)
    recorder_.record(world_.now(), CallEnded{.proxy = call->proxy,
                                             .call = call->dialog.number,
                                             .call_id = call->dialog.call_id,
                                             .end = CallEnd::unfinished,
                                             .message = {},
                                             .failure = {}});
}

}  // namespace rtpe::scenario::flow
