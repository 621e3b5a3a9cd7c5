// The proxy's RPC process: carries out the commands that come into a running real-clock run from outside.
#pragma once
#include <optional>

#include "client/control/control_call.hpp"
#include "scenarios/run/process.hpp"
#include "scenarios/run/runner.hpp"

namespace rtpe::scenario {

/// Looks into the inbox every `period`; one command at a time, as Kamailio's one RPC process does. Does nothing
/// without an inbox.
class RpcProcess {
 public:
  static constexpr std::chrono::milliseconds period{20};

  RpcProcess(Shared& shared, ControlInbox* inbox, std::uint32_t index, std::uint32_t pid);
  void schedule();
  /// TimerKind::control_inbox.
  void due();
  void input(const Input& input);
  void lock_granted();

 private:
  void take();
  void ended();

  Shared& shared_;
  ControlInbox* inbox_;
  Process process_;
  std::optional<control::ControlCall> call_;
};

}  // namespace rtpe::scenario
