#include "pcap/stream/tcp_streams.hpp"

#include <utility>

#include "pcap/packet/byte_order.hpp"

namespace rtpe::capture {
namespace {

constexpr std::uint8_t flag_fin = 1, flag_syn = 2, flag_rst = 4;
constexpr std::int32_t plausible_distance = 4 << 20;

std::int32_t distance(std::uint32_t from, std::uint32_t to) { return static_cast<std::int32_t>(to - from); }

}  // namespace

TcpStreams::Direction& TcpStreams::direction(const Key& key) {
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) {
    directions_.splice(directions_.begin(), directions_, found->second);
    return directions_.front();
  }
  if (directions_.size() >= streams_at_most) {
    if (!directions_.back().messages.is_hopeless()) ++counters_.given_up;
    by_key_.erase(directions_.back().key);
    directions_.pop_back();
  }
  directions_.emplace_front().key = key;
  by_key_[key] = directions_.begin();
  return directions_.front();
}

void TcpStreams::forget(const Key& key) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return;
  directions_.erase(found->second);
  by_key_.erase(found);
}

void TcpStreams::in_order(Direction& direction, std::string_view bytes, std::uint32_t missing, std::uint64_t frame) {
  using Protocol = StreamMessages::Protocol;
  const auto compressed = direction.messages.compressed();
  auto& frames = direction.frames;
  if (frames.size() >= frames_at_most) frames.erase(frames.begin(), frames.begin() + frames_at_most / 2);
  frames.push_back(frame);
  current_.parts = frames;
  has_given_ = false;
  direction.messages.feed(bytes, sink_);
  if (missing > 0) direction.messages.gap(sink_);
  current_.parts = {};
  if (has_given_) frames = {frame};  // what follows the message may have begun
  direction.next += static_cast<std::uint32_t>(bytes.size()) + missing;
  counters_.compressed += direction.messages.compressed() - compressed;
  const auto protocol = direction.messages.protocol();
  if (direction.is_counted || protocol == Protocol::unknown) return;
  direction.is_counted = true;
  ++counters_.streams;
  if (protocol == Protocol::tls) ++counters_.tls;
  if (protocol == Protocol::other) ++counters_.other;
}

/// What came early and is due now.
void TcpStreams::catch_up(Direction& direction) {
  while (!direction.early.empty()) {
    const auto first = direction.early.begin();
    const std::int32_t ahead = distance(direction.next, direction.origin + first->first);
    if (ahead > 0) return;
    Early early = std::move(first->second);
    direction.early_bytes -= early.bytes.size();
    direction.early.erase(first);
    const auto known = static_cast<std::size_t>(-std::int64_t{ahead});
    if (known < early.bytes.size())
      in_order(direction, std::string_view(early.bytes).substr(known), early.missing, early.frame);
    else if (known < early.bytes.size() + early.missing)
      in_order(direction, {}, static_cast<std::uint32_t>(early.bytes.size() + early.missing - known), early.frame);
  }
}

void TcpStreams::skip_gap(Direction& direction) {
  ++counters_.gaps;
  direction.messages.gap(sink_);
  direction.next = direction.origin + direction.early.begin()->first;
  catch_up(direction);
}

void TcpStreams::keep(Direction& direction, std::uint32_t sequence, std::string_view bytes, std::uint32_t missing) {
  if (direction.early.empty()) direction.origin = direction.next;
  const auto [place, is_new] = direction.early.try_emplace(sequence - direction.origin, Early{});
  if (!is_new) return;
  place->second = {std::string(bytes), missing, current_.frame};
  direction.early_bytes += bytes.size();
  if (direction.early.size() > segments_ahead_at_most || direction.early_bytes > ahead_at_most) skip_gap(direction);
}

void TcpStreams::data(Direction& direction, std::uint32_t sequence, std::string_view bytes, std::uint32_t missing) {
  if (!direction.is_started) {
    direction.is_started = true;
    direction.next = sequence;
  }
  const std::int32_t ahead = distance(direction.next, sequence);
  if (ahead > plausible_distance || ahead < -plausible_distance) {  // another connection, or a long hole
    ++counters_.gaps;
    direction.messages.gap(sink_);
    direction.early.clear();
    direction.early_bytes = 0;
    direction.next = sequence;
    return in_order(direction, bytes, missing, current_.frame);
  }
  if (ahead > 0) return keep(direction, sequence, bytes, missing);
  const auto known = static_cast<std::size_t>(-std::int64_t{ahead});
  if (known >= bytes.size() + missing) return;  // sent again
  if (known < bytes.size())
    in_order(direction, bytes.substr(known), missing, current_.frame);
  else
    in_order(direction, {}, static_cast<std::uint32_t>(bytes.size() + missing - known), current_.frame);
  catch_up(direction);
}

void TcpStreams::segment(const Frame& frame, const IpPacket& packet) {
  const std::string_view segment = packet.payload;
  if (segment.size() < 20) return;
  const std::size_t header = (byte_at(segment, 12) >> 4U) * 4U;
  if (header < 20 || header > segment.size()) return;
  const auto flags = byte_at(segment, 13);
  const std::uint32_t sequence = u32_at(segment, 4);
  const auto bytes = segment.substr(header);
  const Key key{{packet.source, u16_at(segment, 0)}, {packet.destination, u16_at(segment, 2)}};
  current_ = {.frame = frame.number,
              .time = frame.time,
              .transport = Transport::tcp,
              .source = key.source,
              .destination = key.destination,
              .payload = {}};
  if ((flags & flag_syn) != 0) {
    const auto found = by_key_.find(key);
    if (found != by_key_.end() && found->second->is_started && found->second->next == sequence + 1) return;
    forget(key);
    Direction& fresh = direction(key);
    fresh.is_started = true;
    fresh.next = sequence + 1;
    return;
  }
  if (!bytes.empty() || packet.missing > 0) {
    Direction& of = direction(key);
    if (!of.messages.is_hopeless()) data(of, sequence, bytes, packet.missing);
  }
  if ((flags & flag_rst) != 0) {
    forget(key);
    forget({key.destination, key.source});
  } else if ((flags & flag_fin) != 0) {
    const auto found = by_key_.find(key);
    if (found != by_key_.end() && found->second->early.empty()) forget(key);
  }
}

void TcpStreams::finish() {
  for (Direction& direction : directions_)
    while (!direction.early.empty()) skip_gap(direction);
}

}  // namespace rtpe::capture
