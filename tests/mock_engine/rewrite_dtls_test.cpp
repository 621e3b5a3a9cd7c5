// DTLS: roles, certificates, and DTLS beside SDES; expected replies as rtpengine 10.5.3.5 gave them.
#include <boost/test/unit_test.hpp>

#include "tests/support/dialogue.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_dtls_test)

using namespace rtpe;

BOOST_AUTO_TEST_CASE(an_offer_of_actpass) {
  test::play({
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-256}", "SDES=off,",
       "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
      {"answer", "a", "b", "UDP/TLS/RTP/SAVP; setup:active; {sha-256}", "", "UDP/TLS/RTP/SAVP setup:active sha-256"},
  });
}

BOOST_AUTO_TEST_CASE(an_offer_of_active) {
  test::play({
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:active; {sha-256}", "SDES=off,",
       "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
      {"answer", "a", "b", "UDP/TLS/RTP/SAVP; setup:active; {sha-256}", "", "UDP/TLS/RTP/SAVP setup:passive sha-256"},
  });
}

BOOST_AUTO_TEST_CASE(an_offer_of_passive) {
  test::play({
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:passive; {sha-256}", "SDES=off,",
       "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
      {"answer", "a", "b", "UDP/TLS/RTP/SAVP; setup:active; {sha-256}", "", "UDP/TLS/RTP/SAVP setup:active sha-256"},
  });
}

BOOST_AUTO_TEST_CASE(an_offer_of_holdconn) {
  test::play({
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:holdconn; {sha-256}", "SDES=off,",
       "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
      {"answer", "a", "b", "UDP/TLS/RTP/SAVP; setup:active; {sha-256}", "", "UDP/TLS/RTP/SAVP"},
  });
}

BOOST_AUTO_TEST_CASE(passive_by_option) {
  test::play({
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-256}", "SDES=off,",
       "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
      {"answer", "a", "b", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-256}", "DTLS=passive",
       "UDP/TLS/RTP/SAVP setup:passive sha-256"},
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-256}", "", "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
      {"answer", "a", "b", "UDP/TLS/RTP/SAVP; setup:active; {sha-256}", "", "UDP/TLS/RTP/SAVP setup:passive sha-256"},
  });
}

BOOST_AUTO_TEST_CASE(passive_in_reverse) {
  test::play({
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-256}", "SDES=off, DTLS-reverse=passive",
       "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
      {"answer", "a", "b", "UDP/TLS/RTP/SAVP; setup:active; {sha-256}", "", "UDP/TLS/RTP/SAVP setup:passive sha-256"},
  });
}

BOOST_AUTO_TEST_CASE(who_was_passive_stays_so) {
  test::play({
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:active; {sha-256}", "SDES=off,",
       "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-256}", "", "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
      {"answer", "a", "b", "UDP/TLS/RTP/SAVP; setup:active; {sha-256}", "", "UDP/TLS/RTP/SAVP setup:passive sha-256"},
      {"offer", "a", "", "UDP/TLS/RTP/SAVP", "", "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-256}", "", "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
      {"answer", "a", "b", "UDP/TLS/RTP/SAVP; setup:active; {sha-256}", "", "UDP/TLS/RTP/SAVP setup:active sha-256"},
  });
}

BOOST_AUTO_TEST_CASE(no_fingerprint_no_dtls) {
  test::play({
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:actpass", "SDES=off,", "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
      {"answer", "a", "b", "UDP/TLS/RTP/SAVP; setup:active; {sha-256}", "", "UDP/TLS/RTP/SAVP"},
  });
}

BOOST_AUTO_TEST_CASE(both_are_offered_dtls_is_given_back) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01; setup:actpass; {sha-256}", "",
       "RTP/SAVP setup:actpass sha-256 {1 80 bG01, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
      {"answer", "a", "b", "RTP/SAVP; 1 80 02; setup:active; {sha-256}", "", "RTP/SAVP setup:active sha-256"},
  });
}

BOOST_AUTO_TEST_CASE(both_are_offered_dtls_is_off_in_the_answer) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01; setup:actpass; {sha-256}", "",
       "RTP/SAVP setup:actpass sha-256 {1 80 bG01, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
      {"answer", "a", "b", "RTP/SAVP; 1 80 02; setup:active; {sha-256}", "DTLS=off", "RTP/SAVP {1 80 bG02}"},
  });
}

BOOST_AUTO_TEST_CASE(dtls_alone_cannot_be_switched_off) {
  test::play({
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-256}", "SDES=off,",
       "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
      {"answer", "a", "b", "UDP/TLS/RTP/SAVP; setup:active; {sha-256}", "DTLS=off",
       "UDP/TLS/RTP/SAVP setup:active sha-256"},
  });
}

