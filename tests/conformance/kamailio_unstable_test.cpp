// Lane: random sequences on the Kamailio of Debian unstable, in a root of its own (scripts/install-peers unstable), and
// on the library. RTPE_LAB_SEQUENCES plays another count.
#include "tests/conformance/play_sequences.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_unstable_test)

BOOST_AUTO_TEST_CASE(the_library_does_what_kamailio_6_1_does) { rtpe::lane::play_sequences("kamailio-6.1", 30); }

BOOST_AUTO_TEST_SUITE_END()
