#include "client/proxy/rpc_process.hpp"

namespace rtpe::proxy {

void RpcProcess::submit(Time now, control::ControlRequest request, ControlDone done) {
  if (queue_.size() >= most_queued) return done({.code = 500, .text = "too many commands wait"});
  queue_.push_back(std::unique_ptr<Job>(
      new Job{.call = control::ControlCall(context_.shared, worker_, std::move(request)), .done = std::move(done)}));
  if (!running()) work(now);
}

void RpcProcess::work(Time now) {
  while (!running() && !queue_.empty())
    if (run(now, Machine(queue_.front()->call))) answer();
}

void RpcProcess::answer() {
  const auto job = std::move(queue_.front());
  queue_.pop_front();
  job->done(job->call.reply());
}

void RpcProcess::machine_ended(Time now) {
  answer();
  work(now);
}

}  // namespace rtpe::proxy
