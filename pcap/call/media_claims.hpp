// Whose media an address and port are, and since when, as SDP bodies said.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "pcap/media/sdp_media.hpp"

namespace rtpe::capture {

struct MediaClaim {
  Time since;
  std::uint32_t call = 0;  ///< whatever number the caller gives
  bool is_engine = false;  ///< the engine wrote this address into a reply
  bool is_rtcp = false;
  SdpStream stream;
};

/// Bounded: the newest claims of an endpoint stay, endpoints beyond `endpoints_at_most` are not kept.
class MediaClaims {
 public:
  static constexpr std::size_t endpoints_at_most = 400'000, claims_at_most = 8;
  void add(const SdpMedia& media, Time since, std::uint32_t call, bool is_engine);
  /// The newest claim that was made before `now` or within a second after it; of an engine only, if so.
  enum class Of : std::uint8_t { anybody, engine };
  [[nodiscard]] const MediaClaim* find(const Endpoint& endpoint, Time now, Of of = Of::anybody) const;
  /// Whose the endpoint is when media passes: the newest claim before `now`, or else the one within a second after it.
  /// A port that the next call takes soon is still this call's.
  [[nodiscard]] const MediaClaim* owner(const Endpoint& endpoint, Time now) const;

 private:
  [[nodiscard]] const MediaClaim* newest(const Endpoint& endpoint, Time until, Of of) const;
  void put(const Endpoint& endpoint, MediaClaim claim);
  boost::unordered_flat_map<Endpoint, std::vector<MediaClaim>, EndpointHash> claims_;
};

}  // namespace rtpe::capture
