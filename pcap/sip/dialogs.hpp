// SIP dialogs of a capture: one per Call-ID, with how it went.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "pcap/media/sdp_media.hpp"
#include "pcap/packet/packet.hpp"
#include "pcap/sip/sip_message.hpp"

namespace rtpe::capture {

/// An SDP body on its way between two SIP hosts.
struct SdpSeen {
  std::uint64_t frame = 0;
  Time time;
  Endpoint source, destination;
  SdpMedia media;
};

struct SipDialog {
  std::string call_id, method, from, to, from_tag, to_tag;  ///< of the first request
  std::uint64_t first_frame = 0, last_frame = 0;
  Time first, last;
  Endpoint caller, callee;  ///< source and destination of the first message
  std::optional<Time> ringing, answered, ended;
  std::uint16_t status = 0;  ///< final one of the first transaction
  std::string ended_by;      ///< "BYE", "CANCEL", or empty
  std::uint32_t messages = 0, resent = 0;
  std::vector<std::string> legs;  ///< values of leg headers
  std::vector<SdpSeen> sdp;
  std::vector<std::uint64_t> hashes;  ///< of the last messages, for those that come again
};

/// "completed", "486", "cancelled", "answered" (no end seen), "no final answer".
[[nodiscard]] std::string state_of(const SipDialog& dialog);
/// A final answer of 300 or more, or none at all.
[[nodiscard]] bool has_failed(const SipDialog& dialog);

/// Bounded: Call-IDs beyond `dialogs_at_most` are counted, not kept.
class SipDialogs {
 public:
  static constexpr std::size_t dialogs_at_most = 100'000, bodies_at_most = 32, hashes_at_most = 32;
  explicit SipDialogs(std::vector<std::string> leg_headers) : leg_headers_(std::move(leg_headers)) {}
  /// `packet` holds SIP.
  void add(const Packet& packet);
  [[nodiscard]] const std::deque<SipDialog>& all() const { return dialogs_; }
  /// nullptr: no such dialog.
  [[nodiscard]] const SipDialog* find(const std::string& call_id) const;
  [[nodiscard]] std::uint64_t overflow() const { return overflow_; }

 private:
  SipDialog* dialog(const Packet& packet, const SipMessage& message);
  static void progress(SipDialog& dialog, const Packet& packet, const SipMessage& message);
  std::vector<std::string> leg_headers_;
  std::deque<SipDialog> dialogs_;
  boost::unordered_flat_map<std::string, std::size_t> by_call_id_;
  std::uint64_t overflow_ = 0;
};

}  // namespace rtpe::capture
