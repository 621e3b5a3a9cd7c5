// SDES: keys in offers and answers; expected replies as rtpengine 10.5.3.5 gave them.
#include <boost/test/unit_test.hpp>

#include "tests/support/dialogue.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_sdes_test)

using namespace rtpe;

BOOST_AUTO_TEST_CASE(the_answer_takes_the_first_offered_key) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01; 3 32 11", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 3 32 bG11, 4 G256 K1, ..12, 13 N32 K10}"},
      {"answer", "a", "b", "RTP/SAVP; 1 80 02; 3 32 12", "", "RTP/SAVP {1 80 bG02}"},
  });
}

BOOST_AUTO_TEST_CASE(the_answer_takes_the_second_offered_key) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01; 3 32 11", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 3 32 bG11, 4 G256 K1, ..12, 13 N32 K10}"},
      {"answer", "a", "b", "RTP/SAVP; 3 32 12", "", "RTP/SAVP {3 32 bG12}"},
  });
}

BOOST_AUTO_TEST_CASE(the_answer_takes_a_key_of_ours) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01; 3 32 11", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 3 32 bG11, 4 G256 K1, ..12, 13 N32 K10}"},
      {"answer", "a", "b", "RTP/SAVP; 10 F80 05", "", "RTP/SAVP {1 80 K11}"},
  });
}

BOOST_AUTO_TEST_CASE(an_answer_without_keys) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
      {"answer", "a", "b", "RTP/SAVP", "", "RTP/SAVP {1 80 K12}"},
  });
}

BOOST_AUTO_TEST_CASE(an_answer_with_another_tag_ends_the_keys_of_that_side) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01; 3 32 11", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 3 32 bG11, 4 G256 K1, ..12, 13 N32 K10}"},
      {"answer", "a", "b", "RTP/SAVP; 4 32 12", "", "RTP/SAVP {3 32 bG12}"},
      {"offer", "a", "b", "RTP/SAVP", "DTLS=off", "RTP/SAVP {1 G256 K11, 2 G128 K12, 3 256_80 K13, ..12, 12 N32 K22}"},
      {"answer", "a", "b", "RTP/SAVP; 3 32 14", "", "RTP/SAVP {3 32 bG12}"},
  });
}

BOOST_AUTO_TEST_CASE(only_the_first_key_of_an_answer_counts) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
      {"answer", "a", "b", "RTP/SAVP; 3 32 02; 1 80 03", "", "RTP/SAVP {1 80 K12}"},
      {"offer", "b", "a", "RTP/SAVP", "DTLS=off", "RTP/SAVP {1 80 K12, 2 G256 K13, 3 G128 K14, ..12, 12 N32 K23}"},
      {"offer", "a", "b", "RTP/SAVP", "DTLS=off", "RTP/SAVP {1 G256 K24, 2 G128 K25, 3 256_80 K26, ..12, 12 N32 K35}"},
  });
}

BOOST_AUTO_TEST_CASE(keys_stay_in_re_offers) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
      {"answer", "a", "b", "RTP/SAVP; 1 80 02", "", "RTP/SAVP {1 80 bG02}"},
      {"offer", "a", "b", "RTP/SAVP; 1 80 03", "DTLS=off",
       "RTP/SAVP {1 80 bG03, 2 G256 K12, 3 G128 K13, ..12, 12 N32 K22}"},
      {"answer", "a", "b", "RTP/SAVP; 1 80 04", "", "RTP/SAVP {1 80 bG02}"},
  });
}

BOOST_AUTO_TEST_CASE(a_re_offer_with_another_suite) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
      {"answer", "a", "b", "RTP/SAVP", "", "RTP/SAVP {1 80 K12}"},
      {"offer", "a", "b", "RTP/SAVP; 3 32 11", "DTLS=off",
       "RTP/SAVP {3 32 bG11, 4 80 bG01, 5 G256 K1, ..12, 14 N32 K11}"},
      {"answer", "a", "b", "RTP/SAVP", "", "RTP/SAVP {3 32 K13}"},
      {"offer", "b", "a", "RTP/SAVP", "", "RTP/SAVP {3 32 K13, 4 G256 K14, 5 G128 K15, ..12, 14 N32 K24}"},
  });
}

