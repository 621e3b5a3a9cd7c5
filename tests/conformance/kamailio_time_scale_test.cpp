// Lane: Debian's Kamailio under faketime decides as it does without: minutes of scenarios, compared with the built-in
// proxy event by event, as the library lane compares their first seconds without it.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "scenarios/proxy/kamailio_proxy.hpp"
#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/real_program.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_time_scale_test)

using namespace rtpe;

namespace {

constexpr const char* faketime = "/usr/bin/faketime";
/// What is disabled comes back, call tables expire, timeouts pass.
constexpr std::string_view scaled_scenarios[] = {"all-nodes-down", "single-server", "two-weighted-servers", "two-sets",
                                                 "node-dies-mid-call"};

bool is_here() { return test::is_installed(scenario::kamailio_program) && test::is_installed(faketime); }
std::string in_library(std::string_view name) {
  return fmt::format("{}/scenarios/library/{}.toml", test::source_directory(), name);
}

}  // namespace

BOOST_AUTO_TEST_CASE(decisions_are_the_same_when_ten_seconds_pass_in_one) {
  if (!is_here()) return;
  const test::LabProgram lab;
  for (const std::string_view name : scaled_scenarios) {
    const auto play = [&] {
      return lab.run(fmt::format("run {} --until 90s --time-scale 10 --compare builtin,kamailio", in_library(name)));
    };
    auto ran = play();
    for (int again = 0; again < 2 && ran.exit_code != 0; ++again) {  // a machine that stood still for 20 ms
      BOOST_TEST_MESSAGE("played again after: " << ran.out);
      ran = play();
    }
    BOOST_TEST(ran.exit_code == 0, name << "\n" << ran.out << ran.err);
  }
}

BOOST_AUTO_TEST_CASE(the_factor_is_measured_and_told) {
  if (!is_here()) return;
  const test::LabProgram lab;
  const auto play = [&] {
    return lab.run(
        fmt::format("run {} --until 60s --time-scale 10 --client kamailio", in_library("two-weighted-servers")));
  };
  auto ran = play();
  // Once a clock was seen to be 21 times as fast, for a reason that is not known: such a run is refused, as it should
  // be.
  constexpr std::string_view told = "Kamailio's clock went ";
  for (int again = 0; again < 2 && !ran.out.contains(told); ++again) {
    BOOST_TEST_MESSAGE("played again after: " << ran.out);
    ran = play();
  }
  const auto at = ran.out.find(told);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, ran.out);
  const double factor = std::stod(ran.out.substr(at + told.size()));
  BOOST_TEST((factor > 9.5 && factor < 10.5), ran.out);
}

BOOST_AUTO_TEST_CASE(it_is_refused_where_nobody_can_go_faster) {
  const test::LabProgram lab;
  for (const auto& [arguments, message] :
       {std::pair{"--time-scale 10", "no started Kamailio"},
        {"--time-scale 11 --client kamailio", "--time-scale"},
        {"--time-scale 10 --client kamailio --engines rtpengine", "only Kamailio's clock"}}) {
    const auto ran = lab.run("run " + in_library("single-server") + " " + arguments);
    BOOST_TEST(ran.exit_code == 2, ran.out << ran.err);
    BOOST_TEST(ran.err.contains(message), ran.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()
