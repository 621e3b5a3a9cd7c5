// Joins what a capture holds about each call: SIP legs, NG commands, media.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "pcap/call/media_claims.hpp"
#include "pcap/media/handshakes.hpp"
#include "pcap/media/rtp_streams.hpp"
#include "pcap/read_capture.hpp"
#include "pcap/sip/dialogs.hpp"

namespace rtpe::capture {

/// Media that nobody wanted: ICMP errors about RTP or RTCP.
struct RefusedMedia {
  Endpoint source, destination;
  std::uint64_t first_frame = 0, packets = 0;
  Time first, last;
};

/// One call over all its legs. Numbers are places in the book's lists.
struct JoinedCall {
  std::vector<std::string> call_ids;  ///< the first is the one that was seen first
  std::vector<std::size_t> dialogs, exchanges, streams, refused;
  Time first, last;
};

/// Listens to a reading; afterwards join() makes the calls. Legs are one call when an NG command and a SIP message have
/// the same Call-ID, when a leg header names the other's Call-ID, or when one carries an SDP with an address that the
/// engine wrote for the other. Bounded; what did not fit is counted.
class CallBook : public TrafficListener {
 public:
  static constexpr std::size_t exchanges_at_most = 400'000, refused_at_most = 10'000;
  explicit CallBook(std::vector<std::string> leg_headers = {"X-CID"});
  CallBook(std::vector<std::string> leg_headers, const RtpStreams::Options& streams);
  void exchange(const WireExchange& exchange);
  void sip(const Packet& packet) override { dialogs_.add(packet); }
  void media(const Packet& packet, Content content) override;
  void unreachable(const Unreachable& unreachable) override;
  void join();

  [[nodiscard]] const std::vector<JoinedCall>& calls() const { return calls_; }
  [[nodiscard]] const std::deque<WireExchange>& exchanges() const { return exchanges_; }
  [[nodiscard]] const std::deque<SipDialog>& dialogs() const { return dialogs_.all(); }
  [[nodiscard]] const std::deque<RtpStream>& streams() const { return streams_.all(); }
  [[nodiscard]] const std::vector<RefusedMedia>& refused() const { return refused_; }
  [[nodiscard]] const Handshakes& handshakes() const { return handshakes_; }
  /// Whose an address and port are at that time; nullptr: no SDP named them.
  [[nodiscard]] const MediaClaim* claim(const Endpoint& endpoint, Time now) const {
    return claims_.owner(endpoint, now);
  }
  /// Did an engine write this address and port into a reply before that time? The SIP that passed it on does not count.
  [[nodiscard]] bool is_engine(const Endpoint& endpoint, Time now) const;
  /// The call that an address and port belong to at that time; nullptr: no SDP named them.
  [[nodiscard]] const JoinedCall* call_at(const Endpoint& endpoint, Time now) const;
  /// The call of a stream; nullptr: no SDP named either of its ends.
  [[nodiscard]] const JoinedCall* call_of(const RtpStream& stream) const;
  /// Ticks a second of the stream's clock; 0: unknown.
  [[nodiscard]] std::uint32_t clock_rate_of(const RtpStream& stream) const;
  /// Ten times the MOS that the daemon's formula gives for what the capture shows; nullopt: the jitter is unknown.
  [[nodiscard]] std::optional<int> mos_of(const RtpStream& stream) const;
  /// "PCMA/8000"; by SDP, else by RFC 3551, else "type 96".
  [[nodiscard]] std::string codec_of(const RtpStream& stream) const;
  [[nodiscard]] std::uint64_t left_out() const { return left_out_ + dialogs_.overflow() + streams_.overflow(); }

 private:
  std::uint32_t number_of(const std::string& call_id);
  std::uint32_t root(std::uint32_t number);
  void unite(std::uint32_t one, std::uint32_t other);
  void claim_media();
  void join_legs();
  void make_calls();
  JoinedCall& call(std::uint32_t number);
  void attach_media();
  [[nodiscard]] const MediaClaim* claim_of(const RtpStream& stream) const;
  [[nodiscard]] std::optional<std::size_t> place_of(std::uint32_t number) const;

  SipDialogs dialogs_;
  RtpStreams streams_;
  Handshakes handshakes_;
  std::deque<WireExchange> exchanges_;
  std::vector<RefusedMedia> refused_;
  MediaClaims claims_;
  std::vector<std::string> call_ids_;
  std::vector<std::uint32_t> parents_, call_places_;
  boost::unordered_flat_map<std::string, std::uint32_t> numbers_;
  std::vector<JoinedCall> calls_;
  std::uint64_t left_out_ = 0;
};

}  // namespace rtpe::capture
