// Drives the client's state machines over real sockets and the machine's clock: one worker, one machine at a time.
#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "client/operation/proxy.hpp"
#include "client/transport/channel.hpp"
#include "client/transport/clock.hpp"
#include "client/transport/lock_table.hpp"

namespace rtpe::transport {

/// What the workers of one client have in common. Must outlive the drivers.
struct Shared {
  boost::asio::io_context& io;
  Proxy& proxy;
  TransportOptions options = {};
  Clock clock = {};
  LockTable locks = {};
};

/// One worker process' sockets. Not thread-safe: everything runs on the thread that runs the io_context.
class Driver {
 public:
  using Machine = std::function<Action(Time, const Input&)>;
  Driver(Shared& shared, Worker& worker);
  ~Driver();
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  /// Resumes `machine` from InputKind::start until it is finished; then `done`, never from inside run(). The machine
  /// must stay alive until then, or until the driver goes.
  void run(Machine machine, std::function<void()> done);
  [[nodiscard]] bool busy() const;

  /// Opens this worker's sockets; nodes whose address cannot be resolved lose Node::has_socket. As the module does when
  /// a process starts (behaviour.md 1.5).
  void open_sockets();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace rtpe::transport
