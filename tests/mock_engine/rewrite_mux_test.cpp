// RTCP multiplexing; every row as rtpengine 10.5.3.5 gave it.
#include "tests/support/story.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_mux_test)

using namespace rtpe;
using test::StoryRow;

/// The offer, and what the answer makes of it.
BOOST_AUTO_TEST_CASE(offer_and_answer) {
  static const StoryRow rows[] = {
      {"o / a / o / a mux", "m1 rtcp+1 - C / m2 rtcp+1 - C / m1 rtcp+1 - C / m2 rtcp+1 - MC"},
      {"o / a mux", "m1 rtcp+1 - C / m2 rtcp+1 - MC"},
      {"o mux / a", "m1 rtcp+1 mux M MC / m2 rtcp+1 - C"},
      {"o mux / a mux", "m1 rtcp+1 mux M MC / m2 rtcp mux M MC"},
      {"o rtcp-mux:offer / a", "m1 rtcp+1 mux - MC / m2 rtcp+1 - C"},
      {"o rtcp-mux:offer / a mux", "m1 rtcp+1 mux - MC / m2 rtcp+1 - MC"},
      {"o rtcp-mux:require / a", "m1 rtcp mux - MC / m2 rtcp+1 - C"},
      {"o rtcp-mux:require / a mux", "m1 rtcp mux - MC / m2 rtcp+1 - MC"},
      {"o rtcp-mux:demux / a mux", "m1 rtcp+1 - C / m2 rtcp+1 - MC"},
      {"o rtcp-mux:accept / a mux", "m1 rtcp+1 - C / m2 rtcp+1 - MC"},
      {"o rtcp-mux:reject / a mux", "m1 rtcp+1 - C / m2 rtcp+1 - MC"},
      {"o mux rtcp-mux:offer / a mux", "m1 rtcp+1 mux M MC / m2 rtcp mux M MC"},
      {"o mux rtcp-mux:require / a", "m1 rtcp mux M MC / m2 rtcp+1 - C"},
      {"o mux rtcp-mux:demux / a", "m1 rtcp+1 M C / m2 rtcp mux M C"},
      {"o mux rtcp-mux:demux / a mux", "m1 rtcp+1 M C / m2 rtcp mux M MC"},
      {"o mux rtcp-mux:accept / a", "m1 rtcp+1 mux M MC / m2 rtcp mux M C"},
      {"o mux rtcp-mux:accept / a mux", "m1 rtcp+1 mux M MC / m2 rtcp mux M MC"},
      {"o mux rtcp-mux:reject / a", "m1 rtcp+1 mux - MC / m2 rtcp+1 - C"},
      {"o mux rtcp-mux:reject / a mux", "m1 rtcp+1 mux - MC / m2 rtcp+1 - MC"},
  };
  test::check_stories(rows);
}

/// Two wishes.
BOOST_AUTO_TEST_CASE(two_wishes) {
  static const StoryRow rows[] = {
      {"o rtcp-mux:demux,offer / a mux", "m1 rtcp+1 mux - MC / m2 rtcp+1 - MC"},
      {"o mux rtcp-mux:demux,offer / a", "m1 rtcp+1 mux M MC / m2 rtcp+1 - C"},
      {"o mux rtcp-mux:demux,reject / a", "m1 rtcp+1 - C / m2 rtcp+1 - C"},
      {"o mux rtcp-mux:demux,require / a", "m1 rtcp mux M MC / m2 rtcp+1 - C"},
      {"o mux rtcp-mux:accept,reject / a", "m1 rtcp+1 mux M MC / m2 rtcp mux M C"},
      {"o mux rtcp-mux:offer,accept / a", "m1 rtcp+1 mux M MC / m2 rtcp mux M C"},
  };
  test::check_stories(rows);
}

/// Offers to a party that multiplexes already.
BOOST_AUTO_TEST_CASE(already_multiplexing) {
  static const StoryRow rows[] = {
      {"o mux / o", "m1 rtcp+1 mux M MC / m1 rtcp mux - MC"},
      {"o mux / o mux rtcp-mux:demux / a", "m1 rtcp+1 mux M MC / m1 rtcp mux M MC / m2 rtcp+1 - C"},
      {"o rtcp-mux:offer / o", "m1 rtcp+1 mux - MC / m1 rtcp mux - MC"},
      {"o rtcp-mux:require / o / a", "m1 rtcp mux - MC / m1 rtcp mux - MC / m2 rtcp+1 - C"},
      {"o / a mux / o rtcp-mux:demux / a", "m1 rtcp+1 - C / m2 rtcp+1 - MC / m1 rtcp mux - MC / m2 rtcp+1 - C"},
      {"o mux / a mux / O mux / A mux", "m1 rtcp+1 mux M MC / m2 rtcp mux M MC / m2 rtcp mux M MC / m1 rtcp mux M MC"},
      {"o mux / a mux / O / A mux", "m1 rtcp+1 mux M MC / m2 rtcp mux M MC / m2 rtcp mux M C / m1 rtcp+1 M C"},
  };
  test::check_stories(rows);
}

/// A party that did not offer it is not told about it in answers.
BOOST_AUTO_TEST_CASE(not_offered) {
  static const StoryRow rows[] = {
      {"o / O mux / a", "m1 rtcp+1 - C / m2 rtcp+1 mux M M / m2 rtcp mux M -"},
      {"o / O / a mux", "m1 rtcp+1 - C / m2 rtcp+1 - - / m2 rtcp+1 - M"},
      {"o mux / a / a mux", "m1 rtcp+1 mux M MC / m2 rtcp+1 - C / m2 rtcp mux M MC"},
      {"o mux / a mux / a", "m1 rtcp+1 mux M MC / m2 rtcp mux M MC / m2 rtcp+1 - C"},
  };
  test::check_stories(rows);
}

/// Ports: one that was made for one port is never enough for two.
BOOST_AUTO_TEST_CASE(ports) {
  static const StoryRow rows[] = {
      {"o rtcp-mux:require / a / o / a / o / a",
       "m1 rtcp mux - MC / m2 rtcp+1 - C / m3 rtcp+1 - C / m2 rtcp+1 - C / m4 rtcp+1 - C / m2 rtcp+1 - C"},
      {"o / a / o rtcp-mux:require / a / o",
       "m1 rtcp+1 - C / m2 rtcp+1 - C / m1 rtcp mux - MC / m2 rtcp+1 - C / m1 rtcp+1 - C"},
      {"o mux rtcp-mux:accept / a / o / a / a",
       "m1 rtcp+1 mux M MC / m2 rtcp mux M C / m1 rtcp+1 - C / m3 rtcp+1 - C / m4 rtcp+1 - C"},
  };
  test::check_stories(rows);
}

/// RTCP on the RTP port.
BOOST_AUTO_TEST_CASE(rtcp_port) {
  static const StoryRow rows[] = {
      {"o rtcp / a", "m1 rtcp+1 mux M MC / m2 rtcp+1 - C"},
      {"o rtcp / a rtcp", "m1 rtcp+1 mux M MC / m2 rtcp mux M MC"},
  };
  test::check_stories(rows);
}

/// Rejected medias.
BOOST_AUTO_TEST_CASE(rejected) {
  static const StoryRow rows[] = {
      {"o mux z / a mux z", "m0 - C / m0 - C"},
      {"o mux / a mux / o z / a z / o", "m1 rtcp+1 mux M MC / m2 rtcp mux M MC / m0 M MC / m0 M MC / m1 rtcp mux - MC"},
  };
  test::check_stories(rows);
}

BOOST_AUTO_TEST_SUITE_END()
