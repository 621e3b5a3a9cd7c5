// Lane: scenarios of the library with Debian's rtpengine daemons as their engines: shortened, each goes as with mock
// engines.
#include <boost/test/unit_test.hpp>

#include "scenarios/engines/daemon_host.hpp"
#include "tests/support/library_lane.hpp"
#include "tests/support/real_program.hpp"

BOOST_AUTO_TEST_SUITE(rtpengine_library_test)

using namespace rtpe;

namespace {

/// Those whose faults can befall a daemon, in whose first seconds something happens, and whose choices do not hang on
/// milliseconds; each takes some eleven seconds.
constexpr std::string_view scenarios[] = {
    "a-quiet-day",
    "all-nodes-down",
    "callees-out-of-reach",
    "calls/authenticated",
    "calls/busy-and-cancelled",
    "calls/late-offer",
    "calls/quality",
    "engine-hangs",
    "engine-restarts-empty",
    "failover-to-second-set",
    "faults/by-event",
    "force-asymmetric",
    "known-node-dies-before-re-invite",
    "no-delete",
};

}  // namespace

BOOST_AUTO_TEST_CASE(it_goes_as_with_mock_engines) {
  if (test::is_installed(scenario::rtpengine_program)) test::compare_library(scenarios, "mock,rtpengine");
}

BOOST_AUTO_TEST_SUITE_END()
