// subscribe request, subscribe answer, unsubscribe, publish; expected replies as rtpengine 10.5.3.5 gave them.
#include <boost/test/unit_test.hpp>

#include "tests/support/dialogue.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_subscribe_test)

using namespace rtpe;

BOOST_AUTO_TEST_CASE(one_source_before_it_is_answered) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "audio P RTP/AVP 0 8"},
      {"subscribe request", "a", "w", "", "", "audio P RTP/AVP 0 8 sendonly from a"},
      {"subscribe answer", "", "w", "audio 4600 RTP/AVP 0 8; recvonly", "", ""},
      {"unsubscribe", "", "w", "", "", ""},
  });
}

BOOST_AUTO_TEST_CASE(codecs_are_those_of_the_answer) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "audio P RTP/AVP 0 8"},
      {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "audio P RTP/AVP 8 0"},
      {"subscribe request", "a", "w", "", "", "audio P RTP/AVP 8 0 sendonly from a"},
      {"subscribe request", "b", "x", "", "", "audio P RTP/AVP 8 0 sendonly from b"},
  });
}

BOOST_AUTO_TEST_CASE(codecs_are_those_of_the_last_offer) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "audio P RTP/AVP 0 8"},
      {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "audio P RTP/AVP 8 0"},
      {"offer", "a", "b", "audio 4100 RTP/AVP 9", "", "audio P RTP/AVP 9"},
      {"subscribe request", "b", "w", "", "", "audio P RTP/AVP 9 sendonly from b"},
  });
}

BOOST_AUTO_TEST_CASE(a_listener_takes_every_codec) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "audio P RTP/AVP 0 8"},
      {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "audio P RTP/AVP 8 0"},
      {"subscribe request", "a", "w", "", "", "audio P RTP/AVP 8 0 sendonly from a"},
      {"subscribe answer", "", "w", "audio 4600 RTP/AVP 8; recvonly", "",
       "error: Failed to process subscription answer"},
      {"subscribe answer", "", "w", "audio 4600 RTP/AVP 8 0; recvonly", "",
       "error: Failed to process subscription answer"},
      {"subscribe request", "a", "w", "", "", "audio P RTP/AVP 8 0 sendonly from a"},
      {"subscribe answer", "", "w", "audio 4600 RTP/AVP 0 8 9; recvonly", "", ""},
  });
}

BOOST_AUTO_TEST_CASE(or_asks_for_conversion) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "audio P RTP/AVP 0 8"},
      {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "audio P RTP/AVP 8 0"},
      {"subscribe request", "a", "w", "", "", "audio P RTP/AVP 8 0 sendonly from a"},
      {"subscribe answer", "", "w", "audio 4600 RTP/AVP 8; recvonly", "",
       "error: Failed to process subscription answer"},
      {"subscribe answer", "", "w", "audio 4600 RTP/AVP 8; recvonly", "flags=allow-transcoding,", ""},
  });
}

BOOST_AUTO_TEST_CASE(all_of_a_dialogue) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "audio P RTP/AVP 0 8"},
      {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "audio P RTP/AVP 8 0"},
      {"subscribe request", "", "w", "", "flags=all,",
       "made: audio P RTP/AVP 8 0 sendonly | audio P RTP/AVP 8 0 sendonly from a,b"},
      {"subscribe answer", "", "w", "audio 4600 RTP/AVP 8 0; recvonly", "", ""},
      {"subscribe request", "", "x", "", "flags=all,",
       "made: audio P RTP/AVP 8 0 sendonly | audio P RTP/AVP 8 0 sendonly from a,b"},
  });
}

