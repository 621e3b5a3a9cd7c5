// Words of a request that an engine of some release does not know, as that engine says it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mock_engine/personality.hpp"

namespace rtpe::scenario::upgrade {

struct UnknownWord {
  std::string word = {};      ///< "force-asymmetric", "ICE=foo", "rtpp-flags=..."
  std::string spelled = {};   ///< as flags strings of a proxy have it: "replace-bogus" for "replace=bogus"
  std::string nearest = {};   ///< that the release knows; empty: none
  std::string known_since;    ///< a release that knows it; empty: none
  bool is_all_flags = false;  ///< the key that carries all flags of the line
  bool operator==(const UnknownWord&) const = default;
};

/// What an engine of that release logs as unknown about a command (bencoded dictionary).
[[nodiscard]] std::vector<UnknownWord> unknown_words(std::string_view dictionary, const mock::Personality& release);

}  // namespace rtpe::scenario::upgrade