BOOST_AUTO_TEST_CASE(a_re_offer_without_keys) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
      {"answer", "a", "b", "RTP/SAVP; 1 80 02", "", "RTP/SAVP {1 80 bG02}"},
      {"offer", "a", "b", "RTP/SAVP", "DTLS=off", "RTP/SAVP {1 80 bG01, 2 G256 K12, 3 G128 K13, ..12, 12 N32 K22}"},
      {"answer", "a", "b", "RTP/SAVP", "", "RTP/SAVP {1 80 bG02}"},
  });
}

BOOST_AUTO_TEST_CASE(the_answer_switches_to_another_suite) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01; 3 32 11", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 3 32 bG11, 4 G256 K1, ..12, 13 N32 K10}"},
      {"answer", "a", "b", "RTP/SAVP; 1 80 02", "", "RTP/SAVP {1 80 bG02}"},
      {"offer", "a", "b", "RTP/SAVP; 1 80 01; 3 32 11", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 3 32 bG11, 4 G256 K11, ..12, 13 N32 K20}"},
      {"answer", "a", "b", "RTP/SAVP; 3 32 12", "", "RTP/SAVP {3 32 bG12}"},
      {"offer", "a", "b", "RTP/SAVP; 1 80 01; 3 32 11", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 3 32 bG11, 4 G256 K21, ..12, 13 N32 K30}"},
      {"answer", "a", "b", "RTP/SAVP", "", "RTP/SAVP {1 80 K31}"},
  });
}

BOOST_AUTO_TEST_CASE(static_keeps_the_suite) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01; 3 32 11", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 3 32 bG11, 4 G256 K1, ..12, 13 N32 K10}"},
      {"answer", "a", "b", "RTP/SAVP; 1 80 02", "", "RTP/SAVP {1 80 bG02}"},
      {"offer", "a", "b", "RTP/SAVP; 1 80 01; 3 32 11", "DTLS=off SDES=static,",
       "RTP/SAVP {1 80 bG01, 3 32 bG11, 4 G256 K11, ..12, 13 N32 K20}"},
      {"answer", "a", "b", "RTP/SAVP; 3 32 12", "SDES=static,", "RTP/SAVP {1 80 bG02}"},
  });
}

BOOST_AUTO_TEST_CASE(one_suite_twice) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01; 2 80 03", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 2 80 bG03, 3 G256 K1, ..13, 13 N32 K11}"},
      {"answer", "a", "b", "RTP/SAVP; 2 80 12", "", "RTP/SAVP {1 80 bG12}"},
      {"offer", "a", "b", "RTP/SAVP", "DTLS=off", "RTP/SAVP {2 80 bG03, 3 G256 K12, 4 G128 K13, ..12, 13 N32 K22}"},
  });
}

BOOST_AUTO_TEST_CASE(tags_never_come_back) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 5 80 01; 3 32 02", "DTLS=off",
       "RTP/SAVP {5 80 bG01, 3 32 bG02, 6 G256 K1, ..12, 15 N32 K10}"},
      {"offer", "a", "", "RTP/SAVP; 2 32 02", "DTLS=off",
       "RTP/SAVP {2 32 bG02, 5 80 bG01, 6 G256 K1, ..12, 15 N32 K10}"},
      {"offer", "a", "", "RTP/SAVP; 6 32 02", "DTLS=off",
       "RTP/SAVP {6 32 bG02, 7 80 bG01, 8 G256 K1, ..12, 17 N32 K10}"},
  });
}

BOOST_AUTO_TEST_CASE(a_suite_that_is_off) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01; 3 32 02", "DTLS=off flags=SDES-no-AES_CM_128_HMAC_SHA1_80,",
       "RTP/SAVP {3 32 bG02, 4 G256 K1, 5 G128 K2, ..11, 13 N32 K10}"},
      {"answer", "a", "b", "RTP/SAVP; 3 32 03", "", "RTP/SAVP {3 32 bG03}"},
  });
}

BOOST_AUTO_TEST_CASE(a_suite_that_is_off_in_the_answer_only) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01; 3 32 02", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 3 32 bG02, 4 G256 K1, ..12, 13 N32 K10}"},
      {"answer", "a", "b", "RTP/SAVP; 1 80 04", "flags=SDES-no-AES_CM_128_HMAC_SHA1_80,", "RTP/SAVP {1 80 K11}"},
  });
}

