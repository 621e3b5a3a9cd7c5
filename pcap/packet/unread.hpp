// What a capture held and nobody could read, counted by cause.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace rtpe::capture {

enum class Unread : std::uint8_t {
  link_type,    ///< detail: the LINKTYPE_ number
  ethertype,    ///< another protocol than IP; detail: its number
  llc,          ///< IEEE 802.2 without IP in it (spanning tree, ...)
  encrypted,    ///< detail: IP protocol (ESP), or 0x88e5 (MACsec)
  protocol,     ///< detail: IP protocol number
  short_frame,  ///< ends inside a header
  bad_header,   ///< a header that contradicts itself
  too_deep,     ///< tunnels in tunnels in tunnels
  hep,          ///< HEP of another version, or damaged
  compressed,   ///< WebSocket messages packed by permessage-deflate
};

class UnreadCounts {
 public:
  void count(Unread cause, std::uint32_t detail = 0);
  /// "12 ARP", most frequent first.
  [[nodiscard]] std::vector<std::pair<std::uint64_t, std::string>> texts() const;
  [[nodiscard]] std::uint64_t total() const;

 private:
  static constexpr std::size_t causes_at_most = 256;
  std::map<std::pair<Unread, std::uint32_t>, std::uint64_t> counts_;
};

}  // namespace rtpe::capture
