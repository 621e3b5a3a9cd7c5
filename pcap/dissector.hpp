// From frames to datagrams, messages out of TCP streams and ICMP errors.
#pragma once
#include <cstdint>
#include <memory>

#include "pcap/file/frame.hpp"
#include "pcap/packet/packet.hpp"
#include "pcap/packet/unread.hpp"
#include "pcap/stream/tcp_streams.hpp"

namespace rtpe::capture {

struct DissectorCounters {
  std::uint64_t frames = 0;
  std::uint64_t cut = 0;                 ///< frames of which the capture holds only the beginning
  std::uint64_t copies = 0;              ///< left out: the capture holds the same packet twice
  std::uint64_t fragments_given_up = 0;  ///< fragmented datagrams that never got complete
  std::uint64_t tunnelled = 0;           ///< packets inside tunnels or HEP
  StreamCounters streams;
  UnreadCounts unread;
};

/// Decodes frames one by one; keeps only unfinished fragments, TCP streams and hashes of the last packets, all bounded.
class Dissector {
 public:
  explicit Dissector(PacketHandler& handler);
  ~Dissector();
  void frame(const Frame& frame);
  /// No frame comes any more.
  void finish();
  [[nodiscard]] DissectorCounters counters() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rtpe::capture
