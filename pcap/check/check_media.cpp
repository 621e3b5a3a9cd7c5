// Findings about media: addresses in SDP, closed ports, missing and one-sided streams, loss and jitter.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "pcap/check/check_capture.hpp"

namespace rtpe::capture {
namespace {

/// RFC 1918, RFC 6598, link-local, loopback, unspecified; unique local IPv6.
bool is_private(const Address& address) {
  const auto& b = address.bytes;
  if (address.is_v6) {
    const bool is_low = std::all_of(b.begin(), b.begin() + 15, [](auto byte) { return byte == 0; });
    return is_low || (b[0] & 0xfeU) == 0xfc || (b[0] == 0xfe && (b[1] & 0xc0U) == 0x80);
  }
  return b[0] == 10 || b[0] == 127 || b[0] == 0 || (b[0] == 192 && b[1] == 168) ||
         (b[0] == 172 && (b[1] & 0xf0U) == 16) || (b[0] == 169 && b[1] == 254) || (b[0] == 100 && (b[1] & 0xc0U) == 64);
}
bool is_loopback(const Address& address) {
  if (!address.is_v6) return address.bytes[0] == 127;
  return std::all_of(address.bytes.begin(), address.bytes.begin() + 15, [](auto byte) { return byte == 0; }) &&
         address.bytes[15] == 1;
}

/// An address that its receiver cannot reach; null: none.
const SdpStream* unreachable_stream(const SdpSeen& sdp) {
  for (const SdpStream& stream : sdp.media.streams) {
    const Address &to = sdp.destination.address, &media = stream.rtp.address;
    if (stream.rtp.port == 0 || media == Address{}) continue;  // c=0.0.0.0 is hold
    if ((is_loopback(media) && !is_loopback(to)) || (is_private(media) && !is_private(to))) return &stream;
  }
  return nullptr;
}

/// Came this address to the sender in an earlier SDP of the dialog?
bool is_passed_on(const SipDialog& dialog, const SdpSeen& sdp, const Endpoint& media) {
  for (const SdpSeen& earlier : dialog.sdp) {
    if (&earlier == &sdp) return false;
    if (earlier.destination.address != sdp.source.address) continue;
    for (const SdpStream& stream : earlier.media.streams)
      if (stream.rtp == media) return true;
  }
  return false;
}

/// What a phone behind a NAT tells its proxy is for the engine to mend. What the proxy passes on, or the engine wrote,
/// is not.
void addresses(const CheckInput& input, std::vector<Finding>& out) {
  for (const SipDialog& dialog : input.book.dialogs())
    for (const SdpSeen& sdp : dialog.sdp) {
      const auto* wrong = unreachable_stream(sdp);
      if (wrong == nullptr) continue;
      const bool is_of_engine = input.book.is_engine(wrong->rtp, sdp.time);
      if (!is_of_engine && !is_passed_on(dialog, sdp, wrong->rtp)) continue;
      out.push_back({.rule = Rule::private_address,
                     .first = sdp.time,
                     .last = sdp.time,
                     .frames = {sdp.frame},
                     .call_id = dialog.call_id,
                     .text = fmt::format("{} is told to send {} to {}{}", sdp.destination.text(), wrong->kind,
                                         wrong->rtp.text(), is_of_engine ? ", which the engine wrote" : "")});
    }
}

/// When nobody has to listen any more: the first delete or the end of the SIP dialog.
std::optional<Time> end_of(const CheckInput& input, const JoinedCall& call) {
  std::optional<Time> end;
  const auto earlier = [&](Time at) { end = end ? std::min(*end, at) : at; };
  for (const std::size_t index : call.exchanges)
    if (input.book.exchanges()[index].command == "delete") earlier(input.book.exchanges()[index].first_sent);
  for (const std::size_t index : call.dialogs)
    if (input.book.dialogs()[index].ended) earlier(*input.book.dialogs()[index].ended);
  return end;
}

void refused(const CheckInput& input, const JoinedCall& call, std::vector<Finding>& out) {
  const auto end = end_of(input, call);
  for (const std::size_t index : call.refused) {
    const RefusedMedia& one = input.book.refused()[index];
    if (end && one.first >= *end) continue;
    out.push_back(
        {.rule = Rule::media_refused,
         .first = one.first,
         .last = one.last,
         .frames = {one.first_frame},
         .call_id = call.call_ids[0],
         .text = fmt::format("{} refused {} datagrams of {}", one.destination.text(), one.packets, one.source.text())});
  }
}

bool is_media(const RtpStream& stream) { return stream.packets >= RtpStreams::packets_at_least; }

/// Parties of a call that got media and sent none, by their address and port.
void one_way(const CheckInput& input, const JoinedCall& call, std::vector<Finding>& out) {
  std::set<Endpoint> senders;
  for (const std::size_t index : call.streams) senders.insert(input.book.streams()[index].source);
  std::map<Endpoint, const RtpStream*> receivers;
  for (const std::size_t index : call.streams) {
    const RtpStream& stream = input.book.streams()[index];
    if (!senders.contains(stream.destination)) receivers.try_emplace(stream.destination, &stream);
  }
  for (const auto& [receiver, stream] : receivers) {
    const auto* claim = input.book.claim(receiver, stream->last);
    if (claim == nullptr || !claim->stream.can_send || claim->stream.is_inactive || claim->is_rtcp ||
        stream->last - stream->first < input.thresholds.media_after)
      continue;
    // Who has another port to send from is heard all the same.
    const bool sends_elsewhere = std::any_of(senders.begin(), senders.end(), [&, to = receiver](const Endpoint& one) {
      return one.address == to.address && input.book.claim(one, stream->last) == nullptr;
    });
    if (sends_elsewhere) continue;
    out.push_back({.rule = Rule::one_way_media,
                   .first = stream->first,
                   .last = stream->last,
                   .frames = {stream->first_frame, stream->last_frame},
                   .call_id = call.call_ids[0],
                   .text = fmt::format("{} ({}) got {} packets from {} and sent none", receiver.text(),
                                       input.book.is_engine(receiver, stream->last) ? "the engine" : "a party",
                                       stream->packets, stream->source.text())});
  }
}

void missing(const CheckInput& input, const JoinedCall& call, std::vector<Finding>& out) {
  if (!call.streams.empty() || call.exchanges.empty()) return;
  for (const std::size_t index : call.dialogs) {
    const SipDialog& dialog = input.book.dialogs()[index];
    if (!dialog.answered) continue;
    const Time until = dialog.ended.value_or(input.end);
    if (until - *dialog.answered < input.thresholds.media_after) continue;
    out.push_back({.rule = Rule::no_media,
                   .first = *dialog.answered,
                   .last = until,
                   .frames = {dialog.first_frame, dialog.last_frame},
                   .call_id = dialog.call_id,
                   .text = fmt::format("answered for {} s without a packet of media",
                                       std::chrono::floor<std::chrono::seconds>(until - *dialog.answered).count())});
    return;
  }
}

void elsewhere(const CheckInput& input, const JoinedCall& call, std::vector<Finding>& out) {
  for (const std::size_t index : call.streams) {
    const RtpStream& stream = input.book.streams()[index];
    if (!input.book.is_engine(stream.source, stream.last) ||
        input.book.claim(stream.destination, stream.last) != nullptr)
      continue;
    out.push_back({.rule = Rule::media_elsewhere,
                   .first = stream.first,
                   .last = stream.last,
                   .frames = {stream.first_frame},
                   .call_id = call.call_ids[0],
                   .text = fmt::format("{} sent {} packets to {}, which no SDP names", stream.source.text(),
                                       stream.packets, stream.destination.text())});
  }
}

void quality(const CheckInput& input, std::vector<Finding>& out) {
  for (const RtpStream& stream : input.book.streams()) {
    if (stream.packets < 50) continue;
    const auto add = [&](Rule rule, std::string text) {
      const auto* call = input.book.call_of(stream);
      out.push_back({.rule = rule,
                     .first = stream.first,
                     .last = stream.last,
                     .frames = {stream.first_frame, stream.last_frame},
                     .call_id = call != nullptr ? call->call_ids[0] : std::string(),
                     .text = fmt::format("{} to {}, SSRC {:08x}: {}", stream.source.text(), stream.destination.text(),
                                         stream.ssrc, text)});
    };
    if (stream.loss_percent() > input.thresholds.loss_percent)
      add(Rule::media_loss, fmt::format("{} of {} packets are missing ({:.1f} %), up to {} in a row", stream.lost(),
                                        stream.expected(), stream.loss_percent(), stream.longest_gap()));
    const auto jitter = stream.jitter_ms(input.book.clock_rate_of(stream));
    if (jitter && *jitter > input.thresholds.jitter_ms)
      add(Rule::media_jitter, fmt::format("mean jitter {:.1f} ms", *jitter));
  }
}

}  // namespace

void check_media(const CheckInput& input, std::vector<Finding>& out) {
  addresses(input, out);
  quality(input, out);
  const bool has_media = std::any_of(input.book.streams().begin(), input.book.streams().end(), is_media);
  for (const JoinedCall& call : input.book.calls()) {
    refused(input, call, out);
    one_way(input, call, out);
    elsewhere(input, call, out);
    if (has_media) missing(input, call, out);
  }
}

}  // namespace rtpe::capture
