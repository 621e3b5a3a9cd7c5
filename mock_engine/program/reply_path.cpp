#include "mock_engine/program/reply_path.hpp"

#include <algorithm>

#include "mock_engine/program/reply_edit.hpp"

namespace rtpe::mock {
namespace {

constexpr std::size_t most_held = 1024;
constexpr std::size_t most_pieces = 4096;

bool same_peer(const Peer& one, const Peer& other) {
  return one.transport == other.transport && one.connection == other.connection && one.port == other.port &&
         one.address == other.address;
}

void send_split(Time now, const Peer& peer, std::string_view bytes, Duration delay, const Effect& split, Exit exit) {
  const std::size_t size = std::max<std::size_t>(split.count, bytes.size() / most_pieces + 1);
  while (bytes.size() > size) {
    exit.queue.leave(now, peer, {.bytes = bytes.substr(0, size), .delay = delay, .piece = Piece::more}, exit.output);
    bytes.remove_prefix(size);
    delay += split.interval;
  }
  exit.queue.leave(now, peer, {.bytes = bytes, .delay = delay, .piece = Piece::last}, exit.output);
}

}  // namespace

void ReplyPath::send(Time now, const Peer& peer, std::string_view bytes, Duration delay, const ReplyPlan& plan,
                     RuleRandom& random, Exit exit) {
  if (plan.drop) return exit.output.no_reply(peer);
  std::string edited;
  if (!plan.edits.empty()) {
    edited = bytes;
    for (const Effect& effect : plan.edits) edit_reply(effect, random, edited);
    bytes = edited;
  }
  delay += plan.delay;
  for (std::uint32_t copy = 0; copy <= plan.copies; ++copy, delay += plan.copy_gap) {
    if (plan.merge)
      merge(now, peer, bytes, *plan.merge, exit);
    else if (plan.reorder && hold(peer, bytes, now + delay + plan.reorder->longest, plan.reorder->count, false))
      continue;
    else if (plan.split)
      send_split(now, peer, bytes, delay, *plan.split, exit);
    else
      pass(now, peer, bytes, delay, exit);
  }
}

void ReplyPath::pass(Time now, const Peer& peer, std::string_view bytes, Duration delay, Exit exit) {
  exit.queue.leave(now, peer, {.bytes = bytes, .delay = delay}, exit.output);
  if (held_.empty()) return;
  for (Held& held : held_)
    if (!held.merging && held.waits_for > 0 && --held.waits_for == 0) held.deadline = now;
  run_timers(now, exit);
}

bool ReplyPath::hold(const Peer& peer, std::string_view bytes, Time deadline, std::uint32_t waits_for, bool merging) {
  if (held_.size() >= most_held) return false;
  held_.push_back({.peer = peer,
                   .address = std::string(peer.address),
                   .bytes = std::string(bytes),
                   .deadline = deadline,
                   .waits_for = waits_for,
                   .merging = merging});
  return true;
}

void ReplyPath::merge(Time now, const Peer& peer, std::string_view bytes, const ReplyPlan::Hold& plan, Exit exit) {
  const auto waiting = std::ranges::find_if(held_, [&](const Held& held) {
    Peer of_held = held.peer;
    of_held.address = held.address;
    return held.merging && same_peer(of_held, peer);
  });
  if (waiting == held_.end()) {
    if (plan.count < 2 || !hold(peer, bytes, now + plan.longest, plan.count - 1, true))
      exit.queue.leave(now, peer, {.bytes = bytes}, exit.output);
    return;
  }
  waiting->bytes += bytes;
  if (waiting->waits_for > 1) {
    --waiting->waits_for;
    return;
  }
  const Held complete = std::move(*waiting);
  held_.erase(waiting);
  release(now, complete, exit);
}

std::optional<Time> ReplyPath::next_timer() const {
  if (held_.empty()) return std::nullopt;
  return std::ranges::min_element(held_, {}, &Held::deadline)->deadline;
}

void ReplyPath::run_timers(Time now, Exit exit) {
  for (std::size_t i = 0; i < held_.size();) {
    if (held_[i].deadline > now) {
      ++i;
      continue;
    }
    const Held due = std::move(held_[i]);
    held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(i));
    release(now, due, exit);
  }
}

void ReplyPath::release(Time now, const Held& held, Exit exit) {
  Peer peer = held.peer;
  peer.address = held.address;
  exit.queue.leave(now, peer, {.bytes = held.bytes}, exit.output);
}

}  // namespace rtpe::mock
