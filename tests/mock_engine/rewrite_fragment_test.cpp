// Bodies of the flag `fragment` (trickle ICE): which can be read, and what they change; every row as rtpengine 10.5.3.5
// gave it.
#include "tests/support/negotiation_bench.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_fragment_test)

using namespace rtpe;
using test::NegotiationBench;

namespace {

struct Row {
  std::string_view body;
  std::string_view error;  ///< empty: it is fine
  bool closes = false;     ///< its section is read as a rejected media
};

constexpr std::string_view offered =
    "m=audio 4000 RTP/AVP 0\na=mid:0\na=ice-ufrag:uf1x\na=ice-pwd:password-of-the-party-0001\n"
    "a=candidate:1 1 UDP 2130706431 198.51.100.1 4000 typ host";

mock::Options fragment_of(std::string_view body, mock::OperationMode mode) {
  mock::Options options;
  options.mode = mode;
  options.from_tag = "a";
  options.to_tag = mode == mock::OperationMode::answer ? "b" : "";
  options.sdp = body;
  options.flags.set(mock::Flag::fragment);
  return options;
}

}  // namespace

BOOST_AUTO_TEST_CASE(bodies) {
  constexpr std::string_view unparsable = "Failed to parse SDP", incomplete = "Incomplete SDP specification";
  static const Row rows[] = {
      {"", ""},
      {"x", ""},
      {"xx", unparsable},
      {"\r\n", ""},
      {"a=ice-ufrag:uf1x\r\na=ice-pwd:x\r\na=candidate:1\r\n", ""},
      {"a=ice-ufrag:uf1x\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n", "", true},
      {"a=ice-ufrag:uf1x\nm=audio 9 RTP/AVP 0\na=mid:0", "", true},
      {"a=foo\r\nm=audio 9 RTP/AVP 0\r\n", "", true},
      {"q=0\r\nm=audio 0 RTP/AVP 0\r\n", "", true},
      {"v=0\r\nm=audio 9 RTP/AVP 0\r\n", "", true},
      {"v=1\r\nm=audio 9 RTP/AVP 0\r\n", unparsable},
      {"m=audio 9 RTP/AVP 0\r\na=mid:0\r\na=ice-ufrag:uf1x\r\n", ""},
      {"m=audio 9 RTP/AVP 0\r\nm=audio 9 RTP/AVP 0\r\n", "", true},
      {"\r\nm=audio 9 RTP/AVP 0\r\n", ""},
      {"a=foo\r\n\r\nm=audio 9 RTP/AVP 0\r\n", ""},
      {"a=foo\r\njunk\r\n", unparsable},
      {"a=foo\r\nm=audio\r\n", unparsable},
      {"a=foo\r\nm=audio x RTP/AVP 0\r\n", unparsable},
      {"a=foo\r\nm=audio 9 RTP/AVP x\r\n", incomplete},
  };
  for (const Row& row : rows) {
    NegotiationBench negotiation;
    negotiation.offer("a", "", test::body(offered));
    const mock::Options options = fragment_of(row.body, mock::OperationMode::offer);
    const auto read = mock::read_session(row.body, options, negotiation.config);
    BOOST_TEST((read ? std::string_view{} : read.error().reason) == row.error, row.body);
    if (!read) continue;
    mock::take_fragment(negotiation.call, options, negotiation.now);
    const mock::Stream& stream = negotiation.call.legs[0].medias.front().streams.front();
    BOOST_TEST((stream.local == nullptr) == row.closes, row.body);
  }
}

BOOST_AUTO_TEST_CASE(a_fragment_of_an_answer_names_the_party) {
  NegotiationBench negotiation;
  negotiation.offer("a", "", test::body(offered));
  mock::take_fragment(negotiation.call, fragment_of("a=ice-ufrag:uf2x\r\n", mock::OperationMode::answer),
                      negotiation.now);
  BOOST_REQUIRE(negotiation.call.legs.size() == 2);
  BOOST_TEST(negotiation.call.legs[1].tag.view() == "b");
  BOOST_TEST(!negotiation.call.legs[1].medias.front().flags.has(mock::MediaFlag::initialized));
  mock::take_fragment(negotiation.call,
                      fragment_of("a=ice-ufrag:uf2x\r\nm=audio 9 RTP/AVP 0\r\n", mock::OperationMode::answer),
                      negotiation.now);
  BOOST_TEST(negotiation.call.legs[1].medias.front().flags.has(mock::MediaFlag::initialized));
}

BOOST_AUTO_TEST_CASE(strangers_and_further_medias_change_nothing) {
  NegotiationBench negotiation;
  negotiation.offer("a", "", test::body(offered));
  mock::Options options =
      fragment_of("a=foo\r\nm=audio 9 RTP/AVP 0\r\nm=audio 9 RTP/AVP 0\r\n", mock::OperationMode::offer);
  options.from_tag = "x";
  mock::take_fragment(negotiation.call, options, negotiation.now);
  BOOST_TEST(negotiation.call.legs.size() == 2);
  BOOST_TEST((negotiation.call.legs[0].medias.front().streams.front().local != nullptr));
  options.from_tag = "a";
  mock::take_fragment(negotiation.call, options, negotiation.now);
  BOOST_TEST(negotiation.call.legs[0].medias.size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
