// Lane: random sessions on Debian 13's rtpengine, in a root of its own (scripts/install-peers debian-13), and on the
// mock engine of that personality. docs/releases.md says which classes are proven.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "tests/conformance/rtpengine/duel.hpp"
#include "tests/support/must.hpp"

BOOST_AUTO_TEST_SUITE(rtpengine_debian13_test)

using namespace rtpe::lane;

namespace {

constexpr std::string_view personality = "rtpengine-12.5";
constexpr std::uint64_t sessions_of_a_class = 40;
/// 12.5 takes its ports from anywhere: two that are neighbours by chance look like one run.
constexpr std::size_t by_chance = 2;

/// How many of them may differ: docs/mock-engine-differences.md names why.
std::size_t known_differences(Feature feature) {
  switch (feature) {
    case Feature::mixed:
      return 24;
    case Feature::phones:
      return 18;
    case Feature::lines:
      return 15;
    case Feature::origin:
      return 7;
    case Feature::medias:
    case Feature::subscribe:
    case Feature::transcode:
    case Feature::spellings:
      return 5;
    case Feature::codecs:
    case Feature::t38:
      return 4;
    case Feature::addresses:
    case Feature::ice:
      return 2;
    case Feature::forks:
    case Feature::mux:
    case Feature::hold:
    case Feature::bad:
    case Feature::quiet:
      return 1;
    default:
      return 0;
  }
}

/// Without its root the lane is skipped.
std::unique_ptr<Contestant> daemon_or_skip() {
  auto program = rtpengine_peer(personality);
  if (!program && program.error().kind == rtpe::ErrorKind::missing) {
    BOOST_TEST_MESSAGE("skipped: " << program.error().text());
    std::_Exit(77);
  }
  BOOST_TEST_MESSAGE("rtpengine " << rtpe::test::must(std::move(program)).version);
  return rtpe::test::must(start_daemon(13, personality));
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_mock_engine_answers_as_12_5_does) {
  const auto daemon = daemon_or_skip();
  const auto mock = rtpe::test::must(start_mock(personality));
  Duel duel(*daemon, *mock);
  std::size_t sessions = 0, differing = 0, crashes = 0;
  for (const Feature feature : all_features()) {
    std::size_t count = 0;
    for (std::uint64_t seed = 1; seed <= sessions_of_a_class; ++seed) {
      const Session session = generate(feature, seed);
      const Outcome outcome = duel.play(session);
      BOOST_TEST(outcome.problem == "", name_of(feature) << " " << seed << ": " << outcome.problem);
      ++sessions;
      if (outcome.crash) ++crashes;
      if (!outcome.difference) continue;
      ++count;
      if (count > known_differences(feature) + by_chance) BOOST_TEST_MESSAGE(story_of(session, outcome));
    }
    BOOST_TEST(count <= known_differences(feature) + by_chance, name_of(feature)
                                                                    << ": " << count << " sessions differ");
    differing += count;
  }
  BOOST_TEST(crashes * 20 < sessions);
  BOOST_TEST_MESSAGE(sessions << " sessions, " << differing << " differ, " << crashes << " killed the daemon");
}

BOOST_AUTO_TEST_SUITE_END()
