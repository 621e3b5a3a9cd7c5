// Lane: the library with Debian's rtpengine daemons as its engines: each scenario, shortened, goes as with mock
// engines.
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>

#include "scenarios/engines/daemon_host.hpp"
#include "tests/support/library_lane.hpp"

BOOST_AUTO_TEST_SUITE(rtpengine_library_test)

using namespace rtpe;

namespace {

bool is_installed() {
  if (access(scenario::rtpengine_program, X_OK) == 0) return true;
  std::puts("skipped: rtpengine is not installed (scripts/install-deps --lanes)");
  return false;
}

/// Those whose faults can befall a daemon, and in whose first seconds something happens.
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
    "calls/update-past-the-engine",
    "calls/update",
    "engine-hangs",
    "engine-host-vanishes-tuned",
    "engine-host-vanishes",
    "engine-restarts-empty",
    "extra-id-per-branch",
    "failover-to-second-set",
    "faults/by-event",
    "faults/flapping",
    "faults/rpc-commands",
    "force-asymmetric",
    "known-node-dies-before-re-invite",
    "no-delete",
    "node-dies-loopback",
    "node-dies-mid-call",
    "node-without-engine",
    "one-dead-node-stops-all-workers",
    "per-customer-sets",
    "recording",
    "session-limit",
    "settings/repetitions",
    "stock-natmanage",
    "single-server",
};

}  // namespace

BOOST_AUTO_TEST_CASE(it_goes_as_with_mock_engines) {
  if (is_installed()) test::compare_library(scenarios, "mock,rtpengine");
}

BOOST_AUTO_TEST_SUITE_END()
