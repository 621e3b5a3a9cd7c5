// One NG command to one node, with its retransmissions, as seen on the wire.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "pcap/media/sdp_media.hpp"
#include "pcap/ng/engine_report.hpp"
#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

enum class Outcome : std::uint8_t {
  no_answer,    ///< nothing came back inside the capture
  answered,     ///< a reply with that cookie came from that node
  refused,      ///< ICMP port unreachable: nobody listens there
  unreachable,  ///< another ICMP destination unreachable
  lone_reply,   ///< a reply whose request is not in the capture
};
/// "no answer", "answered", "refused", "unreachable", "lone reply".
[[nodiscard]] std::string_view name_of(Outcome outcome);

/// What of an exchange is a number or one of a few.
struct ExchangeNumbers {
  std::uint64_t first_frame = 0, last_frame = 0, reply_frame = 0;  ///< reply_frame 0: none
  Time first_sent, last_sent, last_seen;                           ///< lone reply: when the reply came
  Time first_reply;                                                ///< or ICMP error
  std::uint64_t body_hash = 0;  ///< of the request without its cookie; tells a resend from a cookie used again
  Endpoint client, node;
  std::uint32_t sends = 0;  ///< the same request again counts as a send
  std::uint32_t replies = 0, icmp_errors = 0;
  std::uint32_t late_sends = 0;  ///< sends after the first reply
  Transport transport = Transport::udp;
  Outcome outcome = Outcome::no_answer;
  bool is_malformed = false;   ///< the request's dictionary cannot be read
  bool is_foreign = false;     ///< what was sent is no NG at all; the node answered it all the same
  bool is_cut = false;         ///< the capture holds only the beginning of the request
  bool is_reply_cut = false;   ///< the same for the reply
  bool is_unfinished = false;  ///< given out early (`open_at_most`): an answer could still have come
  bool is_given = false;       ///< given out when it was answered
};

/// What of an exchange is no text.
struct ExchangeFacts : ExchangeNumbers {
  /// From the first send to the first reply, or to the ICMP error; nullopt also when the capture has these in the wrong
  /// order in time (two clocks, or one that was set back).
  std::optional<Duration> latency;
  SdpMedia request_sdp, reply_sdp;             ///< only when asked for (ExchangeMatcher::Options::with_sdp)
  std::shared_ptr<const EngineReport> report;  ///< of a reply to query or delete, only when asked for (with_reports)
};

struct WireExchange : ExchangeFacts {
  std::string cookie;
  std::string command;                    ///< as on the wire; empty: the request had none, or is not in the capture
  std::string call_id, from_tag, to_tag;  ///< empty: none
  std::string result;                     ///< of the reply: "ok", "pong", "error", "load limit"; empty: cut
  std::string error_reason, warning;      ///< of the reply
};

/// Did the client get what it asked for?
[[nodiscard]] inline bool has_failed(const WireExchange& exchange) {
  if (exchange.outcome == Outcome::answered) return exchange.result == "error" || exchange.result == "load limit";
  return exchange.outcome != Outcome::lone_reply || exchange.result == "error";
}

}  // namespace rtpe::capture
