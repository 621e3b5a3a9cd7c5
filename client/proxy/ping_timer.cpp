#include "client/proxy/ping_timer.hpp"

#include <utility>

namespace rtpe::proxy {

void PingTimer::schedule(Time now) {
  if (control::has_ping_timer(context_.shared))
    context_.driver.wake(*this, now + std::chrono::seconds(context_.shared.parameters.ping_interval));
}

void PingTimer::woken(Time now) {
  schedule(now);
  if (running())
    overdue_ = true;
  else
    ping(now);
}

void PingTimer::ping(Time now) {
  do {
    round_.begin(context_.shared, worker_);
  } while (run(now, Machine(round_)) && std::exchange(overdue_, false));
}

void PingTimer::machine_ended(Time now) {
  if (std::exchange(overdue_, false)) ping(now);
}

}  // namespace rtpe::proxy
