// A whole proxy without I/O: SIP workers, message queue, set locks, ping timer, RPC process, routing.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "client/proxy/driver.hpp"
#include "client/proxy/message.hpp"
#include "client/proxy/observer.hpp"
#include "client/proxy/process.hpp"
#include "client/proxy/rpc_process.hpp"
#include "client/proxy/sip_workers.hpp"

namespace rtpe::proxy {

class PingTimer;

/// What the first worker does with the nodes at startup: the module pings each, one after the other.
enum class StartupPings : std::uint8_t { as_the_personality, none };

struct ProxyOptions {
  SipWorkersOptions sip = {};
  StartupPings startup_pings = StartupPings::as_the_personality;
  /// What process `number` makes its cookies from; workers come first, then ping timer, RPC process. Empty: process ids
  /// from 10001. Asked once for each start of the process.
  std::function<CookieSeed(std::uint32_t number)> cookies = {};
};

/// SIP messages, datagrams and time in; datagrams, finished messages, wake-ups (Driver) and events (ProxyObserver) out.
/// Time never goes back. At the end of every function first processes that were given a lock go on, in the order of
/// the releases, then waiting messages go to idle workers (docs/decisions/0011).
class ProxyMachine {
 public:
  /// `shared`, `driver` and `observer` (null: nobody listens) must outlive the machine. At least one worker.
  ProxyMachine(Proxy& shared, Driver& driver, ProxyOptions options, ProxyObserver* observer = nullptr);
  ~ProxyMachine();
  ProxyMachine(const ProxyMachine&) = delete;
  ProxyMachine& operator=(const ProxyMachine&) = delete;

  /// All processes there are, before start(): a driver makes room for their sockets.
  [[nodiscard]] const std::vector<Process*>& processes() const { return processes_; }

  /// Processes open their sockets, the first worker pings, the ping timer is set.
  void start(Time now);
  /// dropped: the queue was full; the message is the caller's again.
  enum class Submission : std::uint8_t { taken, dropped };
  Submission submit(Time now, Message& message);
  /// What `process` waits for (Driver::send, wait) has come: datagram, timeout, error.
  void input(Time now, Process& process, const Input& input);
  /// Driver::wake's time has come.
  void woken(Time now, Process& process);
  /// An orderly restart: processes end what they are at, while messages wait; then the call table is empty, nodes are
  /// as configured and pinged, and cookies begin anew from ProxyOptions::cookies. Messages and transactions live on.
  void restart(Time now);
  /// An RPC command; `done` is called when it is carried out.
  void control(Time now, control::ControlRequest request, ControlDone done);

  [[nodiscard]] Load load() const;

 private:
  class Entry;
  void settle(Time now);
  void start_again(Time now);

  Context context_;
  SipWorkers workers_;
  std::unique_ptr<PingTimer> ping_timer_;
  std::unique_ptr<RpcProcess> rpc_;
  std::vector<Process*> processes_;
  StartupPings startup_pings_;
  std::function<CookieSeed(std::uint32_t number)> cookies_;
  bool restart_wanted_ = false;
  Load told_{};
  Time now_ = Time::min();
  bool entered_ = false;  ///< a function of ours is under way: what is submitted from inside waits for its end
};

}  // namespace rtpe::proxy
