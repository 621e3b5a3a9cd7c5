// Lane: random sequences on Debian 12's Kamailio and on the library at once. A difference is shrunk and printed.
#include "tests/conformance/play_sequences.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_sequences_test)

BOOST_AUTO_TEST_CASE(the_library_does_what_kamailio_does) { rtpe::lane::play_sequences("kamailio-5.6", 500); }

BOOST_AUTO_TEST_SUITE_END()
