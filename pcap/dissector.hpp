// From frames to datagrams, TCP-NG messages and ICMP errors.
#pragma once
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/time.hpp"
#include "pcap/capture_reader.hpp"
#include "pcap/endpoint.hpp"

namespace rtpe::capture {

/// A UDP datagram (reassembled when it was fragmented), or one NG message out of a TCP stream.
struct Packet {
  std::uint64_t frame = 0;  ///< number of the frame that completed it
  Time time;
  Transport transport = Transport::udp;
  Endpoint source, destination;
  std::string_view payload;
  bool is_cut = false;  ///< the capture holds only the beginning of the payload
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

/// Receives what the dissector finds. Views are valid during the call.
class PacketHandler {
 public:
  virtual ~PacketHandler() = default;
  virtual void packet(const Packet& packet) = 0;
  virtual void unreachable(const Unreachable& unreachable) = 0;
};

struct DissectorCounters {
  std::uint64_t frames = 0;
  std::uint64_t not_ip = 0;                ///< another protocol, or not to be understood
  std::uint64_t cut = 0;                   ///< frames of which the capture holds only the beginning
  std::uint64_t fragments_given_up = 0;    ///< fragmented datagrams that never got complete
  std::uint64_t tcp_streams_given_up = 0;  ///< dropped because too many were open, or by an error inside libtins
};

/// Decodes frames one by one; keeps only unfinished fragments and TCP streams, both bounded.
class Dissector {
 public:
  Dissector(int link_type, PacketHandler& handler);
  ~Dissector();
  void frame(const Frame& frame);
  [[nodiscard]] DissectorCounters counters() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rtpe::capture
