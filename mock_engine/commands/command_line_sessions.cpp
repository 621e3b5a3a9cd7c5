// `list sessions ...`
#include <fmt/format.h>

#include <algorithm>

#include "mock_engine/commands/command_line.hpp"

namespace rtpe::mock {
namespace {

bool is_marked(const Call& call) {
  return call.delete_at != Time{} ||
         std::ranges::any_of(call.legs, [](const Leg& leg) { return !leg.ended && leg.delete_at != Time{}; });
}

std::string overview(const EngineCore& engine) {
  std::string out;
  engine.calls.visit([&out](const LiveCall& live) {
    fmt::format_to(std::back_inserter(out),
                   "callid: {:>60} | deletionmark:{:>4} | created:{:>12} | proxy:{} | redis_keyspace:0 | foreign:no\n",
                   live.call.call_id.view(), is_marked(live.call) ? "yes" : "no", seconds_of(live.call.created),
                   live.created_from.view());
  });
  return out;
}

/// Which side of its first negotiation a party was.
std::string_view tag_type_of(const Leg& leg) {
  if (leg.tag.empty()) return "UNKNOWN";
  for (const Subscription& entry : leg.subscriptions)
    if (entry.type == SubscriptionType::offer_answer) return leg.id < entry.leg ? "FROM_TAG" : "TO_TAG";
  return "UNKNOWN";
}

void append_stream(const LiveCall& live, const Leg& leg, const Media& media, const Stream& stream, std::string& out) {
  const bool located = stream.flags.has(StreamFlag::located), rtp = stream.flags.has(StreamFlag::rtp);
  std::uint32_t ssrc = 0;
  if (live.media) ssrc = live.media->ssrc_of(leg.id, media.index, rtp ? Component::rtp : Component::rtcp).value_or(0);
  StreamCounters received;
  if (live.media)
    received = live.media->counters_of(leg.id, media.index, static_cast<std::size_t>(&stream - &media.streams.front()));
  fmt::format_to(
      std::back_inserter(out), "-------- Port {:>15}:{:<5} <> {:>15}:{:<5}{}, SSRC {:x}, {} p, {} b, {} e, {} ts\n",
      stream.local == nullptr ? "" : stream.local->local, stream.local_port,
      located ? stream.endpoint.address.text() : "", located ? stream.endpoint.shown_port() : 0, rtp ? "" : " (RTCP)",
      ssrc, received.packets, received.bytes, received.errors, seconds_of(stream.last_packet));
}

void append_leg(const LiveCall& live, const Leg& leg, Time now, std::string& out) {
  fmt::format_to(std::back_inserter(out), "--- Tag '{}', type: {}, label '{}', branch '{}', callduration {:.6f}\n",
                 leg.tag.view(), tag_type_of(leg), leg.label.view(), leg.via_branch.view(),
                 static_cast<double>(std::chrono::floor<std::chrono::microseconds>(now - leg.created).count()) / 1e6);
  for (const char* relation : {"subscribed to", "subscription of"})  // both name whom this party listens to
    for (const Subscription& entry : leg.subscriptions)
      fmt::format_to(std::back_inserter(out), "---     {} '{}'\n", relation, live.call.legs[entry.leg].tag.view());
  for (const Media& media : leg.medias) {
    std::string codec;
    if (const auto payload_type =
            live.media ? live.media->payload_type_of(leg.id, media.index) : std::optional<std::uint8_t>{})
      for (const Codec& candidate : media.codecs)
        if (candidate.payload_type == *payload_type && codec.empty()) append_encoding(candidate, codec);
    const std::string_view protocol = name_of(media.protocol);
    fmt::format_to(std::back_inserter(out), "------ Media #{} ({} over {}) using {}\n", media.index, media.type.view(),
                   protocol.empty() ? "unknown protocol" : protocol, codec.empty() ? "unknown codec" : codec);
    for (const Stream& stream : media.streams) append_stream(live, leg, media, stream, out);
  }
}

std::string details(const LiveCall& live, Time now) {
  const Call& call = live.call;
  std::string out = fmt::format(
      "\ncallid: {}\ndeletionmark: {}\ncreated: {}\nproxy: {}\ntos: 0\nlast_signal: {}\nredis_keyspace: 0\n"
      "foreign: no\n\n",
      call.call_id.view(), is_marked(call) ? "yes" : "no", seconds_of(call.created), live.created_from.view(),
      seconds_of(call.last_signal));
  for (const Leg& leg : call.legs)
    if (!leg.ended) append_leg(live, leg, now, out);
  return out + "\n";
}

}  // namespace

std::string sessions_line(const EngineCore& engine, Time now, std::string_view rest) {
  if (rest.empty()) return std::string(more_parameters);
  if (rest == "foreign") return "No foreign sessions on this media relay.\n";
  if (rest == "all" || rest == "own") {
    if (engine.calls.size() > 0) return overview(engine);
    return rest == "all" ? "No sessions on this media relay.\n" : "No own sessions on this media relay.\n";
  }
  const LiveCall* live = engine.calls.find(rest);
  if (live == nullptr) return fmt::format("\nCall ID not found ({}).\n\n", rest);
  return details(*live, now);
}

}  // namespace rtpe::mock
