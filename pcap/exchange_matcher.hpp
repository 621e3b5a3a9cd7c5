// Matches NG requests to their replies, retransmissions and ICMP errors.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "pcap/dissector.hpp"
#include "pcap/endpoint.hpp"
#include "pcap/ng_message.hpp"

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

/// One command to one node, with its retransmissions, as seen on the wire.
struct WireExchange {
  std::uint64_t first_frame = 0, reply_frame = 0;  ///< reply_frame 0: none
  Time first_sent, last_seen;                      ///< lone reply: when the reply came
  std::optional<Duration> latency;                 ///< from the first send to the first reply, or to the ICMP error
  Transport transport = Transport::udp;
  Endpoint client, node;
  std::string cookie;
  std::string command;       ///< as on the wire; empty: the request had none, or is not in the capture
  std::string call_id;       ///< empty: none
  std::string result;        ///< of the reply: "ok", "pong", "error", "load limit"
  std::string error_reason;  ///< of the reply
  std::uint32_t sends = 0;   ///< the same request again counts as a send
  std::uint32_t replies = 0, icmp_errors = 0;
  Outcome outcome = Outcome::no_answer;
  bool is_malformed = false;       ///< the request's dictionary cannot be read
  bool is_cut = false;             ///< the capture holds only the beginning of the request
  bool is_unfinished = false;      ///< given out early (`open_at_most`): an answer could still have come
  std::uint64_t request_hash = 0;  ///< tells a retransmission from a cookie used again
};

struct MatcherCounters {
  std::uint64_t packets = 0;  ///< UDP datagrams and TCP-NG messages
  std::uint64_t requests = 0, replies = 0, notifications = 0, malformed = 0, sip = 0;
  std::uint64_t icmp_errors = 0;   ///< about datagrams to an NG node
  std::uint64_t closed_early = 0;  ///< exchanges given out before their time because `open_at_most` was met
};

/// Receives what a Dissector finds and gives out exchanges in the order of their first packet. An exchange is given out
/// when nothing was heard of it for `linger`; at most `open_at_most` wait for that.
class ExchangeMatcher : public PacketHandler {
 public:
  struct Options {
    Duration linger = std::chrono::seconds(15);
    std::size_t open_at_most = 65536;
    std::size_t text_bytes_at_most = 1024;  ///< of Call-ID, reason, ...; what is longer ends in "..."
  };
  using Receiver = std::function<void(const WireExchange&)>;
  explicit ExchangeMatcher(Receiver receiver);
  ExchangeMatcher(Receiver receiver, const Options& options);
  ~ExchangeMatcher() override;
  void packet(const Packet& packet) override;
  void unreachable(const Unreachable& unreachable) override;
  /// Gives out what is still open.
  void finish();
  [[nodiscard]] const MatcherCounters& counters() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rtpe::capture
