// One call as it is meant to go: who sends what, with which names and bodies.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "scenarios/flow/bodies.hpp"
#include "scenarios/flow/flow_order.hpp"
#include "scenarios/flow/packet.hpp"
#include "scenarios/model/flow.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::flow {

/// Where the parties are (RFC 5737, documentation range).
inline constexpr std::string_view caller_address = "192.0.2.20", callee_address = "192.0.2.30";

/// Does not change while the call is up. Steps are places in flow->steps.
struct Dialog {
  std::uint64_t number = 0;  ///< counts from 1 in a run
  const Flow* flow = nullptr;
  const FlowOrder* order = nullptr;  ///< the flow's
  const Bodies* bodies = nullptr;
  const std::vector<std::string>* own_bodies = nullptr;  ///< instead of these, in the order of the messages
  std::array<const PartyFacts*, 2> facts{};              ///< caller's, callee's
  const MediaQuality* media = nullptr;                   ///< that parties report; null: nothing
  std::uint32_t pair = 0;
  Party hangs_up = Party::caller;  ///< who sends what `one_of_them` sends
  Duration ring{}, hold{}, reinvite_after{};
  std::vector<Duration> pauses;  ///< the flow's own
  std::string call_id, caller_tag, callee_tag;
  std::array<std::string, most_phones - 1> more_tags;  ///< of the callee's second phone and further ones

  static constexpr std::uint32_t nothing = 0xFFFFFFFFU;
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(flow->steps.size()); }
  [[nodiscard]] const Step& operator[](std::uint32_t step) const { return flow->steps[step]; }
  [[nodiscard]] Duration pause_before(std::uint32_t step) const;
  /// The longest time for which a final reply may be waited for beyond what SIP allows.
  [[nodiscard]] Duration longest_pause() const;
  [[nodiscard]] std::uint32_t request_of(std::uint32_t step) const { return order->request_of(step); }
  /// The first step behind all of the step's transaction; size() when there is none, or when it is the call's first.
  [[nodiscard]] std::uint32_t after_transaction(std::uint32_t step) const;
  [[nodiscard]] std::uint32_t cseq_of(std::uint32_t step) const { return order->cseq_of(step); }
  /// nothing: the flow has no such message. `phone` counts for replies and ACK.
  [[nodiscard]] std::uint32_t find(std::uint32_t cseq, std::string_view method, int status,
                                   std::uint8_t phone = 0) const;
  /// Makes the tags of the callee's further phones, where the flow has some.
  void tag_phones();
  /// Whose tag it is; the first one's where it is nobody's.
  [[nodiscard]] std::uint8_t phone_of(std::string_view tag) const;
  [[nodiscard]] std::string_view callee_tag_of(std::uint8_t phone) const {
    return phone == 0 ? std::string_view(callee_tag) : std::string_view(more_tags[phone - 1U]);
  }
  /// The step behind this one crosses it: neither is passed over because the other came first.
  [[nodiscard]] bool is_crossed(std::uint32_t step) const { return step + 1 < size() && flow->steps[step + 1].crosses; }
  /// The SDP that the step carries; it has one.
  [[nodiscard]] std::string_view body_of(std::uint32_t step) const;
  /// Time until the flow's next negotiation or its BYE, counted from the step.
  [[nodiscard]] Duration talk_time(std::uint32_t step) const;
};

/// caller or callee, where `hangs_up` is the one that sends what `one_of_them` sends.
[[nodiscard]] Party sender_of(const Dialog& dialog, std::uint32_t step, Party hangs_up);

/// The Via branches of a request as its receiver got them: replies carry the same.
struct Branches {
  std::string sender, proxy;
};

/// What a party writes when it sends `step`, a reply with another status than the flow's included.
struct Saying {
  const Dialog& dialog;
  std::uint32_t step = 0;
  Party hangs_up = Party::caller;
  std::uint16_t status = 0;            ///< of a reply; 0: the flow's
  const Branches* branches = nullptr;  ///< of the request that a reply answers
};
/// `buffer` keeps what the views point to. `handle`, `target` are the caller's to set.
[[nodiscard]] PacketFields compose(const Saying& saying, std::string& buffer);

}  // namespace rtpe::scenario::flow
