// Scenarios written back as files: what is written reads back equal, and is what a person would write.
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "scenarios/model/scenario.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/random_scenario.hpp"

BOOST_AUTO_TEST_SUITE(write_scenario_test)

using namespace rtpe;
using namespace rtpe::scenario;

namespace {

/// read(write(s)) == s and write(read(write(s))) == write(s).
void round_trip(const Scenario& scenario, Read<ScenarioFile> (*read)(std::string_view, const std::string&)) {
  const std::string written = write_scenario(scenario);
  const auto again = read(written, scenario.file);
  BOOST_REQUIRE_MESSAGE(again.has_value(), written << (again ? std::string() : text_of(again.error())));
  const Scenario& back = *again;
  BOOST_TEST((back == scenario), written << "\nbecomes\n" << write_scenario(back));
  BOOST_TEST(write_scenario(back) == written);
}

constexpr std::string_view everything_once = R"toml(title = "Everything once"
seed = 7
duration = "1h30min"

[client]
rtpengine_sock = ["udp:10.0.0.1:2223=2 udp:10.0.0.2:2223"]
rtpengine_tout_ms = 250

[[proxy]]
name = "left"
server_id = 1

[[proxy]]
name = "right"
personality = "kamailio-6.1"
workers = 16

[routing]
"request INVITE" = ['rtpengine_manage("replace-origin ICE=remove")']
"reply 2xx INVITE" = ["rtpengine_manage()"]

[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
service_time = "200us..2ms"
delete-delay = 0

[[engine.rule]]
name = "lossy"
match = { command = "offer" }
probability = 0.1
do = "drop-reply"

[[engine]]
name = "b"
listen = "udp:10.0.0.2:2223"

[network]
latency = "200us..1ms"

[[link]]
engine = "b"
loss = 0.02

[[traffic]]
rate = "30/min"
until = "20min"
hold = "30s..3min"

[[fault]]
at = "2min"
engine = "a"
do = "slow"
latency = "800ms..1.2s"
for = "1min30s"

[[check]]
that = "failover_time"
max = "1.5s"

[[check]]
that = "share"
tolerance = 0.03
expected = { a = 0.66, "udp:10.0.0.2:2223" = 0.34 }
)toml";

}  // namespace

BOOST_AUTO_TEST_CASE(shipped_scenarios) {
  std::size_t files = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(test::source_directory() + "/scenarios/library")) {
    if (entry.path().extension() != ".toml") continue;
    const auto scenarios = read_scenarios(entry.path().string());
    BOOST_REQUIRE(scenarios.has_value());
    for (const ScenarioFile& scenario : *scenarios) round_trip(scenario, &parse_scenario);
    ++files;
  }
  BOOST_TEST(files >= 20U);
}

BOOST_AUTO_TEST_CASE(random_scenarios) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed)
    BOOST_TEST_CONTEXT("seed " << seed) round_trip(test::random_scenario(seed), &parse_scenario);
}

BOOST_AUTO_TEST_CASE(as_a_person_would_write_it) {
  const auto scenario = parse_scenario(everything_once, "once.toml");
  BOOST_REQUIRE_MESSAGE(scenario.has_value(), (scenario ? std::string() : text_of(scenario.error())));
  BOOST_TEST(write_scenario(*scenario) == everything_once);
}

BOOST_AUTO_TEST_SUITE_END()
