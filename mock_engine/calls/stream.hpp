// One packet stream of a media: RTP, RTCP, or both.
#pragma once
#include <cstdint>

#include "base/time.hpp"
#include "mock_engine/calls/address.hpp"
#include "mock_engine/calls/interfaces.hpp"

namespace rtpe::mock {

/// A set of enumerators that are bit numbers.
template <class Flag, class Bits = std::uint32_t>
class FlagSet {
 public:
  [[nodiscard]] bool has(Flag flag) const { return (bits_ >> static_cast<unsigned>(flag) & 1U) != 0; }
  void set(Flag flag) { bits_ = static_cast<Bits>(bits_ | 1U << static_cast<unsigned>(flag)); }
  void clear(Flag flag) { bits_ = static_cast<Bits>(bits_ & ~(1U << static_cast<unsigned>(flag))); }
  void assign(Flag flag, bool value) { value ? set(flag) : clear(flag); }
  bool operator==(const FlagSet&) const = default;

 private:
  Bits bits_ = 0;
};

/// In the order query replies print them (protocol.md 9).
enum class StreamFlag : std::uint8_t {
  rtp,
  rtcp,
  fallback_rtcp,
  filled,  ///< an SDP was read for it
  confirmed,
  kernelized,
  no_kernel_support,
  fingerprint_verified,
  strict_source,
  media_handover,
  ice,
  // not printed
  located,               ///< `endpoint` is known
  advertised,            ///< query replies show `endpoint` as the advertised one too
  advertised_elsewhere,  ///< ... unless MediaSecurity::advertised has another one (ICE)
};

using StreamFlags = FlagSet<StreamFlag, std::uint16_t>;

struct Stream {
  LocalAddress* local = nullptr;  ///< null: no port is open
  Time last_packet{};             ///< creation time until a packet is seen
  std::uint16_t local_port = 0;
  StreamFlags flags;
  Endpoint endpoint;  ///< where packets go, as the SDP said; with StreamFlag::located or ::advertised
};

}  // namespace rtpe::mock
