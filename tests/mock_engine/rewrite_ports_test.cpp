// Which local ports a party is told over the course of a call; as observed on rtpengine 10.5.3.5.
#include <map>

#include "tests/support/negotiation_bench.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_ports_test)

using namespace rtpe;
using test::NegotiationBench;

namespace {

struct Step {
  std::string_view from;   ///< of an offer; "" for the answer of b
  std::string_view media;  ///< port, or port and number of pairs
  std::string_view expected;
};

/// Ports are told by letters: the first one seen is A.
void follow(const std::vector<Step>& course) {
  NegotiationBench negotiation;
  std::map<std::string, std::string> names;
  for (const Step& step : course) {
    const std::string lines = "m=audio " + std::string(step.media) + " RTP/AVP 0";
    const std::string host = step.from == "a" ? "IN IP4 198.51.100.1" : "IN IP4 198.51.100.2";
    const std::string sdp = test::body(lines, host);
    const std::string out =
        step.from.empty() ? negotiation.answer("a", "b", sdp) : negotiation.offer(step.from, "", sdp);
    const std::string line = test::lines_of(out, {"m="});
    std::string port = line.substr(8, line.find(' ', 8) - 8);
    const std::string count = port.find('/') == std::string::npos ? "" : port.substr(port.find('/'));
    port = port.substr(0, port.find('/'));
    const char next = static_cast<char>('A' + names.size());
    const std::string name = port == "0" ? port : names.try_emplace(port, 1, next).first->second;
    BOOST_TEST(name + count == step.expected, step.from << " " << step.media);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_endpoint_finds_its_ports_again) {
  follow({{"a", "4100", "A"}, {"", "4200", "B"}, {"a", "4150", "C"}, {"", "4200", "B"}, {"a", "4100", "A"}});
}

BOOST_AUTO_TEST_CASE(a_rejected_media_finds_its_ports_again) {
  follow(
      {{"a", "4100", "A"}, {"", "4200", "B"}, {"a", "0", "0"}, {"", "0", "0"}, {"a", "4100", "A"}, {"", "4200", "B"}});
  follow({{"a", "4100", "A"}, {"", "4200", "B"}, {"a", "0", "0"}, {"a", "4150", "C"}});
  follow({{"a", "4100", "A"}, {"", "0", "0"}, {"a", "4100", "A"}, {"", "4200", "B"}});
}

BOOST_AUTO_TEST_CASE(a_media_that_began_rejected_gets_ports_with_the_next_sdp_of_the_other_side) {
  follow({{"a", "0", "0"}, {"", "4200", "A"}, {"a", "4100", "B"}, {"", "4200", "A"}});
}

BOOST_AUTO_TEST_CASE(more_ports_than_an_endpoint_began_with_are_new_each_time) {
  follow({{"a", "4100", "A"},
          {"a", "4100/2", "B/2"},
          {"a", "4100/2", "C/2"},
          {"a", "4100", "C"},
          {"a", "4100", "C"},
          {"a", "4100/3", "D/3"},
          {"a", "4100/2", "E/2"},
          {"a", "4100", "E"}});
  follow({{"a", "4100/2", "A/2"},
          {"a", "4100", "A"},
          {"a", "4100/3", "B/3"},
          {"a", "4100/2", "B/2"},
          {"a", "4100/3", "C/3"},
          {"a", "4100", "C"}});
}

BOOST_AUTO_TEST_CASE(an_answerer_with_more_pairs_gets_them_at_once) {
  follow(
      {{"a", "4100", "A"}, {"", "4200/2", "B/2"}, {"a", "4100", "C"}, {"a", "4100/2", "C/2"}, {"", "4200/2", "D/2"}});
  follow({{"a", "4100/2", "A/2"}, {"", "4200", "B"}, {"a", "4100/2", "A/2"}});
}

BOOST_AUTO_TEST_SUITE_END()
