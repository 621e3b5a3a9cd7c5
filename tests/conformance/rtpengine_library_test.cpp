// Lane: scenarios of the library with Debian's rtpengine daemons as their engines: shortened, each goes as with mock
// engines.
#include <boost/test/unit_test.hpp>

#include "scenarios/engines/daemon_host.hpp"
#include "tests/support/library_lane.hpp"
#include "tests/support/real_program.hpp"

BOOST_AUTO_TEST_SUITE(rtpengine_library_test)

using namespace rtpe;

namespace {

/// Those whose faults can befall a daemon; each takes some six seconds. Not here: scenarios with rules, service times
/// or `slow`, which are refused before the run; `steady-cluster` and `settings/fast-enough`, whose checks want
/// latencies of an engine that takes no time; `threads/sipwise-1867-cookie-collision`, where it hangs on milliseconds
/// which command meets the other proxy's cookie.
constexpr std::string_view scenarios[] = {
    "a-quiet-day",
    "all-nodes-down",
    "call-table-expires",
    "callees-out-of-reach",
    "calls/authenticated",
    "calls/busy-and-cancelled",
    "calls/busy-without-delete",
    "calls/held-by-callee",
    "calls/late-offer",
    "calls/quality",
    "calls/update",
    "calls/update-past-the-engine",
    "engine-hangs",
    "engine-restarts-empty",
    "extra-id-per-branch",
    "failover-to-second-set",
    "faults/by-event",
    "faults/flapping",
    "force-asymmetric",
    "known-node-dies-before-re-invite",
    "no-delete",
    "node-dies-mid-call",
    "per-customer-sets",
    "recording",
    "settings/repetitions",
    "single-server",
    "stock-natmanage",
    "threads/kamailio-4247-disabled-for-good",
    "two-proxies",
    "two-sets",
    "two-weighted-servers",
    "webrtc-gateway",
};

}  // namespace

BOOST_AUTO_TEST_CASE(it_goes_as_with_mock_engines) {
  if (test::is_installed(scenario::rtpengine_program)) test::compare_library(scenarios, "mock,rtpengine");
}

BOOST_AUTO_TEST_SUITE_END()
