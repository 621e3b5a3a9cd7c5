// A proxy's RPC process: one command at a time, as Kamailio's one RPC process does.
#pragma once
#include <deque>
#include <functional>
#include <memory>

#include "client/control/control_call.hpp"
#include "client/proxy/process.hpp"

namespace rtpe::proxy {

using ControlDone = std::function<void(const control::ControlReply&)>;

class RpcProcess final : public Process {
 public:
  /// Commands that wait; more are refused at once.
  static constexpr std::size_t most_queued = 1024;

  RpcProcess(Context& context, const ProcessIdentity& identity) : Process(context, identity) {}
  /// `done` is called once, maybe from inside.
  void submit(Time now, control::ControlRequest request, ControlDone done);

 private:
  struct Job {
    control::ControlCall call;
    ControlDone done;
  };
  void work(Time now);
  void machine_ended(Time now) override;
  void answer();

  std::deque<std::unique_ptr<Job>> queue_;  ///< the first one is under way
};

}  // namespace rtpe::proxy
