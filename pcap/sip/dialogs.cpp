#include "pcap/sip/dialogs.hpp"

#include <algorithm>

#include "pcap/packet/hash.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t text_at_most = 256, legs_kept_at_most = 16;

std::string kept(std::string_view text) { return std::string(text.substr(0, text_at_most)); }

}  // namespace

std::string state_of(const SipDialog& dialog) {
  if (dialog.ended_by == "CANCEL") return "cancelled";
  if (dialog.status >= 300) return std::to_string(dialog.status);
  if (dialog.status == 0) return "no final answer";
  if (dialog.method != "INVITE") return std::to_string(dialog.status);
  return dialog.ended ? "completed" : "answered";
}

bool has_failed(const SipDialog& dialog) { return dialog.status >= 300 || dialog.status == 0; }

SipDialog* SipDialogs::dialog(const Packet& packet, const SipMessage& message) {
  const std::string call_id = kept(message.call_id);
  const auto found = by_call_id_.find(call_id);
  if (found != by_call_id_.end()) return &dialogs_[found->second];
  if (dialogs_.size() >= dialogs_at_most) {
    ++overflow_;
    return nullptr;
  }
  by_call_id_[call_id] = dialogs_.size();
  SipDialog& fresh = dialogs_.emplace_back();
  fresh.call_id = call_id;
  fresh.method = kept(message.method);
  fresh.from = kept(message.from);
  fresh.to = kept(message.to);
  fresh.from_tag = kept(message.from_tag);
  fresh.first_frame = packet.frame;
  fresh.first = packet.time;
  fresh.caller = message.status == 0 ? packet.source : packet.destination;
  fresh.callee = message.status == 0 ? packet.destination : packet.source;
  return &fresh;
}

void SipDialogs::progress(SipDialog& dialog, const Packet& packet, const SipMessage& message) {
  if (message.status == 0) {
    if ((message.method == "BYE" || message.method == "CANCEL") && !dialog.ended) {
      if (message.method == "CANCEL" && dialog.answered) return;
      dialog.ended = packet.time;
      dialog.ended_by = message.method;
    }
    return;
  }
  if (message.method != dialog.method) return;
  if (dialog.to_tag.empty()) dialog.to_tag = kept(message.to_tag);
  if (message.status > 100 && message.status < 200 && !dialog.ringing) dialog.ringing = packet.time;
  if (message.status < 200) return;
  // A challenge is answered with new credentials: what comes then counts.
  const bool is_challenge = dialog.status == 401 || dialog.status == 407;
  if (dialog.status != 0 && !is_challenge) return;
  dialog.status = message.status;
  if (message.status < 300 && dialog.method == "INVITE") dialog.answered = packet.time;
}

void SipDialogs::add(const Packet& packet) {
  const SipMessage message = read_sip(packet.payload, leg_headers_);
  if (message.call_id.empty()) return;
  SipDialog* found = dialog(packet, message);
  if (found == nullptr) return;
  SipDialog& dialog = *found;
  ++dialog.messages;
  dialog.last = std::max(dialog.last, packet.time);
  dialog.last_frame = packet.frame;
  const auto hash = hash_endpoint(hash_endpoint(hash_bytes(0, packet.payload), packet.source), packet.destination);
  if (std::find(dialog.hashes.begin(), dialog.hashes.end(), hash) != dialog.hashes.end()) {
    ++dialog.resent;
    return;
  }
  if (dialog.hashes.size() >= hashes_at_most) dialog.hashes.erase(dialog.hashes.begin());
  dialog.hashes.push_back(hash);
  for (const auto leg : message.legs)
    if (dialog.legs.size() < legs_kept_at_most) dialog.legs.push_back(kept(leg));
  progress(dialog, packet, message);
  if (!message.has_sdp || dialog.sdp.size() >= bodies_at_most) return;
  SdpMedia media = media_of_sdp(message.body);
  if (media.empty()) return;
  dialog.sdp.push_back({packet.frame, packet.time, packet.source, packet.destination, std::move(media)});
}

const SipDialog* SipDialogs::find(const std::string& call_id) const {
  const auto found = by_call_id_.find(call_id);
  return found != by_call_id_.end() ? &dialogs_[found->second] : nullptr;
}

}  // namespace rtpe::capture
