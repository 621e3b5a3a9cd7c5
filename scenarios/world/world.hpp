// What a run lives in: clock, timers, the workers' sockets and the engines' listeners; virtual or real.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "client/operation/action.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/world/datagram.hpp"

namespace rtpe::scenario {

/// A timer that fell due: what it is for and which thing of that kind. The world only carries it.
struct Timer {
  std::uint8_t kind = 0;         ///< below 0x80
  std::uint32_t index = 0;       ///< which one
  std::uint32_t generation = 0;  ///< 24 bits; lets the owner tell a stale timer of a reused index
};

/// Where a control message comes from or goes to.
struct Endpoint {
  std::string host;  ///< numeric address; in the virtual world any text
  std::uint16_t port = 0;
};
/// "10.0.0.1:2223", "[::1]:2223"; no port: 22222, Kamailio's default (behaviour.md 1.5).
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view text);

/// One configured node as the network sees it.
struct NodeSite {
  Endpoint endpoint;
  std::optional<std::uint32_t> engine;  ///< who listens there; empty: nobody of this scenario
  bool host_exists = false;  ///< some engine of the scenario runs on that host: a closed port answers by ICMP
};

/// One engine's listener and the path to it.
struct EngineSite {
  std::string name;
  Endpoint endpoint;
  Network network;
};

/// Everything a world needs to know before it starts.
struct WorldPlan {
  std::uint64_t seed = 1;
  std::uint32_t processes = 1;       ///< that talk to nodes: SIP workers, then the timer process
  std::vector<NodeSite> nodes = {};  ///< by Node::index
  std::vector<EngineSite> engines = {};
  DatagramSink* datagrams = nullptr;
};

/// State of an engine's process, host and paths, as faults leave it.
struct Reach {
  bool process_up = true;     ///< false: port closed, the living host answers by ICMP port unreachable
  bool host_up = true;        ///< false: silence both ways
  bool requests_pass = true;  ///< false: proxy -> engine is cut
  bool replies_pass = true;   ///< false: engine -> proxy is cut
  bool operator==(const Reach&) const = default;
};

/// Told by the world what happens in it; one call at a time.
class WorldHandler {
 public:
  virtual ~WorldHandler() = default;
  virtual void timer(const Timer& timer) = 0;
  /// The wait that `process` began with World::await() is over.
  virtual void input(std::uint32_t process, const Input& input) = 0;
  /// A control message reached an engine's process. `socket` is whom to reply to.
  virtual void request(std::uint32_t engine, std::uint32_t socket, std::string_view bytes) = 0;
};

/// Largest UDP payload over IPv4; more fails with EMSGSIZE (behaviour.md 5.2).
inline constexpr std::size_t largest_datagram = 65507;
/// Datagrams that wait unread on a worker's socket; more are dropped as a full kernel buffer drops them.
inline constexpr std::size_t socket_backlog = 256;

/// Each process has one connected UDP socket per node; its number is process * nodes + node (see socket_of()).
class World {
 public:
  virtual ~World() = default;
  [[nodiscard]] virtual Time now() const = 0;
  /// Time at which the run began.
  [[nodiscard]] virtual Time start() const = 0;
  /// Calls WorldHandler::timer at that time, never from inside schedule(). Not cancelled: the owner ignores stale ones.
  virtual void schedule(Time at, const Timer& timer) = 0;

  [[nodiscard]] virtual std::uint32_t socket_of(std::uint32_t process, std::uint32_t node) const = 0;
  [[nodiscard]] virtual const Endpoint& local_endpoint(std::uint32_t socket) const = 0;
  /// 0, or the error number of the send: a pending ICMP error is reported here once and nothing is sent.
  virtual int send(std::uint32_t socket, std::string_view bytes) = 0;
  /// Throws away what is readable; a pending ICMP error stays when nothing is readable (behaviour.md 5.2).
  virtual void drain(std::uint32_t socket) = 0;
  /// Waits for something on one socket of the process. What is there already is returned at once; otherwise
  /// WorldHandler::input() tells, at the latest at `deadline` (InputKind::timeout). Bytes stay valid until the process
  /// waits again.
  virtual std::optional<Input> await(std::uint32_t socket, Time deadline) = 0;

  /// An engine's process sends to the socket that asked it.
  virtual void reply(std::uint32_t engine, std::uint32_t socket, std::string_view bytes) = 0;
  /// Faults change what gets through. Error: a real listener could not be opened again.
  virtual Expected<void> set_reach(std::uint32_t engine, const Reach& reach) = 0;

  /// Lets the next thing happen. False: nothing will ever happen again. Error: a real socket broke.
  virtual Expected<bool> step(WorldHandler& handler) = 0;
};

}  // namespace rtpe::scenario