BOOST_AUTO_TEST_CASE(all_neither_publishers_nor_listeners) {
  test::play({
      {"publish", "p", "", "audio 4100 RTP/AVP 0 8", "", "made: RTP/AVP recvonly"},
      {"subscribe request", "", "w", "", "flags=all,", "error: No call participant specified"},
      {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "audio P RTP/AVP 0 8"},
      {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "audio P RTP/AVP 8 0"},
      {"subscribe request", "a", "w", "", "", "audio P RTP/AVP 8 0 sendonly from a"},
      {"subscribe request", "", "x", "", "flags=all,",
       "made: audio P RTP/AVP 8 0 sendonly | audio P RTP/AVP 8 0 sendonly from a,b"},
  });
}

BOOST_AUTO_TEST_CASE(all_only_who_has_spoken) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 0", "", "RTP/AVP"},
      {"subscribe request", "", "w", "", "flags=all,", "RTP/AVP sendonly from a"},
  });
}

BOOST_AUTO_TEST_CASE(tags_that_are_not_there) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "audio P RTP/AVP 0 8"},
      {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "audio P RTP/AVP 8 0"},
      {"subscribe request", "", "w", "", "from-tags=a,y,", "audio P RTP/AVP 8 0 sendonly from a"},
      {"subscribe request", "", "w", "", "from-tags=y,z,", "error: No monologues matched"},
      {"subscribe request", "y", "w", "", "", "error: From-tag given, but no such tag exists"},
      {"subscribe answer", "", "y", "audio 4600 RTP/AVP 0; recvonly", "", "error: To-tag not found"},
  });
}

BOOST_AUTO_TEST_CASE(a_source_that_has_said_nothing) {
  test::play({
      {"offer", "b", "a", "audio 4100 RTP/AVP 0", "", "RTP/AVP"},
      {"subscribe request", "a", "w", "", "", "from a"},
      {"subscribe answer", "", "w", "audio 4600 RTP/AVP 0; recvonly", "",
       "error: Failed to process subscription answer"},
  });
}

BOOST_AUTO_TEST_CASE(directions) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 0; inactive", "", "RTP/AVP inactive"},
      {"subscribe request", "a", "w", "", "", "RTP/AVP inactive from a"},
      {"answer", "a", "b", "audio 4100 RTP/AVP 0", "", "RTP/AVP"},
      {"subscribe request", "a", "x", "", "", "RTP/AVP sendonly from a"},
      {"offer", "a", "b", "audio 4100 RTP/AVP 0", "", "RTP/AVP"},
      {"answer", "a", "b", "audio 4100 RTP/AVP 0; inactive", "", "RTP/AVP inactive"},
      {"subscribe request", "a", "y", "", "", "RTP/AVP inactive from a"},
      {"subscribe request", "b", "z", "", "", "RTP/AVP inactive from b"},
  });
}

BOOST_AUTO_TEST_CASE(a_rejected_media) {
  test::play({
      {"offer", "a", "", "audio 0 RTP/AVP 0", "", "audio 0 RTP/AVP 0"},
      {"subscribe request", "a", "w", "", "", "audio 0 RTP/AVP 0 from a"},
      {"answer", "a", "b", "audio 0 RTP/AVP 0", "", "audio 0 RTP/AVP 0"},
      {"subscribe request", "", "x", "", "flags=all,", "made: RTP/AVP sendonly | RTP/AVP sendonly from a,b"},
  });
}

BOOST_AUTO_TEST_CASE(keys_of_the_source) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/SAVP 0; 1 80 01", "DTLS=off",
       "RTP/SAVP {1 80 bG01, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
      {"subscribe request", "a", "w", "", "DTLS=off",
       "RTP/SAVP sendonly {1 80 bG01, 2 G256 K12, 3 G128 K13, ..12, 12 N32 K22} from a"},
      {"subscribe request", "a", "x", "", "transport-protocol=RTP/AVP", "RTP/AVP sendonly from a"},
  });
}