BOOST_AUTO_TEST_CASE(parameters_are_for_new_keys) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01", "DTLS=off SDES=encrypted_srtp,unauthenticated_srtp,",
       "RTP/SAVP {1 80 bG01 UNAUTHENTICATED_SRTP, 2 G256 K1 UNAUTHENTICATED_SRTP, 3 G128 K2 UNAUTHENTICATED_SRTP, "
       "..12, 12 N32 K11 UNAUTHENTICATED_SRTP}"},
      {"offer", "a", "", "RTP/SAVP; 1 80 01 UNENCRYPTED_SRTP UNAUTHENTICATED_SRTP",
       "SDES=encrypted_srtp,authenticated_srtp,",
       "RTP/SAVP {1 80 bG01, 2 G256 K1 UNAUTHENTICATED_SRTP, 3 G128 K2 UNAUTHENTICATED_SRTP, ..12, 12 N32 K11 "
       "UNAUTHENTICATED_SRTP}"},
  });
}

BOOST_AUTO_TEST_CASE(lifetime_and_key_identifier) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01|2^20|1:4; 1 32 03|5:2 UNENCRYPTED_SRTP",
       "DTLS=off SDES=unencrypted_srtcp,lifetime,",
       "RTP/SAVP {1 80 bG01|2^31|1:4 UNENCRYPTED_SRTCP, 1 32 bG03|2^31|5:2 UNENCRYPTED_SRTP UNENCRYPTED_SRTCP, 2 G256 "
       "K1|2^31 UNENCRYPTED_SRTCP, ..12, 11 N32 K10|2^31 UNENCRYPTED_SRTCP}"},
      {"answer", "a", "b", "RTP/SAVP; 1 80 12|6:2", "", "RTP/SAVP {1 80 bG12|6:2}"},
  });
}

BOOST_AUTO_TEST_CASE(a_key_that_is_too_long_counts_as_none) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 010000", "DTLS=off",
       "RTP/SAVP {1 G256 K1, 2 G128 K2, 3 256_80 K3, ..12, 12 N32 K12}"},
      {"answer", "a", "b", "RTP/SAVP; 1 80 02", "", "RTP/SAVP"},
  });
}

BOOST_AUTO_TEST_CASE(plain_to_secure_and_back) {
  test::play({
      {"offer", "a", "", "RTP/AVP", "transport-protocol=RTP/SAVP DTLS=off",
       "RTP/SAVP {1 G256 K1, 2 G128 K2, 3 256_80 K3, ..12, 12 N32 K12}"},
      {"answer", "a", "b", "RTP/SAVP; 7 80 01", "", "RTP/AVP"},
      {"offer", "a", "", "RTP/AVP", "transport-protocol=RTP/AVP", "RTP/AVP"},
      {"offer", "a", "", "RTP/AVP", "transport-protocol=RTP/SAVP DTLS=off",
       "RTP/SAVP {1 G256 K13, 2 G128 K14, 3 256_80 K15, ..12, 12 N32 K24}"},
  });
}

BOOST_AUTO_TEST_CASE(secure_to_plain) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01", "transport-protocol=RTP/AVP DTLS=off", "RTP/AVP"},
      {"answer", "a", "b", "RTP/AVP", "", "RTP/SAVP {1 80 K1}"},
      {"offer", "b", "a", "RTP/AVP", "DTLS=off", "RTP/SAVP {1 80 K1, 2 G256 K2, 3 G128 K3, ..12, 12 N32 K12}"},
      {"answer", "b", "a", "RTP/SAVP; 1 80 01", "", "RTP/AVP"},
  });
}

BOOST_AUTO_TEST_CASE(off_counts_for_who_does_neither) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
      {"answer", "a", "b", "RTP/SAVP; 1 80 02", "", "RTP/SAVP {1 80 bG02}"},
      {"offer", "a", "b", "RTP/SAVP; 1 80 01", "SDES=off,",
       "RTP/SAVP {1 80 bG01, 2 G256 K12, 3 G128 K13, ..12, 12 N32 K22}"},
  });
}

BOOST_AUTO_TEST_CASE(passthrough_counts_from_the_next_message) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01", "",
       "RTP/SAVP setup:actpass sha-256 {1 80 bG01, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
      {"answer", "a", "b", "RTP/SAVP; 1 80 02", "flags=passthrough,", "RTP/SAVP {1 80 bG02}"},
      {"offer", "a", "b", "RTP/SAVP; 1 80 03", "", "RTP/SAVP {1 80 bG03}"},
      {"answer", "a", "b", "RTP/SAVP; 1 80 04", "flags=no-passthrough,", "RTP/SAVP"},
      {"offer", "a", "b", "RTP/SAVP; 1 80 05", "",
       "RTP/SAVP setup:actpass sha-256 {1 80 bG05, 2 G256 K12, 3 G128 K13, ..12, 12 N32 K22}"},
  });
}

