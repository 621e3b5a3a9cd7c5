#include "client/proxy/sip_workers.hpp"

namespace rtpe::proxy {

SipWorkers::SipWorkers(Context& context, SipWorkersOptions options) : context_(context), options_(std::move(options)) {}
SipWorkers::~SipWorkers() = default;

SipWorker& SipWorkers::add(const ProcessIdentity& identity) {
  SipWorker& worker = *members_.emplace_back(std::make_unique<SipWorker>(*this, context_, identity));
  became_idle(worker);
  return worker;
}

void SipWorkers::became_idle(SipWorker& worker) { idle_.push(worker.place_); }

void SipWorkers::ping_all(Time now) {
  SipWorker& first = *idle_.pop()->worker;
  first.starting_up_ = true;
  first.startup_.begin(context_.shared, first.worker_);
  if (first.run(now, Machine(first.startup_))) first.machine_ended(now);
}

void SipWorkers::start_again() {
  while (idle_.pop() != nullptr) {
  }
  for (const auto& worker : members_) {
    worker->messages_ = 0;
    became_idle(*worker);
  }
}

bool SipWorkers::submit(Time now, Message& message) {
  if (queue_.size() >= options_.most_queued) return false;
  message.since = now;
  queue_.push(message);
  return true;
}

bool SipWorkers::assign(Time now) {
  if (queue_.empty() || idle_.empty()) return false;
  Message& message = *queue_.pop();
  SipWorker& worker = *idle_.pop()->worker;
  worker.take(now, message);
  return true;
}

}  // namespace rtpe::proxy
