#include "client/proxy/ping_timer.hpp"

namespace rtpe::proxy {

void PingTimer::schedule(Time now) {
  if (control::has_ping_timer(context_.shared))
    context_.driver.wake(*this, now + std::chrono::seconds(context_.shared.parameters.ping_interval));
}

void PingTimer::woken(Time now) {
  round_.begin(context_.shared, worker_);
  if (run(now, Machine(round_))) schedule(now);
}

void PingTimer::machine_ended(Time now) { schedule(now); }

}  // namespace rtpe::proxy
