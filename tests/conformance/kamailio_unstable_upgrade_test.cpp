// Lane: upgrade --confirm to Kamailio 6.1 of Debian unstable (scripts/install-peers unstable).
#include <boost/test/unit_test.hpp>

#include "tests/conformance/confirmed_upgrade.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_unstable_upgrade_test)

using namespace rtpe;

BOOST_AUTO_TEST_CASE(calls_that_move_and_words_that_engines_do_not_know_are_seen_on_the_real_programs) {
  if (!test::are_here({scenario::kamailio_of("kamailio-5.6", test::peers()),
                       scenario::kamailio_of("kamailio-6.1", test::peers()),
                       scenario::rtpengine_of("rtpengine-10.5", test::peers())}))
    return;
  const auto report = test::confirmed("--proxy kamailio-6.1");
  const std::string moved = test::verdict_of(report, "go to another node");
  BOOST_TEST(moved.starts_with("confirmed: "), moved);
  BOOST_TEST(moved.contains(" of 12 calls"), moved);
  BOOST_TEST(test::verdict_of(report, "engines do not know sip-message-type=sip_request") ==
             "confirmed: rtpengine says: Unknown dictionary key encountered: 'sip-message-type'");
  BOOST_TEST(test::verdict_of(report, "offer has new keys") == "confirmed: 12 of 12 calls");
}

BOOST_AUTO_TEST_SUITE_END()
