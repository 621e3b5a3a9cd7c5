// Random session descriptions as phones and gateways write them.
#pragma once
#include <string>

#include "tests/conformance/kamailio/dice.hpp"
#include "tests/conformance/rtpengine/random_phones.hpp"
#include "tests/conformance/rtpengine/session.hpp"

namespace rtpe::lane {

/// One party of a call: what its SDPs keep from one request to the next.
struct Party {
  std::string tag;
  int number = 1;    ///< decides address, ports, ufrag
  int version = 1;   ///< of o=
  int medias = 1;    ///< m= lines
  int protocol = 0;  ///< of the audio media, see random_sdp.cpp
  bool has_ice = false;
  bool is_ipv6 = false;
  bool has_mux = false;
  /// With Feature::phones what it offers of audio and video, and what it was offered and has to answer (empty: it
  /// offers), per media.
  PhoneCodecs phone = {}, camera = {};
  std::vector<PhoneCodecs> heard = {};
  std::vector<PhoneCodecs> said = {};  ///< what the last body named, per media
};

/// Decides what stays the same in all SDPs of that party.
[[nodiscard]] Party random_party(Dice& dice, Feature feature, std::string tag, int number);
[[nodiscard]] std::string random_sdp(Dice& dice, Feature feature, Party& party);
/// As above, then broken in one place.
[[nodiscard]] std::string broken_sdp(Dice& dice, Party& party);

}  // namespace rtpe::lane
