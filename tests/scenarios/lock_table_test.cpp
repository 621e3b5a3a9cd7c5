// The proxy's locks: one holder, first come, first served.
#include "scenarios/run/lock_table.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(lock_table_test)

using namespace rtpe;
using namespace rtpe::scenario;

BOOST_AUTO_TEST_CASE(waiters_are_served_in_order) {
  LockTable locks;
  const Lock set1{.kind = Lock::Kind::set, .set_id = 1}, set2{.kind = Lock::Kind::set, .set_id = 2};
  const Lock list{.kind = Lock::Kind::set_list};
  BOOST_TEST(locks.acquire(set1, 0));
  BOOST_TEST(!locks.acquire(set1, 1));
  BOOST_TEST(!locks.acquire(set1, 2));
  BOOST_TEST(locks.acquire(set2, 3));  // other locks are not concerned
  BOOST_TEST(locks.acquire(list, 4));
  BOOST_TEST(locks.waiting() == 2U);
  BOOST_TEST(locks.release(set1, 0).value() == 1U);
  BOOST_TEST(locks.waiting() == 1U);
  BOOST_TEST(!locks.acquire(set1, 0));
  BOOST_TEST(locks.release(set1, 1).value() == 2U);
  BOOST_TEST(locks.release(set1, 2).value() == 0U);
  BOOST_TEST(!locks.release(set1, 0).has_value());
  BOOST_TEST(locks.acquire(set1, 5));
  BOOST_TEST(locks.waiting() == 0U);
}

BOOST_AUTO_TEST_CASE(only_the_holder_gives_a_lock_back) {
  LockTable locks;
  const Lock set{.kind = Lock::Kind::set, .set_id = 0};
  BOOST_TEST(locks.acquire(set, 0));
  BOOST_TEST(!locks.acquire(set, 1));
  BOOST_TEST(!locks.release(set, 1).has_value());
  BOOST_TEST(!locks.acquire(set, 2));
  BOOST_TEST(locks.release(set, 0).value() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
