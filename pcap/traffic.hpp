// Tells NG, SIP, RTP and the rest apart and hands each to who asked for it.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "pcap/ng/exchange_matcher.hpp"
#include "pcap/packet/packet.hpp"

namespace rtpe::capture {

enum class Content : std::uint8_t { ng, sip, rtp, rtcp, stun, dtls, other };
inline constexpr std::size_t contents = 7;
/// "NG messages", "SIP messages", "RTP packets", ...
[[nodiscard]] std::string_view name_of(Content content);
/// What a datagram holds that is neither NG nor SIP, by its first bytes (RFC 7983, RFC 5761).
[[nodiscard]] Content media_content(std::string_view payload);

/// Whoever wants to know more than NG exchanges. Views are valid during the call.
class TrafficListener {
 public:
  virtual ~TrafficListener() = default;
  virtual void sip(const Packet&) {}
  virtual void media(const Packet&, Content) {}  ///< rtp, rtcp, stun, dtls
  virtual void unreachable(const Unreachable&) {}
};

struct TrafficCounters {
  std::array<std::uint64_t, contents> by_content{};
  std::uint64_t sip_over_streams = 0;  ///< TCP and WebSocket
  [[nodiscard]] std::uint64_t of(Content content) const { return by_content[static_cast<std::size_t>(content)]; }
};

class Traffic : public PacketHandler {
 public:
  /// `listener` may be null.
  Traffic(ExchangeMatcher& matcher, TrafficListener* listener) : matcher_(matcher), listener_(listener) {}
  void packet(const Packet& packet) override;
  void unreachable(const Unreachable& unreachable) override;
  [[nodiscard]] const TrafficCounters& counters() const { return counters_; }

 private:
  Content content_of(const Packet& packet);
  ExchangeMatcher& matcher_;
  TrafficListener* listener_;
  TrafficCounters counters_;
};

}  // namespace rtpe::capture
