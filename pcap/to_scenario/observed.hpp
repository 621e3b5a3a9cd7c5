// What a capture, or a run's datagrams, show of proxies, engines and calls: the facts that a scenario is made from, and
// that the capture and the played scenario are compared by.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "pcap/ng/exchange_matcher.hpp"
#include "pcap/packet/packet.hpp"

namespace rtpe::capture {

/// One datagram that holds a request.
struct SeenSend {
  Time time;
  std::uint32_t bytes = 0;  ///< of its payload
};

/// One NG command to one node, with its retransmissions.
struct SeenCommand : WireExchange {
  static constexpr std::size_t datagrams_at_most = 64;
  std::string process;  ///< the part of the cookie that a process has in common with itself; empty: it has none
  std::string flags;    ///< as a function of the module would take them
  std::string sdp;      ///< of the request
  std::string call;     ///< the call it was made for; of a ping worked out by attribute_pings(), may be empty
  std::vector<SeenSend> datagrams;  ///< the first ones
  std::optional<Time> late_reply;   ///< the process had gone on by then, so that for it there was no reply
  /// Sent once, unanswered, and the process went on at once: nobody listened there.
  bool was_refused = false;
};

[[nodiscard]] inline bool is_ping(const SeenCommand& command) { return command.command == "ping"; }
[[nodiscard]] inline bool is_unanswered(const SeenCommand& command) { return command.outcome != Outcome::answered; }

/// The capture ends so soon behind it that an answer may only not be there yet.
[[nodiscard]] inline bool is_unfinished(const SeenCommand& command, Time end) {
  return command.outcome == Outcome::no_answer && !command.was_refused &&
         end - command.last_sent < std::chrono::milliseconds(200);
}

/// One SIP message that a proxy got, or, where only that was seen, sent.
struct SeenSip {
  Time time;                 ///< when the proxy got it
  std::optional<Time> left;  ///< when it went on
  Endpoint source, destination;
  bool reached_proxy = false;
  std::string method;        ///< of the request, or of the request that is answered
  std::uint16_t status = 0;  ///< 0: a request
  std::uint32_t cseq = 0;
  std::string from_tag, to_tag, sdp;
  std::uint16_t refused_by_proxy = 0;  ///< of a request that went no further: the proxy's own final reply
};

struct Observed {
  std::vector<SeenCommand> commands;                ///< by time
  std::map<std::string, std::vector<SeenSip>> sip;  ///< by Call-ID, retransmissions and hop-by-hop ACKs left out
  Time first, last;                                 ///< of all frames
  std::uint64_t not_udp = 0;                        ///< commands over TCP, HTTP and WebSocket; they are not kept
  std::uint64_t left_out = 0;                       ///< commands and messages beyond the bounds
  std::optional<Error> damage;                      ///< what ended the reading before the end of a file
};

/// Collects an Observed from packets.
class Observer final : public PacketHandler {
 public:
  static constexpr std::size_t commands_at_most = 200'000, messages_at_most = 400'000;
  Observer();
  ~Observer() override;
  void packet(const Packet& packet) override;
  void unreachable(const Unreachable& unreachable) override;
  /// No packet comes any more.
  [[nodiscard]] Observed finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Reads whole captures, several merged by time. Errors: one cannot be opened or is no capture.
Expected<Observed> observe(const std::vector<std::string>& paths);

}  // namespace rtpe::capture
