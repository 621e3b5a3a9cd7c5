// A datagram as somebody on the wire would see it.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/time.hpp"
#include "scenarios/world/rule.hpp"

namespace rtpe::scenario {

/// A datagram between two endpoints, as the run sent it; for `run --pcap`.
struct Datagram {
  Duration since_start;
  std::string_view source, destination;  ///< addresses
  std::uint16_t source_port, destination_port;
  world::Protocol protocol;
  std::string_view bytes;  ///< sip: of a world a flow::Packet; as text after flow::SipTextSink
  bool arrives;            ///< false: lost, cut off or refused on the way (judged when it is sent)
};

class DatagramSink {
 public:
  virtual ~DatagramSink() = default;
  virtual void datagram(const Datagram& datagram) = 0;
};

}  // namespace rtpe::scenario
