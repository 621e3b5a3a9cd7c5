// The sockets of a replay, and the rules of the links between them and the others.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "pcap/packet/endpoint.hpp"
#include "scenarios/world/way.hpp"

namespace rtpe::capture {

/// "10.0.0.1:2223", "udp:10.0.0.1:2223", "udp6:[2001:db8::1]:2223"; a port may be missing where `default_port` is
/// given. Error: it is no such address.
Expected<Endpoint> parse_endpoint(std::string_view text, std::optional<std::uint16_t> default_port = std::nullopt);

/// UDP sockets of this machine. What is sent and what comes obeys the link rules of scenarios (latency, loss,
/// duplication, reordering), each direction with its own draws.
class ReplayNetwork {
 public:
  struct Arrival {
    std::size_t socket = 0;
    Endpoint from;
    std::string bytes;
    bool is_refused = false;  ///< nobody listens where the socket is connected to
  };
  struct Counters {
    std::uint64_t sent = 0, received = 0, lost = 0, repeated = 0;
  };
  static constexpr std::size_t sockets_at_most = 4096, held_at_most = 65536;

  ReplayNetwork(const scenario::world::Rule& links, std::uint64_t seed);
  ReplayNetwork(const ReplayNetwork&) = delete;
  ReplayNetwork& operator=(const ReplayNetwork&) = delete;
  ~ReplayNetwork();

  /// Error: this address is not here, or taken.
  Expected<std::size_t> open(const Endpoint& local);
  /// From any address of this machine, to this peer alone.
  Expected<std::size_t> open_towards(const Endpoint& peer);
  /// The machine's clock, which never goes back.
  [[nodiscard]] Time now() const;
  void send(std::size_t socket, const Endpoint& to, std::string_view bytes);
  /// What comes next, waiting until that time at most. nullopt: the time has come.
  std::optional<Arrival> receive(Time until);
  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  struct Held {
    bool is_outgoing = false;
    Arrival datagram;  ///< outgoing: `from` is where it goes
  };
  void transmit(std::size_t socket, const Endpoint& to, std::string_view bytes);
  void send_due(Time now);
  std::optional<Arrival> held_arrival(Time now);
  std::optional<Arrival> read_socket(std::size_t socket);

  scenario::world::Way out_, in_;
  std::vector<int> descriptors_;
  std::vector<bool> is_connected_;
  std::multimap<Time, Held> held_;
  Counters counters_;
};

}  // namespace rtpe::capture
