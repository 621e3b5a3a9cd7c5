// A plain deployment for tests of searches.
#pragma once
#include <boost/test/unit_test.hpp>
#include <string_view>

#include "scenarios/campaign/choices.hpp"

namespace rtpe::test {

inline constexpr std::string_view campaign_base_text = R"(title = "Two nodes"
[client]
rtpengine_sock = ["udp:10.0.0.1:2223 udp:10.0.0.2:2223"]
[routing]
"request INVITE" = ['rtpengine_offer("replace-origin")']
"reply 2xx INVITE" = ['rtpengine_answer("replace-origin")']
"request BYE" = ['rtpengine_delete()']
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[engine]]
name = "b"
listen = "udp:10.0.0.2:2223"
[[traffic]]
count = 10
[[check]]
that = "affinity"
)";

inline scenario::Scenario campaign_base() {
  auto base = scenario::parse_scenario(campaign_base_text, "two-nodes.toml");
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
