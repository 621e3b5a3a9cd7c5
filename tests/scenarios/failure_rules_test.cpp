// Rules of the short form for failed INVITEs: which run, with the status of the reply.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(failure_rules_test)

using namespace rtpe;
using namespace rtpe::scenario;

namespace {

/// Functions that ran, of one call that is declined with 486.
std::size_t deletes(std::string_view rules) {
  const std::string text = fmt::format(R"(title = "x"
[client]
rtpengine_sock = "udp:10.0.0.1:2223"
[routing]
"request INVITE" = ['rtpengine_offer()']
{}
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[traffic]]
flow = "busy"
count = 1
[[check]]
that = "calls_lost"
)",
                                       rules);
  auto operations = test::records(test::play(text), "operation_ended");
  std::erase_if(operations, [](const auto& one) { return test::text(one, "function") != "rtpengine_delete"; });
  return operations.size();
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_runs_for_its_status) {
  BOOST_TEST(deletes("") == 0U);
  BOOST_TEST(deletes("\"failure INVITE\" = ['rtpengine_delete()']") == 1U);
  BOOST_TEST(deletes("\"failure *\" = ['rtpengine_delete()']") == 1U);
  BOOST_TEST(deletes("\"failure 486 INVITE\" = ['rtpengine_delete()']") == 1U);
  BOOST_TEST(deletes("\"failure 4xx INVITE\" = ['rtpengine_delete()']") == 1U);
  BOOST_TEST(deletes("\"failure 503 INVITE\" = ['rtpengine_delete()']") == 0U);
  BOOST_TEST(deletes("\"branch_failure INVITE\" = ['rtpengine_delete()']") == 1U);
  BOOST_TEST(deletes("\"branch_failure 486 INVITE\" = ['rtpengine_delete()']") == 1U);
  BOOST_TEST(deletes("\"branch_failure 503 INVITE\" = ['rtpengine_delete()']") == 0U);
  BOOST_TEST(
      deletes("\"branch_failure 4xx INVITE\" = ['rtpengine_delete()']\n\"failure *\" = ['rtpengine_delete()']") == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