BOOST_AUTO_TEST_CASE(answers_beyond_what_was_asked) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "audio P RTP/AVP 0 8"},
      {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "audio P RTP/AVP 8 0"},
      {"subscribe request", "a", "w", "", "", "audio P RTP/AVP 8 0 sendonly from a"},
      {"subscribe answer", "", "w", "audio 4600 RTP/AVP 8 0; audio 4700 RTP/AVP 8 0; recvonly", "",
       "error: Failed to process subscription answer"},
      {"unsubscribe", "", "w", "", "", ""},
      {"subscribe answer", "", "w", "audio 4600 RTP/AVP 8 0; recvonly", "",
       "error: Failed to process subscription answer"},
  });
}

BOOST_AUTO_TEST_CASE(an_answer_without_media) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "audio P RTP/AVP 0 8"},
      {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "audio P RTP/AVP 8 0"},
      {"subscribe request", "a", "w", "", "", "audio P RTP/AVP 8 0 sendonly from a"},
      {"subscribe answer", "", "w", "", "", "error: No SDP body in message"},
      {"subscribe answer", "", "w", "none", "", ""},
  });
}

BOOST_AUTO_TEST_CASE(published) {
  test::play({
      {"publish", "p", "", "audio 4100 RTP/AVP 34 8 0; sendonly", "", "made: audio P RTP/AVP 8 recvonly"},
      {"subscribe request", "p", "w", "", "", "audio P RTP/AVP 8 sendonly from p"},
      {"publish", "p", "", "audio 4100 RTP/AVP 8; inactive", "", "made: audio P RTP/AVP 8 inactive"},
  });
}

BOOST_AUTO_TEST_CASE(published_nothing_to_take) {
  test::play({
      {"publish", "p", "", "audio 4100 RTP/AVP 34", "", "error: Failed to create SDP"},
      {"publish", "q", "", "audio 0 RTP/AVP 0", "", "error: Failed to create SDP"},
  });
}

BOOST_AUTO_TEST_CASE(names_of_medias) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 0", "flags=generate-mid,", "RTP/AVP mid:1"},
      {"answer", "a", "b", "audio 4100 RTP/AVP 0", "", "RTP/AVP"},
      {"subscribe request", "b", "w", "", "", "RTP/AVP mid:1 sendonly from b"},
      {"subscribe request", "a", "x", "", "flags=generate-mid,", "RTP/AVP mid:1 sendonly from a"},
      {"subscribe request", "a", "x", "", "", "RTP/AVP mid:1 sendonly from a"},
  });
}

BOOST_AUTO_TEST_CASE(labels) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 0 8", "", "audio P RTP/AVP 0 8"},
      {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "audio P RTP/AVP 8 0"},
      {"subscribe request", "b", "w", "", "flags=SIPREC,", "audio P RTP/AVP 8 0 label:0 sendonly from b"},
      {"subscribe request", "", "w", "", "flags=all,SIPREC,",
       "made: audio P RTP/AVP 8 0 label:0 sendonly | audio P RTP/AVP 8 0 label:0 sendonly from a,b"},
  });
}

BOOST_AUTO_TEST_CASE(labels_are_numbers_of_the_sources_medias) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 0", "", "RTP/AVP"},
      {"answer", "a", "b", "audio 4200 RTP/AVP 0", "", "RTP/AVP"},
      {"subscribe request", "b", "w", "", "flags=SIPREC,", "RTP/AVP label:0 sendonly from b"},
      {"subscribe request", "a", "w", "", "flags=SIPREC,", "RTP/AVP label:0 sendonly from a"},
      {"subscribe request", "", "x", "", "flags=all,SIPREC,",
       "made: RTP/AVP label:1 sendonly | RTP/AVP label:0 sendonly from a,b"},
  });
}

BOOST_AUTO_TEST_CASE(the_protocol_is_that_of_the_sources_sdp) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 8 0", "", "audio P RTP/AVP 8 0"},
      {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "transport-protocol=RTP/SAVP", "audio P RTP/SAVP 8 0"},
      {"subscribe request", "a", "w", "", "", "audio P RTP/AVP 8 0 sendonly from a"},
  });
}

