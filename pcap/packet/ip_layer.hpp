// IPv4 and IPv6 headers, extension headers and fragments.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

namespace protocol {
inline constexpr std::uint8_t icmp = 1, ip_in_ip = 4, tcp = 6, udp = 17, ipv6_in_ip = 41, gre = 47, esp = 50,
                              icmpv6 = 58;
}

/// One IP packet, or one fragment of one.
struct IpPacket {
  Address source, destination;
  std::uint8_t protocol = 0;  ///< of the payload, behind all extension headers
  std::string_view payload;   ///< up to the length the header says, or to the end of what was captured
  std::uint32_t missing = 0;  ///< bytes that the header announces and the capture does not hold
  bool is_fragment = false;
  std::uint32_t fragment_id = 0;
  std::uint32_t fragment_offset = 0;  ///< bytes
  bool more_fragments = false;
};

/// Reads the header(s) at the start of `bytes`; nullopt: no IP, or shorter than its headers.
[[nodiscard]] std::optional<IpPacket> parse_ip(std::string_view bytes);

/// Puts fragments together. Bounded: at most `datagrams_at_most` unfinished datagrams, the oldest is given up first,
/// and each after 30 seconds of capture time. Overlapping fragments that differ end their datagram (RFC 5722).
class FragmentStore {
 public:
  static constexpr std::size_t datagrams_at_most = 256, fragments_at_most = 128, bytes_at_most = 65535;
  /// The whole packet once its last missing fragment came; `whole` receives the bytes of its payload.
  std::optional<IpPacket> add(const IpPacket& fragment, Time now, std::uint64_t frame, std::string& whole);
  /// The frames that held the packet which was completed last.
  [[nodiscard]] const std::vector<std::uint64_t>& parts() const { return parts_; }
  /// Gives up what is not complete.
  void finish();
  /// Datagrams given up so far because a part never came, was cut, or did not fit.
  [[nodiscard]] std::uint64_t given_up() const { return given_up_; }

 private:
  struct Piece {
    std::uint32_t offset = 0;
    std::string bytes;
  };
  struct Datagram {
    IpPacket header;
    Time started;
    std::optional<std::uint32_t> length;  ///< known once the last fragment came
    std::vector<Piece> pieces;            ///< by offset, not overlapping
    std::vector<std::uint64_t> frames = {};
  };
  enum class Fit : std::uint8_t { fits, duplicate, contradicts };
  static Fit insert(Datagram& datagram, const IpPacket& fragment);
  static bool is_complete(const Datagram& datagram);
  void give_up_old(Time now);

  std::deque<Datagram> open_;
  std::vector<std::uint64_t> parts_;
  std::uint64_t given_up_ = 0;
};

}  // namespace rtpe::capture
