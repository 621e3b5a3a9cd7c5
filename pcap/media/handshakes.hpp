// ICE checks and DTLS handshakes between two endpoints: how far they came.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>

#include "pcap/packet/packet.hpp"

namespace rtpe::capture {

/// Binding requests from one endpoint to another (RFC 8445 7.2, RFC 8489).
struct IceChecks {
  Endpoint source, destination;
  std::uint64_t first_frame = 0, last_frame = 0;
  Time first, last;                                       ///< of the requests
  std::uint64_t requests = 0, answered = 0, refused = 0;  ///< success and error responses
};

/// A DTLS association (RFC 6347): `client` sent the ClientHello.
struct DtlsHandshake {
  Endpoint client, server;
  std::uint64_t first_frame = 0, last_frame = 0;
  Time first, last;
  std::uint64_t client_hellos = 0, server_flights = 0, alerts = 0;
  bool client_is_done = false, server_is_done = false;  ///< it changed to the negotiated keys
};

/// Bounded: pairs of endpoints beyond `pairs_at_most` are not kept.
class Handshakes {
 public:
  static constexpr std::size_t pairs_at_most = 65536;
  void stun(const Packet& packet);
  void dtls(const Packet& packet);
  [[nodiscard]] const std::deque<IceChecks>& checks() const { return checks_; }
  [[nodiscard]] const std::deque<DtlsHandshake>& handshakes() const { return handshakes_; }

 private:
  struct Pair {
    Endpoint one, other;
    bool operator==(const Pair&) const = default;
  };
  struct PairHash {
    std::uint64_t operator()(const Pair& pair) const { return hash_endpoint(hash_endpoint(0, pair.one), pair.other); }
  };
  void record(const Packet& packet, std::string_view record);
  std::deque<IceChecks> checks_;
  std::deque<DtlsHandshake> handshakes_;
  boost::unordered_flat_map<Pair, std::size_t, PairHash> checks_by_pair_, handshakes_by_pair_;
};

}  // namespace rtpe::capture
