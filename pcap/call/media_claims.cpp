#include "pcap/call/media_claims.hpp"

#include <utility>

namespace rtpe::capture {

void MediaClaims::put(const Endpoint& endpoint, MediaClaim claim) {
  const auto found = claims_.find(endpoint);
  if (found == claims_.end()) {
    if (claims_.size() < endpoints_at_most) claims_[endpoint].push_back(std::move(claim));
    return;
  }
  auto& claims = found->second;
  for (MediaClaim& one : claims)
    if (one.call == claim.call && one.is_engine == claim.is_engine) {
      if (claim.since < one.since) one.since = claim.since;
      return;
    }
  if (claims.size() >= claims_at_most) claims.erase(claims.begin());
  claims.push_back(std::move(claim));
}

void MediaClaims::add(const SdpMedia& media, Time since, std::uint32_t call, bool is_engine) {
  for (const SdpStream& stream : media.streams) {
    if (stream.rtp.port == 0) continue;
    MediaClaim claim{.since = since, .call = call, .is_engine = is_engine, .is_rtcp = false, .stream = stream};
    put(stream.rtp, claim);
    if (stream.rtcp == stream.rtp.port || stream.rtcp == 0) continue;
    claim.is_rtcp = true;
    put({stream.rtp.address, stream.rtcp}, std::move(claim));
  }
}

const MediaClaim* MediaClaims::find(const Endpoint& endpoint, Time now, Of of) const {
  return newest(endpoint, now + std::chrono::seconds(1), of);
}

const MediaClaim* MediaClaims::owner(const Endpoint& endpoint, Time now) const {
  const MediaClaim* before = newest(endpoint, now, Of::anybody);
  return before != nullptr ? before : find(endpoint, now);
}

const MediaClaim* MediaClaims::newest(const Endpoint& endpoint, Time until, Of of) const {
  const auto found = claims_.find(endpoint);
  if (found == claims_.end()) return nullptr;
  const MediaClaim* last = nullptr;
  for (const MediaClaim& claim : found->second) {
    if (claim.since > until || (of == Of::engine && !claim.is_engine)) continue;
    if (last == nullptr || claim.since > last->since) last = &claim;
  }
  return last;
}

}  // namespace rtpe::capture
