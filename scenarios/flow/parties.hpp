// The callers and callees of a run: calls start, SIP messages leave and come, are repeated when nobody answers, and
// end.
#pragma once
#include <array>
#include <bitset>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/pages.hpp"
#include "scenarios/flow/call_listener.hpp"
#include "scenarios/flow/listed_calls.hpp"
#include "scenarios/flow/traffic_source.hpp"
#include "scenarios/log/recorder.hpp"
#include "scenarios/world/lazy_timer.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario::flow {

/// Each side of a call knows the flow and what it has got itself, nothing of the other side or the proxy. What it sends
/// it repeats as SIP over UDP does (RFC 3261: timers A, B, E, F, G, H and section 13.3.1.4).
class Parties final : public CallListener, private world::Receiver, private world::Waker {
 public:
  /// Calls go to the proxies in turn. All must outlive the parties.
  Parties(const Scenario& scenario, world::World& world, Recorder& recorder, MediaSink& media,
          std::vector<world::EndpointId> proxies);
  /// Error: a file of sdp_from.
  Expected<void> open(std::uint64_t seed);

  void operation_failed(std::uint64_t call, std::uint32_t handle, const Failure& failure) override;
  void media_at(std::uint64_t call, std::uint32_t handle, std::uint32_t engine) override;

  /// No call is up and none will come.
  [[nodiscard]] bool all_over() const { return live_ == 0 && arrivals_ == 0; }
  /// The run ends: calls that are still up get their record.
  void cut_off();

 private:
  static constexpr std::uint32_t nothing = Dialog::nothing;
  static constexpr std::chrono::milliseconds first_repetition{500};  ///< T1

  /// What it is woken for.
  enum TokenKind : std::uint64_t { arrival, pause_over, repetition, sweep_due };
  enum class Sending : std::uint8_t {
    the_step,
    ack_of_refusal,  ///< goes only to the next hop; the step is the request that was refused
  };

  enum class Said : std::uint8_t { request, reply };
  /// What a party sends again until it is answered or acknowledged.
  struct Repeating {
    std::uint32_t step = nothing;
    std::uint16_t status = 0;  ///< when it is not the flow's
    std::uint8_t repetitions = 0;
    Time give_up_at{};
    world::LazyTimer timer;  ///< belongs to the slot
  };
  /// What one party has done and seen of a call.
  struct Side {
    std::uint32_t position = 0;          ///< the next step, as far as it knows
    std::bitset<most_messages> done;     ///< steps that it has sent or got
    std::uint32_t pausing = nothing;     ///< the step before which it waits
    std::array<Repeating, 2> repeating;  ///< by Said
    Party hangs_up = Party::caller;
    Time pause_until{};
    Time waits_since = Time::max();   ///< for the final reply to its INVITE, once there was a provisional one
    world::EndpointId neighbour = 0;  ///< the proxy that it sends to
    std::vector<Branches> branches;   ///< of the requests it got, by CSeq

    [[nodiscard]] Repeating& repeats(Said what) { return repeating[static_cast<std::size_t>(what)]; }
    [[nodiscard]] Branches& branches_of(std::uint32_t cseq) {
      if (branches.size() <= cseq) branches.resize(cseq + 1);
      return branches[cseq];
    }
    [[nodiscard]] bool is_past(std::uint32_t step) const { return step < position || done[step]; }
  };
  struct Call {
    Dialog dialog;
    std::array<Side, 2> sides;
    std::uint32_t proxy = 0;                       ///< that it was sent to
    std::optional<std::uint32_t> in_dialog_proxy;  ///< that later requests are sent to; empty: the neighbour
    std::optional<std::uint32_t> engine;           ///< that has its media
    bool media_is_broken = false;
    bool is_up = false;
    bool has_failed = false;
    std::uint32_t swept_at = 0, still_sweeps = 0;  ///< both positions together when it was looked at last
    std::string failed_message, failure;           ///< first thing that went wrong, what fails the call before others
  };
  /// One side of one call.
  struct Place {
    std::uint32_t slot;
    Party party;
  };

  void datagram(world::EndpointId to, world::EndpointId from, std::string& bytes) override;
  void wake(std::uint64_t token) override;

  void schedule_arrival(std::uint32_t traffic);
  void arrive(std::uint32_t traffic);
  [[nodiscard]] std::optional<std::uint32_t> proxy_of(const std::string& later, std::uint32_t first) const;
  /// Whether nothing can happen to the call any more: it is no message's turn, and nobody repeats one.
  [[nodiscard]] bool stands_still(Call& call);
  void sweep();
  [[nodiscard]] Call* find(std::uint64_t call, std::uint32_t handle);
  [[nodiscard]] Side& side(const Place& place) { return calls_[place.slot].sides[place.party == Party::callee]; }
  [[nodiscard]] std::uint64_t token(TokenKind kind, const Place& place) const;
  [[nodiscard]] static std::uint64_t token(Said what, const Place& place);

  /// Sends what is this side's to send, until it has to wait.
  void act(const Place& place);
  /// The step that it may send now: the next one, or one that crosses what it waits for; nothing: it waits.
  [[nodiscard]] std::uint32_t next_to_say(const Place& place);
  void say(const Place& place, std::uint32_t step, std::uint16_t status = 0);
  void repeat_until_answered(const Place& place, Said what, std::uint32_t step, std::uint16_t status);
  /// Where the message goes first.
  [[nodiscard]] world::EndpointId next_hop(const Place& place, std::uint32_t step, bool reply) const;
  void transmit(const Place& place, std::uint32_t step, std::uint16_t status, Sending what);
  void repeat(const Place& place, Said what);
  void gave_up(const Place& place, Said what);
  void stop_repeating(const Place& place, Said what);

  void got_reply(const Place& place, const PacketFields& packet);
  void got_refusal(const Place& place, std::uint32_t request, const PacketFields& packet);
  void got_request(const Place& place, const PacketFields& packet);
  void got_ack(const Place& place, const PacketFields& packet);
  void answer_branch(const Place& place, std::uint32_t request, const PacketFields& packet);
  void answer_again(const Place& place, std::uint32_t request, const PacketFields& packet);
  /// Its last re-INVITE came to nothing: the other side, which waits for it, will not end the call.
  void hang_up_yourself(const Place& place, std::uint32_t next);
  /// The side has got `step`. What stands before it is passed over, but for messages that it has crossed.
  void got(const Place& place, std::uint32_t step);
  /// The side has reached `step`; the call is over when that is its end.
  void went_on_to(const Place& place, std::uint32_t step);
  /// Over what is done already, and over copies that the other side says.
  void step_over(const Place& place);
  static void note(Call& call, const Failure& failure);
  /// Without its INVITE a call has no media; without its BYE it has had it.
  static void fail(Call& call, std::string_view method, std::string_view message, std::string_view why) {
    note(call, {.trouble = method == "INVITE" ? Trouble::media : Trouble::other, .message = message, .why = why});
  }
  void end(std::uint32_t slot);

  const Scenario& scenario_;
  world::World& world_;
  Recorder& recorder_;
  MediaSink& media_;
  std::vector<world::EndpointId> proxies_;
  world::WakerId waker_;
  std::array<world::EndpointId, 2> endpoints_{};  ///< caller's, callee's
  std::deque<TrafficSource> sources_;
  std::optional<ListedCalls> listed_;
  Pages<Call> calls_;  ///< by slot
  std::vector<std::uint32_t> free_;
  std::uint64_t started_ = 0, live_ = 0, arrivals_ = 0;
  bool sweeping_ = false;
  std::string packet_, branch_;
};

}  // namespace rtpe::scenario::flow
