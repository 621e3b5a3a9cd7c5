// A socket of this machine that stands for an engine: what somebody's client sends there goes into the run's world, and
// what comes back is sent to it.
#pragma once
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>

#include "scenarios/process/refused_datagrams.hpp"
#include "scenarios/process/udp_socket.hpp"
#include "scenarios/world/real_world.hpp"

namespace rtpe::scenario {

/// Told what passes, before it does.
class NgListener {
 public:
  virtual ~NgListener() = default;
  /// A command came for the entrance of that number; `asker` stands in the world for the socket that sent it.
  virtual void command(std::uint32_t entrance, world::EndpointId asker, std::string_view bytes) = 0;
  /// A reply is given to the client.
  virtual void reply(std::uint32_t entrance, world::EndpointId asker, std::string_view bytes) = 0;
};

class NgEntrance final : private world::Receiver {
 public:
  using Socket = UdpSocket::Endpoint;
  struct Parts {
    world::RealWorld& world;
    NgListener& listener;
    std::uint32_t number = 0;
    world::EndpointId engine = 0;  ///< in the world
    std::string address;           ///< here
    std::uint16_t port = 0;        ///< 0: the system chooses
    /// Makes the endpoint in the world that stands for a client's socket.
    std::function<world::EndpointId(const Socket& from, world::Receiver& receiver)> open_asker;
    std::size_t most_askers = 65536;
  };
  explicit NgEntrance(Parts parts) : parts_(std::move(parts)) {}

  /// Error: the port is in use, or the address is not this machine's; it is named.
  Expected<void> open();
  /// A port that is closed in the world is closed here: the kernel answers for it. Of a host that never was nobody
  /// answers.
  void port_changed();
  [[nodiscard]] std::uint16_t port() const { return parts_.port; }

 private:
  struct Asker {
    Socket from;
    std::list<world::EndpointId>::iterator age;
  };

  void datagram(world::EndpointId to, world::EndpointId from, std::string& bytes) override;
  void got(std::string_view bytes, const Socket& from);
  void got_refused(std::string_view bytes, const Socket& from);
  /// Beyond `most_askers` the endpoint that was used longest ago stands for the new socket.
  world::EndpointId asker_of(const Socket& from);

  Parts parts_;
  std::unique_ptr<UdpSocket> socket_;
  std::unique_ptr<RefusedDatagrams> refused_;  ///< while the port is closed; null: not allowed
  std::map<Socket, world::EndpointId> endpoints_;
  std::map<world::EndpointId, Asker> askers_;
  std::list<world::EndpointId> by_age_;  ///< the one used last at the end
};

}  // namespace rtpe::scenario
