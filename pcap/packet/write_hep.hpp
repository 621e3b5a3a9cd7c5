// Datagrams in HEP version 3, as capture agents send them to Homer (sipcapture/HEP: hep3_rev12).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

/// What Homer is told the payload is.
enum class HepPayload : std::uint8_t {
  sip = 1,
  ng = 61,  ///< rtpengine's own number for NG, its --homer-ng-capture-proto by default (manual of rtpengine)
};

struct HepDatagram {
  Time time;
  Endpoint source, destination;  ///< both IPv4 or both IPv6
  HepPayload type = HepPayload::sip;
  std::string_view correlation;  ///< Call-ID; empty: left out
  std::uint32_t agent = 0;       ///< number of the capture agent
  std::string_view bytes;        ///< at most 65,000
};

/// One UDP payload; `out` is reused.
void write_hep(const HepDatagram& datagram, std::string& out);

}  // namespace rtpe::capture
