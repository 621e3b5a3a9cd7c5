// Lane: upgrade --confirm, with Kamailio and rtpengine of Debian 12 before and the engine of Debian 13 after
// (scripts/install-peers debian-13).
#include <boost/test/unit_test.hpp>

#include "tests/conformance/confirmed_upgrade.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_debian13_upgrade_test)

using namespace rtpe;

BOOST_AUTO_TEST_CASE(new_keys_of_replies_are_seen_on_the_real_engines) {
  if (!test::are_here({scenario::kamailio_of("kamailio-5.6", test::peers()),
                       scenario::rtpengine_of("rtpengine-10.5", test::peers()),
                       scenario::rtpengine_of("rtpengine-12.5", test::peers())}))
    return;
  const auto report = test::confirmed("--engine rtpengine-12.5");
  BOOST_TEST(test::verdict_of(report, "replies to delete have new keys") == "confirmed: 12 of 12 calls");
  BOOST_TEST(test::verdict_of(report, "forgets") ==
             "cannot be confirmed: no engine is restarted while the calls are played");
  const auto& plays = report.at("real").as_array();
  BOOST_REQUIRE(plays.size() >= 2U);
  BOOST_TEST(plays[0].at("calls").to_number<int>() == 12);
  BOOST_TEST(std::string_view(plays[1].at("programs").at(1).as_string()).starts_with("rtpengine 12.5."));
}

BOOST_AUTO_TEST_SUITE_END()
