// One command to one node: cookie, sends, waits, and which message counts as the reply (behaviour.md 5.1 to 5.4).
#pragma once
#include <cstdint>
#include <string_view>

#include "client/ng/command.hpp"
#include "client/operation/action.hpp"
#include "client/operation/observer.hpp"
#include "client/operation/proxy.hpp"

namespace rtpe {

/// Reusable: begin(), then resume() with InputKind::start and with what the driver observed until finished.
///
/// UDP: rtpengine_retr sends, rtpengine_tout_ms apart; each stale datagram restarts the wait; a prefix match of the
/// cookie is enough; an empty datagram fails. unix: no cookie, one read, no timeout. ws/wss: one send, the next message
/// is the reply or fails the exchange, in steps of 10 ms. tcp (not in the module): one send, foreign messages ignored,
/// rtpengine_retr * rtpengine_tout_ms of patience.
class Exchange {
 public:
  /// `dictionary`: bencoded; must outlive the exchange.
  void begin(Proxy& proxy, Worker& worker, Node& node, Command command, std::string_view dictionary);
  Action resume(Time now, const Input& input);

  [[nodiscard]] ExchangeOutcome outcome() const { return outcome_; }
  [[nodiscard]] Node& node() const { return *node_; }
  /// The reply after the cookie, in Worker::reply; empty unless answered.
  [[nodiscard]] std::string_view payload() const { return payload_; }
  /// Sends asked for so far.
  [[nodiscard]] std::uint32_t sends() const { return sends_; }

 private:
  Action start(Time now);
  Action send(Time now);
  Action retry_or_give_up(Time now);
  Action received(Time now, std::string_view bytes);
  Action received_over_udp(Time now, std::string_view bytes);
  Action received_over_web_socket(Time now, std::string_view bytes);
  Action ignore(Time now, std::string_view bytes, Time deadline);
  Action answered(Time now, std::string_view bytes);
  Action end(Time now, ExchangeOutcome outcome, int error_number = 0);
  /// Cookie without the blank, as sent.
  [[nodiscard]] std::string_view cookie() const { return std::string_view(worker_->request).substr(0, cookie_length_); }

  Proxy* proxy_ = nullptr;
  Worker* worker_ = nullptr;
  Node* node_ = nullptr;
  std::string_view dictionary_, payload_;
  Time sent_ = {}, deadline_ = {};
  std::size_t cookie_length_ = 0;
  std::uint32_t sends_ = 0, allowed_sends_ = 0;
  Command command_ = Command::ping;
  ExchangeOutcome outcome_ = ExchangeOutcome::timed_out;
  bool settling_ = false;  ///< ws: a message is there, the 10 ms step is not over yet
};

}  // namespace rtpe
