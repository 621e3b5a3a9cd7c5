#include "scenarios/run/rpc_process.hpp"

#include "scenarios/run/timers.hpp"

namespace rtpe::scenario {

RpcProcess::RpcProcess(Shared& shared, ControlInbox* inbox, std::uint32_t index, std::uint32_t pid)
    : shared_(shared), inbox_(inbox), process_(shared, index, pid, ProcessKind::rpc) {}

void RpcProcess::schedule() {
  if (inbox_ == nullptr) return;
  shared_.world.schedule(shared_.world.now() + period, {.kind = static_cast<std::uint8_t>(TimerKind::control_inbox)});
}

void RpcProcess::due() {
  schedule();
  take();
}

void RpcProcess::take() {
  while (!process_.running()) {
    auto request = inbox_->next();
    if (!request) return;
    call_.emplace(shared_.proxy, process_.worker(), std::move(*request));
    if (process_.start(Machine(*call_), 0, 0)) ended();
  }
}

void RpcProcess::ended() { inbox_->answer(call_->reply()); }

void RpcProcess::input(const Input& input) {
  if (process_.resume(input)) ended();
}

void RpcProcess::lock_granted() {
  if (process_.lock_granted()) ended();
}

}  // namespace rtpe::scenario
