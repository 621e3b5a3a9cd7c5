// Lane: random sequences on Debian's Kamailio and on the library at once. A difference is shrunk and printed.
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/conformance/kamailio/campaign.hpp"
#include "tests/conformance/kamailio/generate.hpp"
#include "tests/conformance/kamailio/kamailio_run.hpp"
#include "tests/conformance/kamailio/report.hpp"
#include "tests/support/must.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_sequences_test)

using namespace rtpe::lane;

namespace {

/// RTPE_LAB_SEED and RTPE_LAB_SEQUENCES choose other sequences, and how many.
std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  if (!text) return otherwise;
  const std::string_view digits = text;
  std::uint64_t value = otherwise;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  BOOST_REQUIRE_MESSAGE(fault == std::errc{} && end == digits.data() + digits.size(), name << " is no number");
  return value;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_library_does_what_kamailio_does) {
  if (access(kamailio_program, X_OK) != 0) {
    std::printf("skipped: %s is not installed\n", kamailio_program);
    std::fflush(stdout);
    std::_Exit(77);
  }
  constexpr std::size_t sequences_of_a_run = 500;
  const auto sequences =
      rtpe::test::must(generate_all(setting("RTPE_LAB_SEED", 1), setting("RTPE_LAB_SEQUENCES", sequences_of_a_run)));
  const CampaignOptions options{.attempts = 4};
  const auto outcomes = record_all(sequences, options);
  std::size_t steps = 0, repeated = 0;
  bool shrunk = false;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    steps += outcomes[i].recording.sequence.steps.size();
    repeated += outcomes[i].attempts > 1 ? 1 : 0;
    BOOST_TEST(outcomes[i].recording.sequence.steps.size() >= least_steps);
    BOOST_TEST(outcomes[i].good(), "" << summary_of(i, outcomes[i]));
    if (outcomes[i].difference && !shrunk) BOOST_TEST_MESSAGE(story_of(shrink(outcomes[i], options)));
    shrunk = shrunk || outcomes[i].difference;
  }
  BOOST_TEST_MESSAGE(outcomes.size() << " sequences with " << steps << " steps, " << repeated
                                     << " of them played more than once because the machine was busy");
}

BOOST_AUTO_TEST_SUITE_END()
