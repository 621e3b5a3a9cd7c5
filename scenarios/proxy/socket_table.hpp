// The sockets of a proxy's processes in a world: one connected UDP socket per process and node, as the kernel's behave.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "client/proxy/proxy_machine.hpp"
#include "scenarios/world/lazy_timer.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// Datagrams that wait unread on a process' socket; more are dropped as a full kernel buffer drops them.
inline constexpr std::size_t socket_backlog = 256;

/// proxy::Driver's part that has to do with sockets and time.
class SocketTable final : private world::Receiver, private world::Waker {
 public:
  struct Place {
    std::string host;  ///< the proxy's address
    world::SiteId site = 0;
  };
  /// `node_addresses`: by Node::index.
  SocketTable(world::World& world, Place place, std::vector<world::Address> node_addresses);
  /// The machine, once there is one.
  void serve(proxy::ProxyMachine& machine);

  void open_sockets(proxy::Process& process);
  std::optional<Input> send(proxy::Process& process, const Action& action);
  std::optional<Input> wait(proxy::Process& process, const Action& action);
  void wake(proxy::Process& process, Time at);

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFFU;

  struct Socket {
    world::EndpointId endpoint = 0, node = 0;
    int pending_error = 0;                 ///< an ICMP error nobody has seen yet
    std::vector<std::string> unread = {};  ///< oldest first
  };
  /// A process, what it waits for, and the bytes that it was given last.
  struct Row {
    proxy::Process* process = nullptr;
    std::vector<Socket> sockets;    ///< by Node::index
    std::uint32_t waits_on = none;  ///< a node's index
    world::LazyTimer deadline;
    std::string bytes;
  };
  /// Whose endpoint it is.
  struct Owner {
    std::uint32_t process = none, node = 0;
  };

  void datagram(world::EndpointId to, world::EndpointId from, std::string& bytes) override;
  void refused(world::EndpointId sender, world::EndpointId by) override;
  void wake(std::uint64_t token) override;
  [[nodiscard]] Socket* socket_of(world::EndpointId endpoint);
  static void drain(Socket& socket);
  Input take(Row& row, Socket& socket);

  world::World& world_;
  Place place_;
  std::vector<world::Address> node_addresses_;
  world::WakerId waker_;
  proxy::ProxyMachine* machine_ = nullptr;
  std::deque<Row> rows_;       ///< by Process::number()
  std::vector<Owner> owners_;  ///< by endpoint
};

}  // namespace rtpe::scenario
