// An engine's control port over UDP, asked one command at a time.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/time.hpp"
#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

class UdpEngine {
 public:
  struct Patience {
    Duration timeout = std::chrono::seconds(1);
    std::uint32_t sends = 3;
  };
  /// Error: no socket.
  static Expected<UdpEngine> open(const Endpoint& engine, const Patience& patience);
  UdpEngine(UdpEngine&& other) noexcept;
  UdpEngine& operator=(UdpEngine&&) = delete;
  ~UdpEngine();
  /// What follows the cookie of the reply; nullopt: there was none, or nobody listens.
  Expected<std::optional<std::string>> ask(std::string_view cookie, std::string_view datagram);

 private:
  UdpEngine(int socket, const Patience& patience) : socket_(socket), patience_(patience) {}
  int socket_;
  Patience patience_;
};

/// "udp:10.0.0.1:2223", "udp6:[2001:db8::1]:2223". Error: it is no such address.
Expected<Endpoint> parse_engine(std::string_view text);

}  // namespace rtpe::capture
