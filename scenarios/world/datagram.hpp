// A datagram between proxy and engine as somebody on the wire would see it.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/time.hpp"

namespace rtpe::scenario {

/// A datagram between proxy and engine, as the run sent it; for `run --pcap`.
struct Datagram {
  Duration since_start;
  std::string_view source, destination;  ///< addresses
  std::uint16_t source_port, destination_port;
  std::string_view bytes;
  bool arrives;  ///< false: lost, cut off or refused on the way (judged when it is sent)
};

class DatagramSink {
 public:
  virtual ~DatagramSink() = default;
  virtual void datagram(const Datagram& datagram) = 0;
};

}  // namespace rtpe::scenario
