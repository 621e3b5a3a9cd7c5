#include "mock_engine/live_calls.hpp"

#include <algorithm>

namespace rtpe::mock {
namespace {

Time second_after(Time from, std::int64_t seconds) {
  return Time(std::chrono::floor<std::chrono::seconds>(from.time_since_epoch()) + std::chrono::seconds(seconds));
}

/// The timeout that applies to a media, by what it may still expect (protocol.md 8; observed: a side that has
/// not answered waits for offer-timeout unless the offer said that it will not send).
Deadline media_deadline(const Media& media, Time last_packet, const EngineConfig& config) {
  if (!media.flags.has(MediaFlag::recv))
    return {second_after(last_packet, config.silent_timeout_s), EndCause::silent_timeout};
  if (!media.flags.has(MediaFlag::initialized))
    return {second_after(last_packet, config.offer_timeout_s), EndCause::offer_timeout};
  return {second_after(last_packet, config.timeout_s), EndCause::media_timeout};
}

/// The latest one of its open streams; nothing when none is open.
std::optional<Time> last_packet_of(const Media& media) {
  std::optional<Time> last;
  for (const Stream& stream : media.streams)
    if (stream.local != nullptr) last = last ? std::max(*last, stream.last_packet) : stream.last_packet;
  return last;
}

/// A call lives while any of its streams may still get a packet; the first stream gives the cause its name.
std::optional<Deadline> media_deadline(const Call& call, const EngineConfig& config) {
  std::optional<Deadline> result;
  for (const Leg& leg : call.legs)
    for (const Media& media : leg.medias) {
      const auto last_packet = last_packet_of(media);
      if (!last_packet) continue;
      const Deadline deadline = media_deadline(media, *last_packet, config);
      if (!result)
        result = deadline;
      else
        result->at = std::max(result->at, deadline.at);
    }
  return result;
}

SessionKind kind_of(const Call& call) {
  std::size_t ipv4 = 0, ipv6 = 0;  // parties whose endpoint is known, by its family
  for (const Leg& leg : call.legs) {
    if (leg.ended || leg.medias.empty() || leg.medias.front().streams.empty()) continue;
    const Stream& stream = leg.medias.front().streams.front();
    if (stream.flags.has(StreamFlag::located)) ++(stream.endpoint.address.family == Family::ipv4 ? ipv4 : ipv6);
  }
  if (ipv4 + ipv6 < 2) return SessionKind::half_open;
  if (ipv4 > 0 && ipv6 > 0) return SessionKind::mixed;
  return ipv4 > 0 ? SessionKind::ipv4 : SessionKind::ipv6;
}

SessionFigures figures_of(const Call& call) {
  SessionFigures result;
  result.kind = kind_of(call);
  for (const Leg& leg : call.legs)
    for (const Media& media : leg.medias)
      if (media.flags.has(MediaFlag::transcoding)) ++result.transcoded_media;
  return result;
}

}  // namespace

std::optional<Deadline> deadline_of(const Call& call, const EngineConfig& config) {
  std::optional<Deadline> result = call.outlives_silence ? std::nullopt : media_deadline(call, config);
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
  return found == calls_.end() ? nullptr : found->live.get();
}

const LiveCall* LiveCalls::find(std::string_view call_id) const {
  const auto found = calls_.find(call_id);
  return found == calls_.end() ? nullptr : found->live.get();
}

LiveCall& LiveCalls::create(std::string_view call_id, Time now) {
  auto live = std::make_unique<LiveCall>();
  live->call.call_id = call_id;
  live->call.created = now;
  live->call.last_signal = now;
  count(live->counted, 1);
  return *calls_.insert(Entry{std::move(live)}).first->live;
}

std::unique_ptr<LiveCall> LiveCalls::take(LiveCall& live) {
  unschedule(live);
  count(live.counted, -1);
  const auto found = calls_.find(live.call.call_id.view());
  auto taken = std::move(found->live);
  calls_.erase(found);
  return taken;
}

void LiveCalls::count(const SessionFigures& figures, std::ptrdiff_t times) {
  const auto step = static_cast<std::size_t>(times);
  sessions_[static_cast<std::size_t>(figures.kind)] += step;
  transcoded_media_ += figures.transcoded_media * step;
}

void LiveCalls::recount(LiveCall& live) {
  count(live.counted, -1);
  live.counted = figures_of(live.call);
  count(live.counted, 1);
}

void LiveCalls::schedule(LiveCall& live, const EngineConfig& config) {
  recount(live);
  std::optional<Time> next = next_leg_deletion(live.call);
  if (const auto deadline = deadline_of(live.call, config); deadline && (!next || deadline->at < *next))
    next = deadline->at;
  if (!next || (live.is_linked() && live.check_at <= *next)) return;
  unschedule(live);
  live.check_at = *next;
  checks_[live.check_at].push_back(live);
}

void LiveCalls::unschedule(LiveCall& live) {
  if (!live.is_linked()) return;
  const auto found = checks_.find(live.check_at);
  found->second.erase(found->second.iterator_to(live));
  if (found->second.empty()) checks_.erase(found);
}

std::optional<Time> LiveCalls::next_check() const {
  if (checks_.empty()) return std::nullopt;
  return checks_.begin()->first;
}

LiveCall* LiveCalls::take_due(Time now) {
  if (checks_.empty() || checks_.begin()->first > now) return nullptr;
  LiveCall& live = checks_.begin()->second.front();
  unschedule(live);
  return &live;
}

}  // namespace rtpe::mock
