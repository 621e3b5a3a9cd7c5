#include "pcap/call/call_book.hpp"

#include <algorithm>

#include "client/stats/e_model.hpp"

namespace rtpe::capture {
namespace {

constexpr std::uint32_t no_place = UINT32_MAX;

void stretch(JoinedCall& call, Time first, Time last) {
  call.first = std::min(call.first, first);
  call.last = std::max(call.last, last);
}

}  // namespace

CallBook::CallBook(std::vector<std::string> leg_headers) : dialogs_(std::move(leg_headers)) {}
CallBook::CallBook(std::vector<std::string> leg_headers, const RtpStreams::Options& streams)
    : dialogs_(std::move(leg_headers)), streams_(streams) {}

void CallBook::exchange(const WireExchange& exchange) {
  if (exchanges_.size() >= exchanges_at_most) {
    ++left_out_;
    return;
  }
  exchanges_.push_back(exchange);
}

void CallBook::media(const Packet& packet, Content content) {
  if (content == Content::rtp) streams_.rtp(packet);
  if (content == Content::rtcp) streams_.rtcp(packet);
  if (content == Content::stun) handshakes_.stun(packet);
  if (content == Content::dtls) handshakes_.dtls(packet);
}

void CallBook::unreachable(const Unreachable& unreachable) {
  if (!unreachable.is_port) return;
  const auto content = media_content(unreachable.quoted);
  // RFC 792 promises eight bytes of the datagram only: its UDP header, then nothing to tell media by.
  if (content != Content::rtp && content != Content::rtcp && !unreachable.quoted.empty()) return;
  for (RefusedMedia& one : refused_)
    if (one.source == unreachable.source && one.destination == unreachable.destination) {
      ++one.packets;
      one.last = unreachable.time;
      return;
    }
  if (refused_.size() >= refused_at_most) {
    ++left_out_;
    return;
  }
  refused_.push_back(
      {unreachable.source, unreachable.destination, unreachable.frame, 1, unreachable.time, unreachable.time});
}

std::uint32_t CallBook::number_of(const std::string& call_id) {
  const auto [place, is_new] = numbers_.try_emplace(call_id, static_cast<std::uint32_t>(call_ids_.size()));
  if (is_new) {
    parents_.push_back(place->second);
    call_ids_.push_back(call_id);
  }
  return place->second;
}

std::uint32_t CallBook::root(std::uint32_t number) {
  while (parents_[number] != number) number = parents_[number] = parents_[parents_[number]];
  return number;
}

void CallBook::unite(std::uint32_t one, std::uint32_t other) {
  one = root(one), other = root(other);
  parents_[std::max(one, other)] = std::min(one, other);
}

/// Gives every Call-ID its number, and the addresses in its SDP to it.
void CallBook::claim_media() {
  for (const SipDialog& dialog : dialogs_.all()) {
    const auto number = number_of(dialog.call_id);
    for (const SdpSeen& sdp : dialog.sdp) claims_.add(sdp.media, sdp.time, number, false);
  }
  for (const WireExchange& exchange : exchanges_) {
    if (exchange.call_id.empty()) continue;
    const auto number = number_of(exchange.call_id);
    claims_.add(exchange.request_sdp, exchange.first_sent, number, false);
    if (exchange.replies > 0) claims_.add(exchange.reply_sdp, exchange.first_reply, number, true);
  }
}

void CallBook::join_legs() {
  for (const SipDialog& dialog : dialogs_.all()) {
    const auto number = numbers_.at(dialog.call_id);
    for (const std::string& leg : dialog.legs)
      if (const auto other = numbers_.find(leg); other != numbers_.end()) unite(number, other->second);
    for (const SdpSeen& sdp : dialog.sdp)
      for (const SdpStream& stream : sdp.media.streams)
        if (const auto* claim = claims_.find(stream.rtp, sdp.time, MediaClaims::Of::engine)) unite(number, claim->call);
  }
}

JoinedCall& CallBook::call(std::uint32_t number) {
  auto& place = call_places_[root(number)];
  if (place == no_place) {
    place = static_cast<std::uint32_t>(calls_.size());
    calls_.emplace_back().first = Time::max();
    calls_.back().last = Time::min();
  }
  auto& found = calls_[place];
  const std::string& call_id = call_ids_[number];
  if (std::find(found.call_ids.begin(), found.call_ids.end(), call_id) == found.call_ids.end())
    found.call_ids.push_back(call_id);
  return found;
}

void CallBook::make_calls() {
  call_places_.assign(call_ids_.size(), no_place);
  for (std::size_t i = 0; i < dialogs_.all().size(); ++i) {
    const SipDialog& dialog = dialogs_.all()[i];
    JoinedCall& of = call(numbers_.at(dialog.call_id));
    of.dialogs.push_back(i);
    stretch(of, dialog.first, dialog.last);
  }
  for (std::size_t i = 0; i < exchanges_.size(); ++i) {
    if (exchanges_[i].call_id.empty()) continue;
    JoinedCall& of = call(numbers_.at(exchanges_[i].call_id));
    of.exchanges.push_back(i);
    stretch(of, exchanges_[i].first_sent, exchanges_[i].last_seen);
  }
}

const MediaClaim* CallBook::claim_of(const RtpStream& stream) const {
  const auto* claim = claims_.owner(stream.destination, stream.last);
  return claim != nullptr ? claim : claims_.owner(stream.source, stream.last);
}

std::optional<std::size_t> CallBook::place_of(std::uint32_t number) const {
  while (parents_[number] != number) number = parents_[number];
  if (call_places_[number] == no_place) return std::nullopt;
  return call_places_[number];
}

bool CallBook::is_engine(const Endpoint& endpoint, Time now) const {
  return claims_.find(endpoint, now, MediaClaims::Of::engine) != nullptr;
}

const JoinedCall* CallBook::call_at(const Endpoint& endpoint, Time now) const {
  const auto* named = claim(endpoint, now);
  const auto place = named != nullptr ? place_of(named->call) : std::nullopt;
  return place ? &calls_[*place] : nullptr;
}

const JoinedCall* CallBook::call_of(const RtpStream& stream) const {
  const auto* claim = claim_of(stream);
  const auto place = claim != nullptr ? place_of(claim->call) : std::nullopt;
  return place ? &calls_[*place] : nullptr;
}

void CallBook::attach_media() {
  for (std::size_t i = 0; i < streams_.all().size(); ++i) {
    const RtpStream& stream = streams_.all()[i];
    const auto* claim = claim_of(stream);
    if (claim == nullptr || stream.packets < RtpStreams::packets_at_least) continue;
    if (const auto place = place_of(claim->call)) calls_[*place].streams.push_back(i);
  }
  for (std::size_t i = 0; i < refused_.size(); ++i) {
    const auto* claim = claims_.owner(refused_[i].destination, refused_[i].first);
    if (claim == nullptr) continue;
    if (const auto place = place_of(claim->call)) calls_[*place].refused.push_back(i);
  }
}

void CallBook::join() {
  claim_media();
  join_legs();
  make_calls();
  attach_media();
}

std::string CallBook::codec_of(const RtpStream& stream) const {
  for (const Endpoint* end : {&stream.destination, &stream.source})
    if (const auto* claim = claims_.owner(*end, stream.last)) {
      const auto codec = claim->stream.codecs.find(stream.payload_type);
      if (codec != claim->stream.codecs.end()) return codec->second;
    }
  const auto codec = static_codec(stream.payload_type);
  return codec.empty() ? "type " + std::to_string(stream.payload_type) : codec;
}

std::uint32_t CallBook::clock_rate_of(const RtpStream& stream) const {
  return capture::clock_rate_of(codec_of(stream));
}

std::optional<int> CallBook::mos_of(const RtpStream& stream) const {
  const auto jitter = stream.jitter_ms(clock_rate_of(stream));
  if (!jitter) return std::nullopt;
  const auto round_trip = stream.round_trip.value_or(Duration::zero());
  return stats::mos_times_ten(static_cast<std::uint64_t>(round_trip.count() / 1000),
                              static_cast<std::uint64_t>(*jitter), stream.loss_percent());
}

}  // namespace rtpe::capture
