// The proxy's SIP worker processes: they take messages, run their routes, and block while an operation runs.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "client/control/ping_all.hpp"
#include "client/script/call.hpp"
#include "scenarios/run/calls.hpp"
#include "scenarios/run/message_host.hpp"
#include "scenarios/run/process.hpp"

namespace rtpe::scenario {

/// SIP messages that wait while all workers are busy; more are dropped, as a full kernel buffer drops them.
inline constexpr std::size_t sip_backlog = 256;

class SipWorkers {
 public:
  SipWorkers(Shared& shared, const Scenario& scenario, Calls& calls, std::uint32_t first_pid);
  ~SipWorkers();

  /// The first worker pings all nodes before it takes messages (behaviour.md 1.6).
  void start_up();
  /// The current message of a call is at the proxy.
  void submit(std::uint32_t slot);
  /// What process `worker` waited for came.
  void input(std::uint32_t worker, const Input& input);
  void lock_granted(std::uint32_t worker);
  /// Gives waiting messages to idle workers. True: something was done.
  bool assign();

  [[nodiscard]] std::uint32_t busy() const;
  [[nodiscard]] std::uint32_t queued() const { return static_cast<std::uint32_t>(queue_.size()); }

 private:
  struct Waiting {
    std::uint32_t slot;
    Time since;
  };
  struct Member;

  void take(Member& member, const Waiting& message);
  /// Runs statements until one blocks; true: the message is done.
  bool run_statements(Member& member);
  void begin_statement(Member& member);
  void statement_ended(Member& member);
  bool next_route(Member& member);
  void message_ended(Member& member);
  void became_idle(Member& member);
  void progressed(Member& member);

  Shared& shared_;
  const Scenario& scenario_;
  Calls& calls_;
  std::vector<std::unique_ptr<Member>> members_;
  std::deque<std::uint32_t> idle_;  ///< the one that has been idle longest takes the next message
  std::deque<Waiting> queue_;
  std::uint64_t operations_ = 0;
};

}  // namespace rtpe::scenario
