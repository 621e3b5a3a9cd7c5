// Lane: random sequences on Debian 13's Kamailio, in a root of its own (scripts/install-peers debian-13), and on the
// library. RTPE_LAB_SEQUENCES plays another count.
#include "tests/conformance/play_sequences.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_debian13_test)

BOOST_AUTO_TEST_CASE(the_library_does_what_kamailio_6_0_does) { rtpe::lane::play_sequences("kamailio-6.0", 30); }

BOOST_AUTO_TEST_SUITE_END()
