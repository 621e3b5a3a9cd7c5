// The UDP sockets of Kamailio's processes and the engines behind them, in virtual time: drains, late datagrams and
// pending ICMP errors as the kernel has them on loopback.
#pragma once
#include <boost/random/mersenne_twister.hpp>
#include <map>
#include <string>
#include <vector>

#include "client/operation/action.hpp"
#include "client/operation/proxy.hpp"
#include "tests/conformance/kamailio/library_run.hpp"

namespace rtpe::lane {

class VirtualNetwork {
 public:
  VirtualNetwork(std::vector<EngineState> engines, const Disturbance& disturbance);

  /// Replies that an engine has not sent yet are lost when it closes.
  void change(Time now, const EngineChange& change);
  [[nodiscard]] const EngineState& engine(std::size_t number) const { return engines_[number]; }

  /// Carries an action (send or wait) out and moves `now` on. The input's bytes are valid until the next call.
  Input perform(const Action& action, const Worker& process, Time& now);
  /// 0 to jitter_ms.
  Duration jitter();

 private:
  struct Datagram {
    Time arrival;
    std::size_t engine;
    std::string bytes;
  };
  struct Socket {
    std::uint64_t generation = 0;
    std::vector<Datagram> queue;  ///< by arrival; may lie in the future
    int pending_error = 0;
  };

  Socket& socket_of(const Worker& process, const Node& node);
  void deliver(Socket& socket, std::size_t engine, std::string_view bytes, Time now);
  static void drain(Socket& socket, Time now);
  Input wait(Socket& socket, Time deadline, Time& now);

  std::vector<EngineState> engines_;
  std::map<std::pair<const Worker*, const Node*>, Socket> sockets_;
  boost::random::mt19937_64 random_;
  std::uint32_t jitter_ms_;
  std::string received_;
};

/// Number of the engine that a node's address "e3" names.
[[nodiscard]] std::size_t engine_number(const Node& node);

}  // namespace rtpe::lane
