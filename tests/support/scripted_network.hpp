// Drives any machine of client/ over a network that a test scripts, in virtual time.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "client/operation/action.hpp"
#include "client/operation/proxy.hpp"

namespace rtpe::test {

/// What reaches the worker's socket some time after a send.
struct Arrival {
  enum class Kind : std::uint8_t { datagram, port_unreachable, closed } kind = Kind::datagram;
  Duration after{};
  std::string bytes = {};
};

/// One message that the worker handed to its socket.
struct Sent {
  Time at;
  const Node* node = nullptr;
  std::string cookie;      ///< without the blank; empty on unix sockets
  std::string dictionary;  ///< after the blank
  [[nodiscard]] std::string command() const;
  /// "sequence" of server_pid_sequence.
  [[nodiscard]] std::string sequence() const;
};

/// What the network does with a message.
struct Treatment {
  int send_error = 0;  ///< errno with which the send fails; nothing leaves then
  std::vector<Arrival> arrivals = {};
};

/// As connected sockets behave: a drain drops what has arrived, an ICMP error ends the wait and stays pending until the
/// next send fails with it, a new socket generation of the worker forgets everything.
class ScriptedNetwork {
 public:
  explicit ScriptedNetwork(const Worker& worker) : worker_(worker) {}

  std::function<Treatment(const Sent&)> treat;
  std::vector<Sent> sent;  ///< what left the host
  std::size_t refused_sends = 0;

  /// Runs a machine (Operation, script::Call, ControlCall, PingAll, ...) to its end; returns when that was. Fails the
  /// test when a lock is taken twice, given back unheld or kept, or when the machine does not end.
  template <class Machine>
  Time run(Machine& machine, Time now) {
    begin();
    Input input;
    for (;;) {
      const Action action = machine.resume(now, input);
      if (action.kind == ActionKind::finished) break;
      input = perform(action, now);
    }
    end();
    return now;
  }

 private:
  struct Waiting {
    Arrival::Kind kind;
    std::string bytes;
  };
  struct Socket {
    std::multimap<Time, Waiting> queue;
    int pending_error = 0;
  };

  void begin();
  void end() const;
  Input perform(const Action& action, Time& now);
  Input send(const Action& action, Time& now);
  Input wait(const Action& action, Time& now);
  void renew_sockets();
  Socket& socket_of(const Node& node, Time now);

  const Worker& worker_;
  std::map<const Node*, Socket> sockets_;
  std::uint64_t generation_ = 0;
  std::vector<Lock> held_;
  std::string delivered_;
  std::size_t steps_ = 0;
};

/// "0_1_2 " and the payload.
[[nodiscard]] Arrival reply_to(const Sent& sent, std::string_view payload, Duration after = {});

/// bencode of one string pair after the other.
[[nodiscard]] std::string dictionary(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs);

}  // namespace rtpe::test
