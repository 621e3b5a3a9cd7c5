// The timer process that pings all nodes, ping_interval seconds after the start and after the end of each round
// (releases from 6.0; behaviour.md 3.7).
#pragma once
#include "client/control/ping_round.hpp"
#include "client/proxy/process.hpp"

namespace rtpe::proxy {

/// Does nothing unless the personality has the timer and ping_interval is above 0.
class PingTimer final : public Process {
 public:
  PingTimer(Context& context, const ProcessIdentity& identity) : Process(context, identity) {}
  void schedule(Time now);

 private:
  void woken(Time now) override;
  void machine_ended(Time now) override;

  control::PingRound round_;
};

}  // namespace rtpe::proxy
