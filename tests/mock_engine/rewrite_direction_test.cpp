// Which direction a party is told when session and media say different things; as observed on rtpengine 10.5.3.5.
#include <array>

#include "tests/support/negotiation_bench.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_direction_test)

using namespace rtpe;
using test::NegotiationBench;

namespace {

constexpr std::array<std::string_view, 5> attributes = {"", "sendrecv", "sendonly", "recvonly", "inactive"};

std::string told(std::string_view session, std::string_view media,
                 std::string_view connection = "IN IP4 198.51.100.1") {
  NegotiationBench negotiation;
  std::string lines = "m=audio 4000 RTP/AVP 0";
  if (!media.empty()) lines.append("\na=").append(media);
  const std::string head = session.empty() ? "" : "a=" + std::string(session) + "\r\n";
  const std::string out = negotiation.offer("a", "", test::body(lines, connection, head));
  return test::lines_of(out, {"a=send", "a=recv", "a=inactive"}).substr(2);
}

}  // namespace

BOOST_AUTO_TEST_CASE(recvonly_wins_over_sendonly_over_inactive_wherever_they_stand) {
  /// Rows: the session's attribute, columns: the media's, both in the order of `attributes`.
  static constexpr std::array<std::array<std::string_view, 5>, 5> expected = {{
      {"sendrecv", "sendrecv", "sendonly", "recvonly", "inactive"},
      {"sendrecv", "sendrecv", "sendonly", "recvonly", "inactive"},
      {"sendonly", "sendonly", "sendonly", "recvonly", "sendonly"},
      {"recvonly", "recvonly", "recvonly", "recvonly", "recvonly"},
      {"inactive", "inactive", "sendonly", "recvonly", "inactive"},
  }};
  for (std::size_t session = 0; session < attributes.size(); ++session)
    for (std::size_t media = 0; media < attributes.size(); ++media)
      BOOST_TEST(told(attributes[session], attributes[media]) == expected[session][media],
                 attributes[session] << " in the session, " << attributes[media] << " in the media");
}

BOOST_AUTO_TEST_CASE(two_attributes_of_a_media_count_as_one_of_session_and_media) {
  for (std::size_t one = 1; one < attributes.size(); ++one)
    for (std::size_t other = 1; other < attributes.size(); ++other)
      BOOST_TEST(told("", std::string(attributes[one]) + "\na=" + std::string(attributes[other])) ==
                     told(attributes[one], attributes[other]),
                 attributes[one] << " then " << attributes[other]);
}

BOOST_AUTO_TEST_CASE(a_party_at_0_0_0_0_receives_nothing) {
  BOOST_TEST(told("", "", "IN IP4 0.0.0.0") == "sendonly");
  BOOST_TEST(told("", "recvonly", "IN IP4 0.0.0.0") == "inactive");
  BOOST_TEST(told("", "inactive", "IN IP4 0.0.0.0") == "inactive");
}

BOOST_AUTO_TEST_SUITE_END()
