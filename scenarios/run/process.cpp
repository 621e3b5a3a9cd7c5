// Actions of a machine carried out on the world.
#include "scenarios/run/process.hpp"

#include "scenarios/world/random.hpp"

namespace rtpe::scenario {

Process::Process(Shared& shared, std::uint32_t index, std::uint32_t pid, ProcessKind kind)
    : shared_(shared), index_(index), kind_(kind) {
  RandomStream random(shared.seed, "cookies of process " + std::to_string(index));
  worker_.identify(*shared.proxy.personality, {.process_id = pid,
                                               .random_middle = static_cast<std::uint32_t>(random.bits()),
                                               .random_sequence = static_cast<std::uint32_t>(random.bits())});
  worker_.observer = this;
}

bool Process::start(Machine machine, std::uint64_t operation, std::uint64_t call) {
  machine_ = machine;
  operation_ = operation;
  call_ = call;
  return drive({.kind = InputKind::start});
}

bool Process::resume(const Input& input) { return drive(input); }

bool Process::lock_granted() {
  const Time now = shared_.world.now();
  shared_.recorder.record(now, LockWait{.process = kind_,
                                        .worker = worker_number(),
                                        .lock = wanted_.kind == Lock::Kind::set ? LockKind::set : LockKind::set_list,
                                        .set = wanted_.set_id,
                                        .waited = now - waits_since_});
  return drive({.kind = InputKind::granted});
}

bool Process::drive(Input input) {
  for (;;) {
    const Action action = machine_.resume(shared_.world.now(), input);
    if (ended_node_ != nullptr) tell_exchange(shared_.world.now());
    if (action.kind == ActionKind::finished) {
      machine_ = {};
      return true;
    }
    const auto next = perform(action);
    if (!next) return false;
    input = *next;
  }
}

std::optional<Input> Process::perform(const Action& action) {
  switch (action.kind) {
    case ActionKind::acquire:
      if (shared_.locks.acquire(action.lock, index_)) return Input{.kind = InputKind::granted};
      wanted_ = action.lock;
      waits_since_ = shared_.world.now();
      return std::nullopt;
    case ActionKind::release:
      if (const auto next = shared_.locks.release(action.lock, index_)) shared_.granted.push_back(*next);
      return Input{.kind = InputKind::released};
    case ActionKind::send:
      return send(action);
    case ActionKind::wait:
      return shared_.world.await(shared_.world.socket_of(index_, action.node->index), action.deadline);
    case ActionKind::finished:
      break;
  }
  return std::nullopt;
}

std::optional<Input> Process::send(const Action& action) {
  const std::uint32_t socket = shared_.world.socket_of(index_, action.node->index);
  if (action.drain) shared_.world.drain(socket);
  if (const int error = shared_.world.send(socket, action.bytes))
    return Input{.kind = InputKind::send_failed, .bytes = {}, .error_number = error};
  return shared_.world.await(socket, action.deadline);
}

}  // namespace rtpe::scenario
