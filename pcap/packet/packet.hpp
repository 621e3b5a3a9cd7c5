// What the dissector finds in frames.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "base/time.hpp"
#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

/// A UDP datagram (reassembled when it was fragmented), or one message out of a TCP stream.
struct Packet {
  std::uint64_t frame = 0;  ///< number of the frame that completed it
  Time time;
  Transport transport = Transport::udp;
  Endpoint source, destination;
  std::string_view payload;
  bool is_cut = false;  ///< the capture holds only the beginning of the payload
  /// Of fragments or of a stream: the frames that hold parts of it, the last ones when they are very many. Else empty.
  std::span<const std::uint64_t> parts = {};
};

/// An ICMP or ICMPv6 "destination unreachable" about a UDP datagram.
struct Unreachable {
  std::uint64_t frame = 0;
  Time time;
  Address reporter;
  Endpoint source, destination;  ///< of the datagram that did not get through
  bool is_port = false;          ///< port unreachable: nobody listens there; else the host or network is out of reach
  std::string_view quoted;       ///< the beginning of its payload, as far as it was quoted; may be empty
};

/// Views are valid during the call.
class PacketHandler {
 public:
  virtual ~PacketHandler() = default;
  virtual void packet(const Packet& packet) = 0;
  virtual void unreachable(const Unreachable& unreachable) = 0;
};

}  // namespace rtpe::capture
