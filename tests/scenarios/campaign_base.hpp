// A plain deployment for tests of searches.
#pragma once
#include <boost/test/unit_test.hpp>
#include <string_view>

#include "scenarios/campaign/choices.hpp"
#include "tests/support/scenarios.hpp"

namespace rtpe::test {

inline scenario::Scenario campaign_base() {
  auto base = scenario::parse_scenario(cluster(2, "", "[[traffic]]\ncount = 10\n[[check]]\nthat = \"affinity\"\n"),
                                       "two-nodes.toml");
  if (!base) BOOST_FAIL(base.error().front().text());
  return *base;
}

inline scenario::campaign::FaultChoice fault(std::string_view kind, std::string_view engine, Duration at) {
  return {.kind = scenario::campaign::fault_kind(kind),
          .engine = std::string(engine),
          .party = {},
          .options = {},
          .at = at,
          .lasts = {}};
}

}  // namespace rtpe::test
