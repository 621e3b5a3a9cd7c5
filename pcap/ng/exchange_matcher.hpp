// Matches NG requests to their replies, retransmissions and ICMP errors.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>

#include "pcap/ng/ng_message.hpp"
#include "pcap/ng/wire_exchange.hpp"
#include "pcap/packet/packet.hpp"

namespace rtpe::capture {

struct MatcherCounters {
  std::uint64_t packets = 0;  ///< datagrams and messages of streams
  std::uint64_t requests = 0, replies = 0, notifications = 0, malformed = 0;
  std::uint64_t foreign = 0;       ///< datagrams to a known node that are no NG
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
    bool with_sdp = false;                  ///< read the SDP of requests and replies
    bool with_reports = false;              ///< read what replies to query and delete say of media
    /// Give each exchange out with its first reply, for somebody who watches; what comes later is not told.
    bool when_answered = false;
  };
  using Receiver = std::function<void(const WireExchange&)>;
  explicit ExchangeMatcher(Receiver receiver);
  ExchangeMatcher(Receiver receiver, const Options& options);
  ~ExchangeMatcher() override;
  /// Is it NG? Then it is taken.
  bool take(const Packet& packet);
  void packet(const Packet& packet) override { (void)take(packet); }
  void unreachable(const Unreachable& unreachable) override;
  /// Gives out what lingers at this time, as a packet would.
  void advance(Time now);
  /// Gives out what is still open.
  void finish();
  [[nodiscard]] const MatcherCounters& counters() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rtpe::capture
