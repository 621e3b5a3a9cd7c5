#include "mock_engine/live_calls.hpp"

#include <algorithm>

namespace rtpe::mock {
namespace {

Time second_after(Time from, std::int64_t seconds) {
  return Time(std::chrono::floor<std::chrono::seconds>(from.time_since_epoch()) + std::chrono::seconds(seconds));
}

/// The timeout that applies to a stream, by what its media may still expect (protocol.md 8; observed: a side that has
/// not answered waits for offer-timeout unless the offer said that it will not send).
Deadline deadline_of(const Media& media, const Stream& stream, const EngineConfig& config) {
  if (!media.flags.has(MediaFlag::recv))
    return {second_after(stream.last_packet, config.silent_timeout_s), EndCause::silent_timeout};
  if (!media.flags.has(MediaFlag::initialized))
    return {second_after(stream.last_packet, config.offer_timeout_s), EndCause::offer_timeout};
  return {second_after(stream.last_packet, config.timeout_s), EndCause::media_timeout};
}

/// A call lives while any of its streams may still get a packet; the first stream gives the cause its name.
std::optional<Deadline> media_deadline(const Call& call, const EngineConfig& config) {
  std::optional<Deadline> result;
  for (const Leg& leg : call.legs)
    for (const Media& media : leg.medias)
      for (const Stream& stream : media.streams) {
        if (stream.local == nullptr) continue;
        const Deadline deadline = deadline_of(media, stream, config);
        if (!result)
          result = deadline;
        else
          result->at = std::max(result->at, deadline.at);
      }
  return result;
}

}  // namespace

std::optional<Deadline> deadline_of(const Call& call, const EngineConfig& config) {
  std::optional<Deadline> result = media_deadline(call, config);
  const auto sooner = [&result](Deadline other) {
    if (!result || other.at < result->at) result = other;
  };
  if (config.final_timeout_s > 0) sooner({second_after(call.created, config.final_timeout_s), EndCause::final_timeout});
  if (call.delete_at != Time{}) sooner({call.delete_at, EndCause::deleted});
  return result;
}

std::optional<Time> next_leg_deletion(const Call& call) {
  std::optional<Time> next;
  for (const Leg& leg : call.legs)
    if (!leg.ended && leg.delete_at != Time{} && (!next || leg.delete_at < *next)) next = leg.delete_at;
  return next;
}

LiveCall* LiveCalls::find(std::string_view call_id) {
  const auto found = calls_.find(call_id);
  return found == calls_.end() ? nullptr : found->second.get();
}

const LiveCall* LiveCalls::find(std::string_view call_id) const {
  const auto found = calls_.find(call_id);
  return found == calls_.end() ? nullptr : found->second.get();
}

LiveCall& LiveCalls::create(std::string_view call_id, Time now) {
  auto live = std::make_unique<LiveCall>();
  live->call.call_id = call_id;
  live->call.created = now;
  live->call.last_signal = now;
  const std::string_view key = live->call.call_id;
  return *calls_.emplace(key, std::move(live)).first->second;
}

void LiveCalls::erase(std::string_view call_id) {
  const auto found = calls_.find(call_id);
  if (found == calls_.end()) return;
  const auto keep_key_alive = std::move(found->second);
  unschedule(*keep_key_alive);
  calls_.erase(found);
}

void LiveCalls::clear() {
  calls_.clear();
  checks_ = {};
}

void LiveCalls::schedule(LiveCall& live, const EngineConfig& config) {
  std::optional<Time> next = next_leg_deletion(live.call);
  if (const auto deadline = deadline_of(live.call, config); deadline && (!next || deadline->at < *next))
    next = deadline->at;
  if (!next || (live.check != 0 && live.check_at <= *next)) return;
  unschedule(live);
  live.check_at = *next;
  live.check = ++sequence_;
  checks_.insert({.at = live.check_at, .sequence = live.check, .live = &live});
}

void LiveCalls::unschedule(LiveCall& live) {
  if (live.check == 0) return;
  checks_.erase({.at = live.check_at, .sequence = live.check, .live = &live});
  live.check = 0;
}

std::optional<Time> LiveCalls::next_check() const {
  if (checks_.empty()) return std::nullopt;
  return checks_.begin()->at;
}

LiveCall* LiveCalls::take_due(Time now) {
  if (checks_.empty() || checks_.begin()->at > now) return nullptr;
  LiveCall* live = checks_.begin()->live;
  unschedule(*live);
  return live;
}

}  // namespace rtpe::mock