BOOST_AUTO_TEST_CASE(passthrough_drops_a_useless_key) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01; crypto:7 UNKNOWN inline:QUJD", "flags=passthrough,",
       "RTP/SAVP {1 80 bG01}"},
  });
}

BOOST_AUTO_TEST_CASE(passthrough_is_of_one_party) {
  test::play({
      {"offer", "a", "", "RTP/SAVP; 1 80 01", "flags=passthrough,", "RTP/SAVP {1 80 bG01}"},
      {"answer", "a", "b", "RTP/SAVP; 1 80 02", "", "RTP/SAVP {1 80 bG02}"},
      {"offer", "a", "c", "RTP/SAVP; 1 80 03", "",
       "RTP/SAVP setup:actpass sha-256 {1 80 bG03, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
      {"answer", "a", "c", "RTP/SAVP; 1 80 04", "", "RTP/SAVP {1 80 bG04}"},
  });
}

BOOST_AUTO_TEST_CASE(opportunistic_answered_without_keys) {
  test::play({
      {"offer", "a", "", "RTP/AVP; 1 80 01", "",
       "RTP/AVP setup:actpass sha-256 {1 80 bG01, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
      {"answer", "a", "b", "RTP/AVP", "", "RTP/AVP"},
  });
}

BOOST_AUTO_TEST_CASE(opportunistic_accepted) {
  test::play({
      {"offer", "a", "", "RTP/AVP; 1 80 01", "",
       "RTP/AVP setup:actpass sha-256 {1 80 bG01, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
      {"answer", "a", "b", "RTP/AVP", "OSRTP=accept,", "RTP/AVP {1 80 K12}"},
  });
}

BOOST_AUTO_TEST_CASE(opportunistic_answered_without_keys_and_with_feedback) {
  test::play({
      {"offer", "a", "", "RTP/AVP; 1 80 01", "",
       "RTP/AVP setup:actpass sha-256 {1 80 bG01, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
      {"answer", "a", "b", "RTP/AVPF", "", "RTP/AVPF"},
  });
}

BOOST_AUTO_TEST_CASE(opportunistic_asked_to_be_plain) {
  test::play({
      {"offer", "a", "", "RTP/AVP; 1 80 01", "transport-protocol=RTP/AVP", "RTP/AVP"},
      {"answer", "a", "b", "RTP/AVP", "", "RTP/AVP {1 80 K1}"},
  });
}

BOOST_AUTO_TEST_CASE(opportunistic_offered_by_us) {
  test::play({
      {"offer", "a", "", "RTP/AVP", "OSRTP=offer, DTLS=off",
       "RTP/AVP {1 G256 K1, 2 G128 K2, 3 256_80 K3, ..12, 12 N32 K12}"},
      {"answer", "a", "b", "RTP/AVP; 7 80 02", "", "RTP/AVP"},
      {"offer", "a", "", "RTP/AVP", "", "RTP/AVP {7 80 K7, 8 G256 K13, 9 G128 K14, ..12, 18 N32 K23}"},
  });
}

BOOST_AUTO_TEST_CASE(opportunistic_a_party_changes_its_mind) {
  test::play({
      {"offer", "a", "", "RTP/AVP", "", "RTP/AVP"},
      {"answer", "a", "b", "RTP/AVP", "", "RTP/AVP"},
      {"offer", "a", "", "RTP/AVP; 1 80 01", "DTLS=off", "RTP/AVP {1 80 bG01, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
      {"answer", "a", "b", "RTP/AVP; 1 80 02", "", "RTP/AVP {1 80 bG02}"},
      {"offer", "a", "", "RTP/AVP", "", "RTP/AVP"},
  });
}

BOOST_AUTO_TEST_CASE(a_protocol_follows_a_change) {
  test::play({
      {"offer", "a", "", "RTP/AVP", "transport-protocol=RTP/SAVP DTLS=off",
       "RTP/SAVP {1 G256 K1, 2 G128 K2, 3 256_80 K3, ..12, 12 N32 K12}"},
      {"answer", "a", "b", "RTP/SAVP", "", "RTP/AVP"},
      {"offer", "a", "b", "RTP/AVP", "", "RTP/SAVP {1 G256 K1, 2 G128 K2, 3 256_80 K3, ..12, 12 N32 K12}"},
      {"offer", "a", "b", "RTP/AVPF", "", "RTP/AVPF"},
  });
}

BOOST_AUTO_TEST_SUITE_END()
