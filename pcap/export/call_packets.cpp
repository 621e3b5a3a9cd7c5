#include "pcap/export/call_packets.hpp"

#include <fmt/format.h>

#include "pcap/packet/byte_order.hpp"
#include "pcap/sip/sip_message.hpp"

namespace rtpe::capture {
namespace {

double in_ms(Duration duration) { return static_cast<double>(duration.count()) / 1e6; }

std::string_view asked_for(const WireExchange& exchange) {
  return exchange.command.empty() ? "message" : std::string_view(exchange.command);
}

std::string course_of(const WireExchange& exchange) {
  if (exchange.outcome == Outcome::no_answer) return "never answered";
  const auto latency = exchange.latency ? fmt::format(" after {:.3f} ms", in_ms(*exchange.latency)) : std::string();
  if (exchange.outcome != Outcome::answered) return fmt::format("{}{}", name_of(exchange.outcome), latency);
  auto text = fmt::format("answered {}{} in frame {}", exchange.result, latency, exchange.reply_frame);
  if (!exchange.error_reason.empty()) text += ": " + exchange.error_reason;
  return text;
}

/// "PT=8" in singular: what a datagram of media is.
std::string_view one_of(Content content) {
  switch (content) {
    case Content::rtcp:
      return "RTCP";
    case Content::stun:
      return "STUN (ICE)";
    case Content::dtls:
      return "DTLS";
    default:
      return "RTP";
  }
}

}  // namespace

CallPackets::CallPackets(const CallBook& book, const std::vector<std::size_t>& calls, Sink sink)
    : book_(book), sink_(std::move(sink)), is_wanted_(book.calls().size()) {
  for (const std::size_t place : calls) {
    is_wanted_[place] = true;
    const JoinedCall& call = book.calls()[place];
    call_ids_.insert(call.call_ids.begin(), call.call_ids.end());
    for (const std::size_t index : call.exchanges) add_exchange(book.exchanges()[index]);
    for (const std::size_t index : call.streams) add_stream(book.streams()[index]);
  }
}

void CallPackets::add_exchange(const WireExchange& exchange) { exchanges_[exchange.cookie].push_back(&exchange); }

void CallPackets::add_stream(const RtpStream& stream) {
  auto text = fmt::format("{}, SSRC {:08x}: {} packets, {:.1f} % lost", book_.codec_of(stream), stream.ssrc,
                          stream.packets, stream.loss_percent());
  if (const auto jitter = stream.jitter_ms(book_.clock_rate_of(stream)))
    text += fmt::format(", jitter {:.1f} ms", *jitter);
  if (const auto mos = book_.mos_of(stream)) text += fmt::format(", MOS {:.1f}", *mos / 10.0);
  streams_[{stream.source, stream.destination, stream.ssrc}] = std::move(text);
}

const WireExchange* CallPackets::exchange(std::string_view cookie, const Endpoint& client, const Endpoint& node,
                                          Time at) const {
  const auto found = exchanges_.find(std::string(cookie));
  if (found == exchanges_.end()) return nullptr;
  for (const WireExchange* one : found->second)
    if (one->client == client && one->node == node && at >= one->first_sent - CaptureClock::tolerance &&
        at <= one->last_seen + CaptureClock::tolerance)
      return one;
  return nullptr;
}

const JoinedCall* CallPackets::wanted_call(const Endpoint& one, const Endpoint& other, Time at) const {
  for (const Endpoint* end : {&one, &other})
    if (const JoinedCall* call = book_.call_at(*end, at))
      return is_wanted_[static_cast<std::size_t>(call - book_.calls().data())] ? call : nullptr;
  return nullptr;
}

void CallPackets::give(const Packet& packet, Content content, std::string comment) {
  if (packet.is_cut) comment += " (cut by the capture)";
  sink_({.packet = &packet, .unreachable = nullptr, .content = content, .comment = std::move(comment)});
}

bool CallPackets::ng(const Packet& packet) {
  const auto message = dissector_.dissect(packet.payload, packet.is_cut);
  if (!message) return false;
  if (const auto* asked = exchange(message->cookie, packet.source, packet.destination, packet.time)) {
    const auto send = ++sends_[asked->first_frame];
    auto text = fmt::format("NG {} of call {} to {}", asked_for(*asked), asked->call_id, asked->node.text());
    if (asked->sends > 1) text += fmt::format(", send {} of {}", send, asked->sends);
    give(packet, Content::ng, fmt::format("{}: {}", text, course_of(*asked)));
    return true;
  }
  if (const auto* answered = exchange(message->cookie, packet.destination, packet.source, packet.time)) {
    auto text =
        fmt::format("NG reply {} to the {} of frame {}", message->result, asked_for(*answered), answered->first_frame);
    if (answered->latency && packet.frame == answered->reply_frame)
      text += fmt::format(", {:.3f} ms later", in_ms(*answered->latency));
    else if (answered->replies > 1)
      text += ", once more";
    give(packet, Content::ng, fmt::format("{}, call {}", text, answered->call_id));
    return true;
  }
  return message->is_certain;
}

bool CallPackets::sip(const Packet& packet) {
  if (!is_sip(packet.payload)) return false;
  const SipMessage message = read_sip(packet.payload);
  if (!call_ids_.contains(std::string(message.call_id))) return true;
  auto text = fmt::format("SIP {}", message.method);
  if (message.status != 0) text = fmt::format("SIP {} {} to {}", message.status, message.reason, message.method);
  give(packet, Content::sip, fmt::format("{}, call {}{}", text, message.call_id, message.has_sdp ? ", with SDP" : ""));
  return true;
}

void CallPackets::media(const Packet& packet) {
  const Content content = media_content(packet.payload);
  if (content == Content::other || packet.transport != Transport::udp) return;
  const JoinedCall* call = wanted_call(packet.destination, packet.source, packet.time);
  if (call == nullptr) return;
  const auto* from = book_.is_engine(packet.source, packet.time)          ? "the engine"
                     : book_.claim(packet.source, packet.time) != nullptr ? "a party"
                                                                          : "an address that no SDP names";
  auto text = fmt::format("{} of call {}, from {}", one_of(content), call->call_ids[0], from);
  if (content == Content::rtp && packet.payload.size() >= 12) {
    const auto stream = streams_.find({packet.source, packet.destination, u32_at(packet.payload, 8)});
    if (stream != streams_.end()) text += fmt::format(", number {} of {}", u16_at(packet.payload, 2), stream->second);
  }
  give(packet, content, std::move(text));
}

void CallPackets::packet(const Packet& packet) {
  if (ng(packet) || sip(packet)) return;
  media(packet);
}

void CallPackets::unreachable(const Unreachable& unreachable) {
  PickedPacket picked{.packet = nullptr, .unreachable = &unreachable, .content = Content::other, .comment = {}};
  const auto what = unreachable.is_port ? "nobody listens at" : "out of reach:";
  const auto cookie = unreachable.quoted.substr(0, unreachable.quoted.find(' '));
  const auto* asked = exchange(cookie, unreachable.source, unreachable.destination, unreachable.time);
  if (asked != nullptr) {
    picked.comment = fmt::format("ICMP: {} {}, about the {} of frame {}, call {}", what, unreachable.destination.text(),
                                 asked_for(*asked), asked->first_frame, asked->call_id);
  } else if (const auto* call = wanted_call(unreachable.destination, unreachable.source, unreachable.time)) {
    picked.comment = fmt::format("ICMP: {} {} for media of {}, call {}", what, unreachable.destination.text(),
                                 unreachable.source.text(), call->call_ids[0]);
  } else {
    return;
  }
  sink_(picked);
}

}  // namespace rtpe::capture
