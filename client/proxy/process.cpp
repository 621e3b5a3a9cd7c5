// Actions of a machine carried out: locks here, sockets by the driver.
#include "client/proxy/process.hpp"

#include <algorithm>

#include "client/proxy/message.hpp"

namespace rtpe::proxy {

Process::Process(Context& context, const ProcessIdentity& identity) : context_(context), identity_(identity) {
  worker_.identify(*context.shared.personality, identity.cookies);
  if (context.observer != nullptr) worker_.observer = this;
}

void Process::start_again(const CookieSeed& cookies) {
  assert(!running());
  worker_.identify(*context_.shared.personality, cookies);
  static_cast<SetChoice&>(worker_) = {};
  worker_.sockets_version = 0;
}

std::uint64_t Process::call() const { return message_ == nullptr ? 0 : message_->call; }

void Process::open_sockets(Time now) {
  context_.shared.renew_sockets(worker_, now);
  rebuild_sockets(now);
}

// A node that cannot be resolved makes every process rebuild its sockets at its next operation (behaviour.md 1.5).
void Process::rebuild_sockets(Time now) {
  socket_generation_ = worker_.socket_generation;
  const auto without_socket = [&] {
    std::size_t count = 0;
    for (const NodeSet& set : context_.shared.registry.sets())
      count += static_cast<std::size_t>(
          std::ranges::count_if(set.nodes, [](const auto& node) { return !node->has_socket; }));
    return count;
  };
  const std::size_t before = without_socket();
  context_.driver.open_sockets(*this);
  const std::size_t after = without_socket();
  if (after <= before) return;
  context_.shared.list_version += static_cast<std::uint32_t>(after - before);
  context_.shared.list_changed_s = seconds_of(now);
}

bool Process::run(Time now, Machine machine) {
  assert(!running());
  machine_ = machine;
  return drive(now, {.kind = InputKind::start});
}

void Process::input(Time now, const Input& input) {
  assert(running() && !wanted_ && "input for a process that waits for none");
  if (!running() || wanted_) return;
  if (drive(now, input)) machine_ended(now);
}

void Process::lock_granted(Time now) {
  assert(wanted_);
  if (context_.observer != nullptr) context_.observer->lock_waited(now, *this, *wanted_, now - waits_since_);
  wanted_.reset();
  if (drive(now, {.kind = InputKind::granted})) machine_ended(now);
}

bool Process::drive(Time now, Input input) {
  for (;;) {
    const Action action = machine_.resume(now, input);
    if (exchange_.node != nullptr) tell_exchange();
    if (socket_generation_ != worker_.socket_generation) rebuild_sockets(now);
    if (action.kind == ActionKind::finished) {
      machine_ = {};
      return true;
    }
    const auto next = perform(now, action);
    if (!next) return false;
    input = *next;
  }
}

std::optional<Input> Process::perform(Time now, const Action& action) {
  switch (action.kind) {
    case ActionKind::acquire:
      if (context_.locks.acquire(action.lock, lock_waiter_)) return Input{.kind = InputKind::granted};
      wanted_ = action.lock;
      waits_since_ = now;
      return std::nullopt;
    case ActionKind::release:
      if (LockWaiter* const next = context_.locks.release(action.lock, lock_waiter_)) context_.granted.push(*next);
      return Input{.kind = InputKind::released};
    case ActionKind::send:
      return context_.driver.send(*this, action);
    case ActionKind::wait:
      return context_.driver.wait(*this, action);
    case ActionKind::finished:
      break;
  }
  return std::nullopt;
}

}  // namespace rtpe::proxy
