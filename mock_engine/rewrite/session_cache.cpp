#include "mock_engine/rewrite/session_cache.hpp"

#include "base/text_hash.hpp"
#include "mock_engine/rewrite/negotiate.hpp"

namespace rtpe::mock {

std::expected<const Session*, NgError> SessionCache::read(std::string_view sdp, const Options& options,
                                                          const EngineConfig& config) {
  if (!options.flags.has(Flag::fragment) && sdp.size() <= longest_bytes) {
    const std::size_t hash = text_hash(sdp);
    Circumstances as{.source_address = options.flags.has(Flag::sip_source_address),
                     .empty_line_is_refused = config.reject_invalid_sdp,
                     .received_from = {}};
    if (as.source_address) as.received_from = options.received_from;
    Place& place = places_[hash % places];
    if (place.session.number != 0 && place.session.body == sdp && place.as == as) return &place.session;
    if (std::exchange(place.last_hash, hash) == hash) {
      place.as = as;
      return keep(place, sdp, options, config);
    }
  }
  if (const auto fine = read_session(sdp, options, config, unkept_); !fine) return std::unexpected(fine.error());
  return &unkept_;
}

std::expected<const Session*, NgError> SessionCache::keep(Place& place, std::string_view sdp, const Options& options,
                                                          const EngineConfig& config) {
  Session& session = place.session;
  session.number = 0;
  session.body = sdp;
  if (const auto fine = read_session(session.body, options, config, session); !fine)
    return std::unexpected(fine.error());
  session.number = ++numbers_;
  return &session;
}

}  // namespace rtpe::mock
