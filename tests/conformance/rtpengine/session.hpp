// A random session: the requests of one call, and the class of features they exercise.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client/bencode/value.hpp"

namespace rtpe::lane {

/// What a session's SDPs, keys and flags are drawn from, beside offers, answers, queries and deletes.
enum class Feature : std::uint8_t {
  plain,       ///< audio in PCMU, PCMA, telephone-event; directions, re-offers
  payloads,    ///< codecs that only one side knows, payload types without rtpmap
  hold,        ///< 0.0.0.0, rejected medias, answers with other medias than offered
  reoffers,    ///< from either side, without to-tag
  medias,      ///< several medias, rejected and odd ones, other protocols
  forks,       ///< several to-tags, via-branches
  origin,      ///< replace, SDP versions
  addresses,   ///< media-address, address-family, direction, received-from
  attributes,  ///< mid, extmap, rtcp attribute, directions, loop-protect
  mux,         ///< rtcp-mux
  ice,
  sdes,
  dtls,
  osrtp,
  codecs,     ///< codec strip, offer, except, single-codec, reuse-codecs
  transcode,  ///< codec transcode, mask, set, accept, consume
  ptime,
  t38,
  control,    ///< block, silence, play, record, forward, labels
  subscribe,  ///< publish, subscribe, unsubscribe
  bad,        ///< missing keys, wrong types, broken SDPs
  quiet,      ///< flags without effect on the reply
  mixed,      ///< all of the above at once
  phones,     ///< whole codec lists of phones and browsers, answers that renumber, with codec and ptime wishes
  spellings,  ///< flags and keys as users write them
  lines,      ///< odd but legal lines; publish and subscribe walks with interfaces
};
inline constexpr std::size_t feature_count = 26;
[[nodiscard]] std::string_view name_of(Feature feature);
[[nodiscard]] std::vector<Feature> all_features();

/// A request without cookie. Its call-id is "c": the player makes it unique.
using Request = bencode::Value::Dictionary;

struct Session {
  Feature feature = Feature::plain;
  std::uint64_t seed = 0;
  std::vector<Request> requests;
};

/// The same session for the same arguments, on every machine.
[[nodiscard]] Session generate(Feature feature, std::uint64_t seed);

/// One request as text: keys, lists, and SDP lines.
[[nodiscard]] std::string text_of(const bencode::Value& value, std::size_t indent = 0);

}  // namespace rtpe::lane
