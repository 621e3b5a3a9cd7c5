// What is upgraded: "kamailio-5.6..kamailio-6.1".
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "client/personality.hpp"
#include "mock_engine/personality.hpp"

namespace rtpe::scenario::upgrade {

enum class Part : std::uint8_t { proxy, engine };

struct ReleaseChange {
  std::string from = {};  ///< empty: what the file says
  std::string to = {};    ///< empty: nothing changes
  [[nodiscard]] bool changes() const { return !to.empty(); }
};

/// "FROM..TO", "..TO" or "TO". Errors: a release that the lab does not play, with those that it does; twice the same.
[[nodiscard]] Expected<ReleaseChange> read_change(std::string_view text, Part part);

/// Each a release of proxies or of engines, with a comma between: "kamailio-6.1,rtpengine-12.5".
struct Releases {
  std::vector<const Personality*> proxies;
  std::vector<const mock::Personality*> engines;
};
[[nodiscard]] Expected<Releases> read_releases(std::string_view text);

}  // namespace rtpe::scenario::upgrade
