// Compares a reply with a recorded one: keys, types, order and values, apart from what is random by nature.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "client/bencode/value.hpp"

namespace rtpe::test {

/// What may differ between two runs of one daemon.
struct Volatile {
  /// JSON paths as the transcripts list them: `$["created"]`, `$["tags"]["ft"]["medias"][0]["streams"][1]["local
  /// port"]`.
  std::set<std::string, std::less<>> paths;
  /// Last keys whose values only have to be of one type everywhere.
  std::set<std::string, std::less<>> keys;
};

/// The first difference as a sentence with its path; empty: none. Values of volatile paths compare by type; lines of an
/// SDP compare after normalised_line().
[[nodiscard]] std::string first_difference(const bencode::Value& recorded, const bencode::Value& given,
                                           const Volatile& random);

/// An SDP line without what is random: local ports become offsets from the port of their m= line, keys, ufrag, pwd,
/// tls-id, fingerprints, foundations and invented session ids become their length.
class SdpNormaliser {
 public:
  [[nodiscard]] std::string normalised(std::string_view line);

 private:
  long media_port_ = 0;
};

}  // namespace rtpe::test
