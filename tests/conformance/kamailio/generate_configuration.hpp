// Random configurations and engine behaviours. Private to the generator.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "client/personality.hpp"
#include "tests/conformance/kamailio/dice.hpp"
#include "tests/conformance/kamailio/sequence.hpp"

namespace rtpe::lane {

/// What the steps need to know of a configuration.
struct Configuration {
  NamedValues parameters;
  std::size_t engines = 1;
  std::vector<std::int64_t> sets;  ///< ids
  std::vector<std::string> urls;   ///< of all nodes
  std::int64_t tout_ms = 100;
  std::int64_t disable_tout_s = 2;
  bool setid_avp = false;
};

[[nodiscard]] Configuration random_configuration(Dice& dice, const Personality& personality);
[[nodiscard]] EngineState random_engine_state(Dice& dice, std::int64_t tout_ms);

}  // namespace rtpe::lane
