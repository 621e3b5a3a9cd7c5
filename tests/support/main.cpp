// The main() of every test executable.
#define BOOST_TEST_MODULE rtpe_lab
#include <boost/test/unit_test.hpp>
