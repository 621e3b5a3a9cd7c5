#include "client/proxy/proxy_machine.hpp"

#include <algorithm>

#include "client/operation/node_health.hpp"
#include "client/proxy/ping_timer.hpp"

namespace rtpe::proxy {
namespace {

constexpr std::uint32_t first_process_id = 10001;

/// Changes of the table are seen by an observer, also where nobody else wants one.
ProxyObserver* observer_for(const Proxy& shared, ProxyObserver* wanted) {
  static ProxyObserver nobody;
  return wanted == nullptr && shared.parameters.enable_dmq != 0 ? &nobody : wanted;
}

}  // namespace

/// A function called from outside settles at its end; one called by the driver from inside another leaves that to it.
class ProxyMachine::Entry {
 public:
  Entry(ProxyMachine& machine, Time now) : machine_(machine), outermost_(!machine.entered_), now_(now) {
    assert(now >= machine.now_ && "time never goes back");
    machine.now_ = now;
    machine.entered_ = true;
  }
  ~Entry() {
    if (!outermost_) return;
    machine_.settle(now_);
    machine_.entered_ = false;
  }
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;

 private:
  ProxyMachine& machine_;
  bool outermost_;
  Time now_;
};

ProxyMachine::ProxyMachine(Proxy& shared, Driver& driver, ProxyOptions options, ProxyObserver* observer)
    : context_{.shared = shared, .driver = driver, .observer = observer_for(shared, observer)},
      workers_(context_, std::move(options.sip)),
      startup_pings_(options.startup_pings),
      cookies_(std::move(options.cookies)) {
  if (!cookies_) cookies_ = [](std::uint32_t number) { return CookieSeed{.process_id = first_process_id + number}; };
  const auto identity = [&](ProcessKind kind) {
    const auto number = static_cast<std::uint32_t>(processes_.size());
    return ProcessIdentity{.kind = kind, .number = number, .cookies = cookies_(number)};
  };
  assert(workers_.options().workers > 0);
  for (std::uint32_t worker = 0; worker < workers_.options().workers; ++worker)
    processes_.push_back(&workers_.add(identity(ProcessKind::sip_worker)));
  ping_timer_ = std::make_unique<PingTimer>(context_, identity(ProcessKind::ping_timer));
  processes_.push_back(ping_timer_.get());
  rpc_ = std::make_unique<RpcProcess>(context_, identity(ProcessKind::rpc));
  processes_.push_back(rpc_.get());
}

ProxyMachine::~ProxyMachine() = default;

void ProxyMachine::start(Time now) {
  const Entry entry(*this, now);
  context_.shared.list_changed_s = seconds_of(now);
  const bool rpc_waits = context_.shared.personality->rpc_sockets_at_first_command;
  for (Process* process : processes_)
    if (process != rpc_.get() || !rpc_waits) process->open_sockets(now);
  ping_timer_->schedule(now);
  const bool quiet = context_.shared.personality->ping_mode_parameter && context_.shared.parameters.ping_mode == 0;
  if (startup_pings_ == StartupPings::as_the_personality && !quiet) workers_.ping_all(now);
}

void ProxyMachine::restart(Time now) {
  const Entry entry(*this, now);
  restart_wanted_ = true;
}

void ProxyMachine::start_again(Time now) {
  restart_wanted_ = false;
  Proxy& shared = context_.shared;
  shared.forget_calls();
  for (Process* process : processes_) process->start_again(cookies_(process->number()));
  workers_.start_again();
  const bool quiet = shared.personality->ping_mode_parameter && shared.parameters.ping_mode == 0;
  for (NodeSet& set : shared.registry.sets())
    for (const auto& node : set.nodes) {
      const bool by_database = !shared.parameters.db_url.empty() && node->recheck == permanent;
      if (by_database) continue;
      node->recheck = 0;  // the startup ping says the rest
      if (quiet)
        set_state(processes_.front()->worker_, *node, {.disabled = false, .recheck = 0}, StateCause::ping_answered,
                  now);
    }
  start(now);
}

ProxyMachine::Submission ProxyMachine::submit(Time now, Message& message) {
  const Entry entry(*this, now);
  if (workers_.submit(now, message)) return Submission::taken;
  if (context_.observer != nullptr) context_.observer->message_dropped(now, message);
  return Submission::dropped;
}

void ProxyMachine::input(Time now, Process& process, const Input& input) {
  const Entry entry(*this, now);
  process.input(now, input);
}

void ProxyMachine::woken(Time now, Process& process) {
  const Entry entry(*this, now);
  process.woken(now);
}

void ProxyMachine::control(Time now, control::ControlRequest request, ControlDone done) {
  const Entry entry(*this, now);
  rpc_->submit(now, std::move(request), std::move(done));
}

Load ProxyMachine::load() const {
  return {.busy = workers_.busy(), .waiting_for_lock = context_.locks.waiting(), .queued_messages = workers_.queued()};
}

/// Lets go on whatever can at this point in time: first who was given a lock, then who takes a message.
void ProxyMachine::settle(Time now) {
  for (;;) {
    if (LockWaiter* const next = context_.granted.pop()) {
      next->process->lock_granted(now);
    } else if (restart_wanted_) {
      if (std::ranges::any_of(processes_, &Process::running)) break;
      start_again(now);
    } else if (!workers_.assign(now)) {
      break;
    }
  }
  assert(workers_.queued() <= workers_.options().most_queued && "the queue within its bound");
  if (context_.observer == nullptr) return;
  const Load load = this->load();
  if (load == told_) return;
  told_ = load;
  context_.observer->load_changed(now, load);
}

}  // namespace rtpe::proxy
