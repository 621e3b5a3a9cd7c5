// Puts TCP segments in order and hands out the messages in them.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <vector>

#include "pcap/file/frame.hpp"
#include "pcap/packet/ip_layer.hpp"
#include "pcap/packet/packet.hpp"
#include "pcap/stream/stream_messages.hpp"

namespace rtpe::capture {

struct StreamCounters {
  std::uint64_t streams = 0, tls = 0, other = 0;  ///< by what their first bytes said; TLS cannot be read
  std::uint64_t gaps = 0;                         ///< places where bytes of a stream were not captured
  std::uint64_t given_up = 0;                     ///< dropped because too many were open
  std::uint64_t compressed = 0;                   ///< WebSocket messages that are packed
};

/// Bounded: `streams_at_most` at once (the one that was silent longest goes), `ahead_at_most` bytes and segments that
/// came too early. A stream that is already running when the capture starts is taken up at the next message that begins
/// with a segment.
class TcpStreams {
 public:
  static constexpr std::size_t streams_at_most = 16384, ahead_at_most = 128 * 1024, segments_ahead_at_most = 128;
  explicit TcpStreams(PacketHandler& handler) : handler_(handler) {}
  /// `packet` holds a TCP segment.
  void segment(const Frame& frame, const IpPacket& packet);
  /// The capture has ended: what waits behind a gap is taken as it is.
  void finish();
  [[nodiscard]] const StreamCounters& counters() const { return counters_; }

 private:
  struct Key {
    Endpoint source, destination;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::uint64_t operator()(const Key& key) const {
      return hash_endpoint(hash_endpoint(0, key.source), key.destination);
    }
  };
  struct Early {
    std::string bytes;
    std::uint32_t missing = 0;
    std::uint64_t frame = 0;
  };
  /// One direction of a stream.
  struct Direction {
    Key key;
    bool is_started = false, is_counted = false;
    std::uint32_t next = 0;
    std::map<std::uint32_t, Early> early;  ///< by distance from `origin`
    std::uint32_t origin = 0;
    std::size_t early_bytes = 0;
    StreamMessages messages;
    std::vector<std::uint64_t> frames;  ///< that hold what has not been given out yet; the last ones
  };
  using Directions = std::list<Direction>;  ///< the one heard of last stands in front

  Direction& direction(const Key& key);
  void forget(const Key& key);
  void data(Direction& direction, std::uint32_t sequence, std::string_view bytes, std::uint32_t missing);
  void in_order(Direction& direction, std::string_view bytes, std::uint32_t missing, std::uint64_t frame);
  void catch_up(Direction& direction);
  void keep(Direction& direction, std::uint32_t sequence, std::string_view bytes, std::uint32_t missing);
  void skip_gap(Direction& direction);

  PacketHandler& handler_;
  Directions directions_;
  boost::unordered_flat_map<Key, Directions::iterator, KeyHash> by_key_;
  StreamMessages::Sink sink_ = [this](const StreamMessages::Message& message) {
    Packet packet = current_;
    packet.transport = message.transport;
    packet.payload = message.bytes;
    packet.is_cut = message.is_cut;
    has_given_ = true;
    handler_.packet(packet);
  };
  static constexpr std::size_t frames_at_most = 256;
  bool has_given_ = false;
  Packet current_;  ///< of the segment that is being worked on
  StreamCounters counters_;
};

}  // namespace rtpe::capture
