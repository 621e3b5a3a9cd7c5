// One call: what its parties know, and the SIP messages they send.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "client/sip/message.hpp"
#include "scenarios/flow/bodies.hpp"
#include "scenarios/flow/flow.hpp"

namespace rtpe::scenario::flow {

/// Where the parties are (RFC 5737, documentation range).
inline constexpr std::string_view caller_address = "192.0.2.20", callee_address = "192.0.2.30";
/// From the proxy to a party, its thinking, and back.
inline constexpr Duration hop_delay = std::chrono::milliseconds(10);

struct Dialog {
  std::uint64_t number = 0;  ///< counts from 1 in a run
  const Flow* flow = nullptr;
  const Bodies* bodies = nullptr;
  std::uint32_t traffic = 0, pair = 0;
  std::uint32_t step = 0;
  std::uint32_t cseq = 0;  ///< of the last request that was no ACK
  Party requester = Party::caller, hangs_up = Party::caller;
  Duration ring{}, hold{}, reinvite_after{};
  std::string call_id, caller_tag, callee_tag;
  bool offer_had_sdp = false;           ///< rtpengine_manage's mark on the INVITE transaction (behaviour.md section 7)
  std::optional<std::uint32_t> engine;  ///< that answered its last offer or answer: where its media flows
  bool declining = false;               ///< the callee refuses the INVITE: what it got has no media line
  std::string failure;                  ///< first thing that went wrong; empty: nothing
  std::string_view failed_message;      ///< at which message, as events name it
  bool failed = false;                  ///< its media was not negotiated
  std::uint8_t drops = 0;               ///< how often the current message was thrown away at the proxy

  void begin();
  [[nodiscard]] const Step& current() const;
  [[nodiscard]] bool over() const { return step >= flow->steps.size(); }
  [[nodiscard]] Duration pause() const;
  /// The current message is sent for the first time: settles who sends it and its CSeq.
  void enter();
  /// caller or callee.
  [[nodiscard]] Party sender_of(const Step& message) const;
  /// The request that began the current transaction.
  [[nodiscard]] const Step& request() const;
  /// Time until the flow's next negotiation or its BYE, counted from the current message.
  [[nodiscard]] Duration talk_time() const;
  /// Goes on to the next message.
  void advance();
  /// Leaves out what is left of the current transaction; the whole call when it was the first.
  void skip_transaction();

 private:
  [[nodiscard]] Duration pause_before(const Step& message) const;
};

/// A SIP message and the buffers its views point into; reused for one message after the other.
struct Envelope {
  sip::Message message;
  std::string sender_branch, proxy_branch;
  std::string_view body;
};
/// Writes one message of the current transaction into `out`. The Message's id is the caller's to set.
void compose(const Dialog& dialog, const Step& step, Envelope& out);

}  // namespace rtpe::scenario::flow