BOOST_AUTO_TEST_CASE(codecs_have_gone_when_fax_was_answered) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 8 0", "", "audio P RTP/AVP 8 0"},
      {"answer", "a", "b", "image 4200 udptl t38", "", "image P RTP/AVP "},
      {"subscribe request", "a", "w", "", "", "audio P RTP/AVP  sendonly from a"},
      {"subscribe request", "b", "x", "", "", "image P udptl t38 sendonly from b"},
  });
}

BOOST_AUTO_TEST_CASE(a_listeners_codecs_are_those_it_named) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 8 0", "", "audio P RTP/AVP 8 0"},
      {"answer", "a", "b", "audio 4200 RTP/AVP 8 0", "", "audio P RTP/AVP 8 0"},
      {"subscribe request", "a", "w", "", "", "audio P RTP/AVP 8 0 sendonly from a"},
      {"subscribe answer", "", "w", "audio 4600 RTP/AVP 9", "flags=allow-transcoding,", ""},
      {"subscribe answer", "", "w", "audio 4600 RTP/AVP 8 0", "", "error: Failed to process subscription answer"},
  });
}

BOOST_AUTO_TEST_CASE(a_listeners_type_stays) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 8 0", "", "audio P RTP/AVP 8 0"},
      {"subscribe request", "a", "w", "", "", "audio P RTP/AVP 8 0 sendonly from a"},
      {"subscribe answer", "", "w", "video 4600 RTP/AVP 8 0", "", ""},
      {"subscribe request", "a", "w", "", "", "video P RTP/AVP 8 0 sendonly from a"},
  });
}

BOOST_AUTO_TEST_CASE(stripped_codecs_leave_an_empty_list) {
  test::play({
      {"offer", "a", "", "audio 4100 RTP/AVP 0", "", "RTP/AVP"},
      {"subscribe request", "a", "w", "", "flags=codec-strip-all,", "audio P RTP/AVP  sendonly from a"},
  });
}

BOOST_AUTO_TEST_CASE(published_again_without_m_lines) {
  test::play({
      {"publish", "p", "", "audio 4500 RTP/AVP 8", "", "made: audio P RTP/AVP 8 recvonly"},
      {"publish", "p", "", "none", "", "made: audio P RTP/AVP 8 recvonly"},
      {"subscribe request", "p", "w", "", "", "error: Failed to rewrite SDP"},
  });
}

BOOST_AUTO_TEST_CASE(published_again_with_fewer_medias_or_unusable_ones) {
  test::play({
      {"publish", "p", "", "audio 4500 RTP/AVP 0; audio 4502 RTP/AVP 8", "",
       "made: RTP/AVP recvonly | audio P RTP/AVP 8 recvonly"},
      {"publish", "p", "", "audio 4500 RTP/AVP 34", "",
       "made: audio P RTP/AVP 34 recvonly | audio P RTP/AVP 8 recvonly"},
      {"publish", "p", "", "audio 0 RTP/AVP 0", "", "error: Failed to create SDP"},
      {"subscribe request", "p", "w", "", "", "RTP/AVP sendonly from p"},
  });
}

BOOST_AUTO_TEST_CASE(an_sdp_of_the_engines_own_shows_all_medias_of_the_listener) {
  test::play({
      {"publish", "p", "", "none", "", "error: Failed to create SDP"},
      {"offer", "a", "", "audio 4100 RTP/AVP 0", "", "RTP/AVP"},
      {"answer", "a", "b", "audio 4200 RTP/AVP 0", "", "RTP/AVP"},
      {"subscribe request", "", "w", "", "flags=all,", "made: RTP/AVP sendonly | RTP/AVP sendonly from a,b"},
      {"subscribe request", "", "w", "", "from-tags=p,b,", "made: RTP/AVP sendonly | RTP/AVP sendonly from p,b"},
  });
}

BOOST_AUTO_TEST_SUITE_END()
