// Messages of calls as frames of their own in which everything is replaced.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "pcap/anonymise/anonymiser.hpp"
#include "pcap/export/call_packets.hpp"
#include "pcap/pcapng_writer.hpp"

namespace rtpe::capture {

/// What has to be replaced in it.
void learn(Anonymiser& anonymiser, const PickedPacket& picked);

class AnonymisedFrames {
 public:
  AnonymisedFrames(const Anonymiser& anonymiser, PcapngWriter& writer) : anonymiser_(anonymiser), writer_(writer) {}
  /// Makes its frames; they are written by the next write().
  void keep(const PickedPacket& picked, const std::string& comment);
  /// `captured`: by the capture's clock. How many frames were written.
  Expected<std::uint64_t> write(Time captured);

 private:
  struct Kept {
    std::string frame, comment;
  };
  void keep_segments(const Packet& packet, const Endpoint& source, const Endpoint& destination,
                     std::string_view payload, const std::string& comment);
  const Anonymiser& anonymiser_;
  PcapngWriter& writer_;
  std::vector<Kept> kept_;
  std::uint16_t id_ = 0;
  struct Direction {
    Endpoint source, destination;
    bool operator==(const Direction&) const = default;
  };
  struct DirectionHash {
    std::uint64_t operator()(const Direction& one) const {
      return hash_endpoint(hash_endpoint(0, one.source), one.destination);
    }
  };
  boost::unordered_flat_map<Direction, std::uint32_t, DirectionHash> sent_;  ///< bytes of TCP so far
};

}  // namespace rtpe::capture
