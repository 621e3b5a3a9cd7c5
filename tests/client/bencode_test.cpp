// The bencode reader and writer.
#include <boost/test/unit_test.hpp>

#include "client/bencode/reader.hpp"
#include "client/bencode/value.hpp"

using namespace rtpe::bencode;

BOOST_AUTO_TEST_CASE(reads_a_ping) {
  Reader reader;
  const auto view = reader.read("d7:command4:pinge");
  BOOST_REQUIRE(view);
  BOOST_TEST(*view->find_string("command") == "ping");
  BOOST_TEST(encode(to_value(*view)) == "d7:command4:pinge");
}
