// What must never happen inside a proxy ends the program, where assertions are on: in dev, under the sanitizers, in
// lanes.
#include <boost/test/unit_test.hpp>

#include "client/proxy/fifo.hpp"
#include "client/proxy/lock_table.hpp"
#include "tests/support/aborts.hpp"
#include "tests/support/virtual_proxy.hpp"

BOOST_AUTO_TEST_SUITE(proxy_assertions_test)

using namespace rtpe;
using namespace std::chrono_literals;
using test::aborts;

namespace {

constexpr Lock set_0{.kind = Lock::Kind::set, .set_id = 0};

struct InLine {
  InLine* next = nullptr;
};

}  // namespace

BOOST_AUTO_TEST_CASE(tests_are_built_with_assertions) {
#ifdef NDEBUG
  BOOST_FAIL("NDEBUG is defined: invariants go unchecked");
#endif
  BOOST_TEST(!aborts([] {}));
}

BOOST_AUTO_TEST_CASE(a_lock_is_released_by_who_holds_it) {
  proxy::LockTable locks;
  proxy::LockWaiter holder, waiting, other;
  BOOST_TEST(locks.acquire(set_0, holder));
  BOOST_TEST(!locks.acquire(set_0, waiting));
  BOOST_TEST(aborts([&] { locks.release(set_0, other); }));
  BOOST_TEST(aborts([&] { locks.release(set_0, waiting); }));
  BOOST_TEST(aborts([&] { locks.release({.kind = Lock::Kind::set_list}, holder); }));
  BOOST_TEST((locks.release(set_0, holder) == &waiting));
  BOOST_TEST(aborts([&] { locks.release(set_0, holder); }));
}

BOOST_AUTO_TEST_CASE(nobody_waits_for_a_lock_of_its_own) {
  proxy::LockTable locks;
  proxy::LockWaiter holder;
  BOOST_TEST(locks.acquire(set_0, holder));
  BOOST_TEST(aborts([&] { locks.acquire(set_0, holder); }));
}

BOOST_AUTO_TEST_CASE(nobody_stands_in_line_twice) {
  proxy::Fifo<InLine, &InLine::next> line;
  InLine first, second;
  line.push(first);
  BOOST_TEST(aborts([&] { line.push(first); }));
  line.push(second);
  BOOST_TEST(aborts([&] { line.push(first); }));
  BOOST_TEST(aborts([&] { line.push(second); }));
}

BOOST_AUTO_TEST_CASE(a_proxy_is_told_what_it_waits_for_at_its_time) {
  Parameters parameters = Parameters::defaults_of(*find_personality("kamailio-5.6"));
  parameters.rtpengine_sock = {"udp:10.0.0.1:2223"};
  test::VirtualProxy proxy(std::move(parameters), "kamailio-5.6");
  proxy.treat = [](const test::Sent&) { return test::Treatment{}; };
  proxy::ProxyMachine& machine = proxy.begin({.startup_pings = proxy::StartupPings::none});
  proxy::Process& idle = *machine.processes().front();
  const Input nothing{.kind = InputKind::timeout};
  BOOST_TEST(aborts([&] { machine.input(proxy.now(), idle, nothing); }));
  proxy::Process& ping_timer = *machine.processes().end()[-2];
  BOOST_TEST(!aborts([&] { machine.woken(proxy.now(), ping_timer); }));
  BOOST_TEST(aborts([&] { machine.woken(proxy.now() - 1ms, ping_timer); }));
}

BOOST_AUTO_TEST_SUITE_END()