BOOST_AUTO_TEST_CASE(who_answered_with_keys_only_is_offered_keys_only) {
  test::play({
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-256}", "",
       "UDP/TLS/RTP/SAVP setup:actpass sha-256 {1 G256 K1, 2 G128 K2, 3 256_80 K3, ..12, 12 N32 K12}"},
      {"answer", "a", "b", "RTP/SAVP; 7 80 01", "", "UDP/TLS/RTP/SAVP setup:active sha-256"},
      {"offer", "a", "b", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-256}", "",
       "RTP/SAVP {7 80 K7, 8 G256 K13, 9 G128 K14, ..12, 18 N32 K23}"},
  });
}

BOOST_AUTO_TEST_CASE(who_answered_with_neither_is_asked_for_both) {
  test::play({
      {"offer", "a", "", "RTP/AVP", "", "RTP/AVP"},
      {"answer", "a", "b", "RTP/SAVP", "", "RTP/AVP"},
      {"offer", "a", "b", "RTP/AVP", "",
       "RTP/SAVP setup:actpass sha-256 {1 G256 K1, 2 G128 K2, 3 256_80 K3, ..12, 12 N32 K12}"},
  });
}

BOOST_AUTO_TEST_CASE(both_off_the_next_offer_decides) {
  test::play({
      {"offer", "a", "", "RTP/AVP", "transport-protocol=RTP/SAVP SDES=off, DTLS=off", "RTP/SAVP"},
      {"offer", "a", "", "RTP/AVP", "SDES=off,", "RTP/SAVP setup:actpass sha-256"},
      {"offer", "a", "", "RTP/AVP", "DTLS=off", "RTP/SAVP setup:actpass sha-256"},
  });
}

BOOST_AUTO_TEST_CASE(hash_by_option_for_good) {
  test::play({
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-256}", "SDES=off, DTLS-fingerprint=SHA-1",
       "UDP/TLS/RTP/SAVP setup:actpass sha-1"},
      {"answer", "a", "b", "UDP/TLS/RTP/SAVP; setup:active; {sha-256}", "DTLS-fingerprint=sha-384",
       "UDP/TLS/RTP/SAVP setup:active sha-256"},
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-256}", "DTLS-fingerprint=sha-512",
       "UDP/TLS/RTP/SAVP setup:actpass sha-1"},
  });
}

BOOST_AUTO_TEST_CASE(hash_of_an_unknown_name) {
  test::play({
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-256}", "SDES=off, DTLS-fingerprint=md5",
       "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
  });
}

BOOST_AUTO_TEST_CASE(hash_of_the_party_itself) {
  test::play({
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-1}", "SDES=off, transport-protocol=RTP/AVP", "RTP/AVP"},
      {"answer", "a", "b", "RTP/AVP", "", "UDP/TLS/RTP/SAVP setup:active sha-1"},
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-256}", "", "RTP/AVP"},
      {"answer", "a", "b", "RTP/AVP", "", "UDP/TLS/RTP/SAVP setup:active sha-1"},
  });
}

BOOST_AUTO_TEST_CASE(plain_rtp_with_a_certificate) {
  test::play({
      {"offer", "a", "", "RTP/AVP; setup:actpass; {sha-256}", "SDES=off,", "RTP/AVP setup:actpass sha-256"},
      {"answer", "a", "b", "RTP/AVP", "", "RTP/AVP"},
      {"offer", "a", "", "RTP/AVP; setup:actpass; {sha-256}", "SDES=off,", "RTP/AVP setup:actpass sha-256"},
      {"answer", "a", "b", "RTP/AVP", "OSRTP=accept,", "RTP/AVP setup:active sha-256"},
  });
}

BOOST_AUTO_TEST_CASE(passthrough) {
  test::play({
      {"offer", "a", "", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-256}", "flags=passthrough,",
       "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
      {"answer", "a", "b", "UDP/TLS/RTP/SAVP; setup:active; {sha-256}", "", "UDP/TLS/RTP/SAVP setup:active sha-256"},
      {"offer", "a", "b", "UDP/TLS/RTP/SAVP; setup:actpass; {sha-256}", "flags=no-passthrough,", "UDP/TLS/RTP/SAVP"},
      {"answer", "a", "b", "UDP/TLS/RTP/SAVP; setup:active; {sha-256}", "", "UDP/TLS/RTP/SAVP"},
  });
}

BOOST_AUTO_TEST_SUITE_END()
