// Lane: the library with Debian's Kamailio as its proxy: each scenario, shortened, comes to the verdict that its file
// expects of that part, and goes as with the built-in proxy.
#include <boost/test/unit_test.hpp>

#include "scenarios/proxy/kamailio_proxy.hpp"
#include "tests/support/library_lane.hpp"
#include "tests/support/real_program.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_library_test)

using namespace rtpe;

namespace {

/// Scenarios whose checks are judged in their first seconds as in the whole run.
constexpr std::string_view scenarios[] = {
    "single-server",
    "stock-natmanage",
    "two-weighted-servers",
    "extra-id-per-branch",
    "node-dies-loopback",
    "per-customer-sets",
    "force-asymmetric",
    "recording",
    "slow-engine-within-timeout",
    "two-sets",
    "callees-out-of-reach",
    "session-limit",
    "all-nodes-down",
    "call-table-expires",
    "engine-drained-for-upgrade",
    "engine-hangs",
    "engine-restarts-empty",
    "engine-slower-than-timeout",
    "failover-to-second-set",
    "known-node-dies-before-re-invite",
    "no-delete",
    "node-dies-mid-call",
    "one-dead-node-stops-all-workers",
    "two-proxies",
    "calls/late-offer",
    "calls/busy-and-cancelled",
    "calls/authenticated",
    "calls/held-by-callee",
    "calls/update",
    "calls/quality",
    "calls/busy-without-delete",
    "calls/update-past-the-engine",
    "calls/prack",
    "calls/prack-with-offer",
    "calls/prack-managed",
    "calls/prack-late-offer",
    "calls/early-update",
    "calls/glare",
    "calls/glare-survived",
    "calls/blind-transfer",
    "calls/attended-transfer",
    "calls/forked",
    "calls/late-fork",
    "calls/repeated-invite",
    "calls/repeated-invite-routed",
    "calls/cancel-crosses-200",
    "calls/cancel-waits-for-487",
    "calls/lost-messages",
    "calls/vanished",
    "calls/multipart",
    "calls/refusals",
    "faults/rpc-commands",
    "faults/by-event",
    "faults/flapping",
    "settings/repetitions",
    "threads/kamailio-1696-what-is-repeated",
    "threads/livekit-668-rolling-restart",
    "threads/sipwise-1883-one-command-never-answered",
    "threads/opensips-2376-error-is-no-silence",
};

}  // namespace

BOOST_AUTO_TEST_CASE(verdicts_are_those_of_the_built_in_proxy) {
  if (test::is_installed(scenario::kamailio_program)) test::compare_library(scenarios, "builtin,kamailio");
}

BOOST_AUTO_TEST_SUITE_END()
