// Lane: random sessions on Debian's rtpengine and on the mock engine at once. A difference is shrunk and printed.
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>

#include "tests/conformance/rtpengine/duel.hpp"
#include "tests/support/must.hpp"
#include "tests/support/real_program.hpp"

BOOST_AUTO_TEST_SUITE(rtpengine_sessions_test)

using namespace rtpe::lane;

namespace {

constexpr std::size_t sessions_of_a_class = 400;
constexpr std::size_t sessions_of_the_proof = 15;

/// How many sessions of a class may differ; docs/mock-engine-differences.md names the differences that are known.
std::size_t known_differences(Feature feature) {
  switch (feature) {
    case Feature::transcode:
      return 1;
    case Feature::phones:
      return 2;
    case Feature::mixed:
      return 8;
    case Feature::lines:
      return 1;
    default:
      return 0;
  }
}

void skip_without_rtpengine() {
  if (!rtpe::test::is_installed(rtpengine_program)) std::_Exit(77);
}

struct Count {
  std::size_t sessions = 0, requests = 0, crashes = 0, differing = 0;
};

/// Sessions that kill the judge are set aside by name.
Count play(Duel& duel, Feature feature, std::size_t sessions) {
  Count count;
  for (std::uint64_t seed = 1; seed <= sessions; ++seed) {
    const Session session = generate(feature, seed);
    const Outcome outcome = duel.play(session);
    ++count.sessions;
    count.requests += session.requests.size();
    if (outcome.crash) {
      BOOST_TEST_MESSAGE("set aside: " << name_of(feature) << " " << seed << " kills the daemon with request "
                                       << *outcome.crash);
      ++count.crashes;
    }
    BOOST_TEST(outcome.problem == "", name_of(feature) << " " << seed << ": " << outcome.problem);
    if (!outcome.difference || count.differing++ > 0) continue;
    const Session small = duel.shrink(session);
    BOOST_TEST_MESSAGE(story_of(small, duel.play(small)));
  }
  return count;
}

/// Some differences are by chance: of `mixed` one session more was seen to differ in another run.
constexpr std::size_t by_chance = 1;

}  // namespace

BOOST_AUTO_TEST_CASE(two_daemons_do_not_differ) {
  skip_without_rtpengine();
  const auto left = rtpe::test::must(start_daemon(11));
  const auto right = rtpe::test::must(start_daemon(12));
  Duel duel(*left, *right);
  for (const Feature feature : all_features())
    BOOST_TEST(play(duel, feature, sessions_of_the_proof).differing == 0U, name_of(feature));
}

BOOST_AUTO_TEST_CASE(the_mock_engine_answers_as_the_daemon_does) {
  skip_without_rtpengine();
  const auto daemon = rtpe::test::must(start_daemon(11));
  const auto mock = rtpe::test::must(start_mock());
  Duel duel(*daemon, *mock);
  Count all;
  for (const Feature feature : all_features()) {
    const Count count = play(duel, feature, sessions_of_a_class);
    BOOST_TEST(count.differing <= known_differences(feature) + by_chance,
               name_of(feature) << ": " << count.differing << " sessions differ");
    all.sessions += count.sessions;
    all.requests += count.requests;
    all.crashes += count.crashes;
  }
  BOOST_TEST(all.sessions > 0U);
  BOOST_TEST(all.crashes * 20 < all.sessions);
  BOOST_TEST_MESSAGE(all.sessions << " sessions with " << all.requests << " requests, " << all.crashes
                                  << " of them set aside because they kill the daemon");
}

BOOST_AUTO_TEST_SUITE_END()
