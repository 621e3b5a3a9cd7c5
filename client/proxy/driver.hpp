// What a proxy asks of the world it lives in. Whoever drives it (virtual world, Asio, a test) implements this.
#pragma once
#include <optional>

#include "client/operation/action.hpp"
#include "client/proxy/replication.hpp"
#include "client/script/call.hpp"

namespace rtpe::proxy {

class Process;
struct Message;
struct MessageFate;

/// Called from inside ProxyMachine's functions. May call ProxyMachine::submit() and control() back, nothing else.
class Driver {
 public:
  virtual ~Driver() = default;

  /// The process builds its sockets, one per node: at the start, and anew whenever the node list has moved on; then
  /// what it had is closed and what is in flight to it is lost (behaviour.md 1.5). A node whose address cannot be
  /// resolved loses Node::has_socket.
  virtual void open_sockets(Process& /*process*/) {}
  /// ActionKind::send: `bytes` leave the process' socket for `node`; then as wait(). An Input: what is known at once
  /// (the send failed, a datagram is there already).
  virtual std::optional<Input> send(Process& process, const Action& action) = 0;
  /// ActionKind::wait: the process blocks until something comes to its socket for `node` or `deadline` has passed,
  /// which ProxyMachine::input() then tells. An Input: it is there already.
  virtual std::optional<Input> wait(Process& process, const Action& action) = 0;
  /// ProxyMachine::woken() is to be called then. A process has one wake-up at a time.
  virtual void wake(Process& process, Time at) = 0;

  /// [>=6.1, enable_dmq] The call table has changed by what the process did: to be told to all peers, each of which
  /// gives it to its ProxyMachine as Message::replicated.
  virtual void replicate(Process& /*process*/, TableChange /*change*/) {}

  /// A worker takes the message, which may have waited in the queue.
  virtual void taken(Message& /*message*/) {}
  /// A line of a route has ended; `call` has what came of it.
  virtual void statement_ended(Message& /*message*/, const script::Call& /*call*/) {}
  /// The proxy is done with the message and refers to it no longer.
  virtual void finished(Time now, Message& message, const MessageFate& fate) = 0;
};

}  // namespace rtpe::proxy
