#include "scenarios/proxy/sip_phones.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace rtpe::scenario {
namespace {

constexpr std::size_t most_asked = 16, most_refusals = 8;
constexpr std::uint32_t most_phone_calls = 1U << 20U;
/// Of a phone behind address translation (RFC 1918).
constexpr std::string_view private_address = "192.168.77.5";

/// The header lines of that name, whole, with their ends.
std::string lines_of(std::string_view header, std::string_view name) {
  std::string out;
  while (!header.empty()) {
    const auto end = header.find('\n');
    const std::string_view line = header.substr(0, end == std::string_view::npos ? header.size() : end + 1);
    if (line.size() > name.size() && line.starts_with(name) && line[name.size()] == ':') out += line;
    header.remove_prefix(line.size());
  }
  return out;
}

/// The lines between the first and the empty one, with their ends.
std::string_view header_of(std::string_view text) {
  const auto first = text.find("\r\n");
  const auto empty = text.find("\r\n\r\n");
  if (first == std::string_view::npos || empty == std::string_view::npos || empty < first) return {};
  return text.substr(first + 2, empty - first);
}

std::string_view user_of(Phone phone) { return phone == Phone::caller ? "alice" : "bob"; }
Phone other(Phone phone) { return phone == Phone::caller ? Phone::callee : Phone::caller; }

}  // namespace

SipPhones::Call& SipPhones::call_of(const flow::PacketFields& packet) {
  if (calls_.size() <= packet.handle) calls_.resize(packet.handle + 1);
  Call& call = calls_[packet.handle];
  if (call.about.call == packet.call) return call;
  if (const auto old = by_call_id_.find(call.call_id); old != by_call_id_.end() && old->second == packet.handle)
    by_call_id_.erase(old);
  call = {.about = {.call = packet.call, .handle = packet.handle},
          .call_id = std::string(packet.call_id),
          .route = {},
          .asked = {},
          .refusals = {}};
  by_call_id_[call.call_id] = packet.handle;
  return call;
}

std::optional<PhoneCall> SipPhones::find(std::string_view call_id) const {
  const auto found = by_call_id_.find(std::string(call_id));
  if (found == by_call_id_.end()) return std::nullopt;
  return calls_[found->second].about;
}

const std::string& SipPhones::text_of(const flow::PacketFields& packet, Phone sender) {
  text_.clear();
  if (packet.handle >= most_phone_calls) return text_;
  const Call& call = call_of(packet);
  if (packet.status == 0)
    write_request(packet, call, sender);
  else
    write_reply(packet, call, sender);
  return text_;
}

void SipPhones::write_request(const flow::PacketFields& packet, const Call& call, Phone sender) {
  const auto add = std::back_inserter(text_);
  const Phone receiver = other(sender);
  fmt::format_to(add, "{} sip:{}@{}:{} SIP/2.0\r\n", packet.method, user_of(receiver), addresses_.of(receiver).host,
                 addresses_.of(receiver).port);
  const std::string own = packet.nat ? std::string(private_address) : addresses_.of(sender).host;
  fmt::format_to(add, "Via: SIP/2.0/UDP {}:{};branch={};rport\r\n", own, addresses_.of(sender).port,
                 packet.sender_branch);
  const bool in_dialog = !packet.to_tag.empty() && !packet.hop_by_hop && packet.method != "CANCEL";
  if (in_dialog) text_ += call.route;
  fmt::format_to(add, "From: <sip:{}@lab.invalid>;tag={}\r\n", user_of(sender), packet.from_tag);
  const auto refusal = std::ranges::find(call.refusals, packet.cseq, &Refusal::cseq);
  if (packet.hop_by_hop && refusal != call.refusals.end())
    text_ += refusal->to;
  else
    fmt::format_to(add, "To: <sip:{}@lab.invalid>{}{}\r\n", user_of(receiver),
                   packet.to_tag.empty() ? "" : ";tag=", packet.to_tag);
  write_end(packet, sender);
}

void SipPhones::write_reply(const flow::PacketFields& packet, const Call& call, Phone sender) {
  const auto add = std::back_inserter(text_);
  fmt::format_to(add, "SIP/2.0 {} Answer\r\n", packet.status);
  const auto asked = std::ranges::find_if(
      call.asked, [&](const Asked& one) { return one.branch == packet.proxy_branch && one.method == packet.method; });
  if (asked != call.asked.end()) text_ += asked->vias;
  const Phone from = other(sender);
  fmt::format_to(add, "From: <sip:{}@lab.invalid>;tag={}\r\nTo: <sip:{}@lab.invalid>{}{}\r\n", user_of(from),
                 packet.from_tag, user_of(sender), packet.to_tag.empty() ? "" : ";tag=", packet.to_tag);
  write_end(packet, sender);
}

void SipPhones::write_end(const flow::PacketFields& packet, Phone sender) {
  const auto add = std::back_inserter(text_);
  const std::string contact = packet.nat ? std::string(private_address) : addresses_.of(sender).host;
  fmt::format_to(add, "Call-ID: {}\r\nCSeq: {} {}\r\nMax-Forwards: 70\r\nContact: <sip:{}@{}:{}>\r\n", packet.call_id,
                 packet.cseq, packet.method, user_of(sender), contact, addresses_.of(sender).port);
  flow::append_reliability(packet, text_);
  if (!packet.body.empty()) fmt::format_to(add, "Content-Type: {}\r\n", flow::content_type_of(packet));
  fmt::format_to(add, "Content-Length: {}\r\n\r\n", packet.body.size());
  text_ += packet.body;
}

std::optional<flow::PacketFields> SipPhones::packet_of(std::string_view text) {
  if (!sip::parse(text, parsed_)) return std::nullopt;
  const sip::Message& message = parsed_.message;
  const auto found = by_call_id_.find(std::string(message.call_id));
  if (found == by_call_id_.end() || message.via_branches.empty()) return std::nullopt;
  Call& call = calls_[found->second];
  flow::PacketFields packet{.call = call.about.call,
                            .handle = call.about.handle,
                            .cseq = message.cseq_number,
                            .status = static_cast<std::uint16_t>(message.status),
                            .method = message.cseq_method,
                            .call_id = message.call_id,
                            .from_tag = message.from_tag,
                            .to_tag = message.to_tag,
                            .sender_branch = message.via_branches.back(),
                            .body = message.body};
  packet.multipart = message.content_type.starts_with("multipart/");
  const std::string_view header = header_of(parsed_.text);
  if (message.is_request) {
    packet.proxy_branch = message.via_branches.front();
    packet.hop_by_hop = message.method == "ACK" && message.via_branches.size() == 1;
    std::erase_if(call.asked,
                  [&](const Asked& one) { return one.branch == packet.proxy_branch && one.method == message.method; });
    if (call.asked.size() >= most_asked) call.asked.erase(call.asked.begin());
    call.asked.push_back({.branch = std::string(packet.proxy_branch),
                          .method = std::string(message.method),
                          .vias = lines_of(header, "Via") + lines_of(header, "Record-Route")});
    // One proxy: the route set is the same from both ends.
    const std::string recorded = lines_of(header, "Record-Route");
    if (!recorded.empty() && call.route.empty()) call.route = recorded.substr(sizeof "Record-" - 1);
  } else if (message.status >= 300) {
    if (call.refusals.size() >= most_refusals) call.refusals.erase(call.refusals.begin());
    std::erase_if(call.refusals, [&](const Refusal& one) { return one.cseq == packet.cseq; });
    call.refusals.push_back({.cseq = packet.cseq, .to = lines_of(header, "To")});
  }
  return packet;
}

}  // namespace rtpe::scenario
