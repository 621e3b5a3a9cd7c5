// NG messages out of TCP streams (TCP-NG: messages without delimiters, protocol.md 2.2), followed by libtins.
#pragma once
#include <cstdint>
#include <memory>

#include "pcap/dissector.hpp"
#include "pcap/ip_layer.hpp"

namespace rtpe::capture {

/// Follows streams as long as their bytes look like NG. Bounded: `streams_at_most` at once, `bytes_at_most` of an
/// unfinished message. A stream that is already running when the capture starts is taken up at the next message.
class TcpStreams {
 public:
  static constexpr std::size_t streams_at_most = 4096, bytes_at_most = 128 * 1024;
  explicit TcpStreams(PacketHandler& handler);
  ~TcpStreams();
  /// `packet` holds a TCP segment.
  void segment(const Frame& frame, const IpPacket& packet);
  [[nodiscard]] std::uint64_t given_up() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rtpe::capture
