// o= and s= lines over the course of a call; as observed on rtpengine 10.5.3.5.
#include "tests/support/negotiation_bench.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_origin_test)

using namespace rtpe;
using test::NegotiationBench;

namespace {

struct Step {
  std::string_view command;  ///< "a" or "b": that party's offer; "ab": b answers a
  std::vector<std::string_view> replace;
  std::string_view origin, session_name;
  int port;
  std::string_view expected;
};

void follow(const std::vector<Step>& course) {
  NegotiationBench negotiation;
  for (const Step& step : course) {
    bencode::Value::Dictionary more;
    bencode::Value::List wanted;
    for (const std::string_view name : step.replace) wanted.emplace_back(name);
    if (!wanted.empty()) more.emplace_back("replace", std::move(wanted));
    std::string sdp = "v=0\r\n";
    if (!step.origin.empty()) sdp.append("o=").append(step.origin).append(" IN IP4 198.51.100.1\r\n");
    if (!step.session_name.empty()) sdp.append("s=").append(step.session_name).append("\r\n");
    sdp += "c=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio " + std::to_string(step.port) + " RTP/AVP 0\r\n";
    const std::string out = step.command.size() == 2
                                ? negotiation.answer(step.command.substr(0, 1), step.command.substr(1), sdp, more)
                                : negotiation.offer(step.command, "", sdp, more);
    BOOST_TEST(test::lines_of(out, {"o=", "s="}) == step.expected);
  }
}

std::string version_of(std::string_view sdp) {
  std::string line = test::lines_of(sdp, {"o="});
  for (int i = 0; i < 2; ++i) line.erase(0, line.find(' ') + 1);
  return line.substr(0, line.find(' '));
}

constexpr std::string_view v = "SDP-version", name = "session-name", user = "username";

}  // namespace

BOOST_AUTO_TEST_CASE(the_version_counts_bodies_that_differ_from_the_last_one_that_was_asked_for) {
  follow({{"a", {}, "u 7 5", "s", 4100, "o=u 7 5 IN IP4 198.51.100.1 | s=s"},
          {"a", {v}, "u 7 6", "s", 4150, "o=u 7 5 IN IP4 198.51.100.1 | s=s"},
          {"a", {v}, "u 7 6", "s", 4150, "o=u 7 5 IN IP4 198.51.100.1 | s=s"},
          {"a", {v}, "u 7 9", "s", 4100, "o=u 7 6 IN IP4 198.51.100.1 | s=s"},
          {"a", {}, "u 7 9", "s", 4150, "o=u 7 9 IN IP4 198.51.100.1 | s=s"},
          {"a", {v}, "u 7 9", "s", 4100, "o=u 7 6 IN IP4 198.51.100.1 | s=s"},
          {"a", {v, "origin"}, "u 7 9", "s", 4100, "o=u 7 7 IN IP4 127.0.7.1 | s=s"}});
}

BOOST_AUTO_TEST_CASE(each_party_has_its_own_version) {
  follow({{"a", {v}, "u 7 5", "s", 4100, "o=u 7 5 IN IP4 198.51.100.1 | s=s"},
          {"ab", {v}, "w 7 8", "s", 4200, "o=w 7 8 IN IP4 198.51.100.1 | s=s"},
          {"a", {v}, "u 7 5", "s", 4100, "o=u 7 5 IN IP4 198.51.100.1 | s=s"},
          {"ab", {v}, "w 7 8", "s", 4250, "o=w 7 9 IN IP4 198.51.100.1 | s=s"},
          {"b", {v}, "w 7 9", "s", 4251, "o=w 7 10 IN IP4 198.51.100.1 | s=s"}});
}

BOOST_AUTO_TEST_CASE(names_are_those_shown_first_asked_for_or_not) {
  follow({{"a", {}, "u 7 5", "one", 4100, "o=u 7 5 IN IP4 198.51.100.1 | s=one"},
          {"a", {name, user}, "w 7 5", "two", 4100, "o=u 7 5 IN IP4 198.51.100.1 | s=one"},
          {"a", {}, "w 8 5", "two", 4100, "o=w 8 5 IN IP4 198.51.100.1 | s=two"},
          {"ab", {name, user}, "x 7 5", "three", 4200, "o=x 7 5 IN IP4 198.51.100.1 | s=three"},
          {"b", {name, user}, "y 7 5", "four", 4200, "o=x 7 5 IN IP4 198.51.100.1 | s=three"}});
}

BOOST_AUTO_TEST_CASE(a_second_answerer_is_shown_under_the_names_of_the_first) {
  follow({{"a", {name}, "u 7 5", "one", 4100, "o=u 7 5 IN IP4 198.51.100.1 | s=one"},
          {"ab", {name}, "v 7 15", "two", 4200, "o=v 7 15 IN IP4 198.51.100.1 | s=two"},
          {"ad", {name, v}, "w 7 25", "three", 4300, "o=w 7 15 IN IP4 198.51.100.1 | s=two"}});
}

BOOST_AUTO_TEST_CASE(a_first_sdp_without_usable_version_begins_at_random) {
  for (const std::string_view first : {"", "u 7 0", "u 7 x", "u 7 18446744073709551615"}) {
    NegotiationBench negotiation;
    const auto sdp = [](std::string_view origin, int port) {
      const std::string line = origin.empty() ? "" : "o=" + std::string(origin) + " IN IP4 198.51.100.1\r\n";
      return "v=0\r\n" + line + "c=IN IP4 198.51.100.1\r\nm=audio " + std::to_string(port) + " RTP/AVP 0\r\n";
    };
    const bencode::Value::Dictionary wish = {{"replace", bencode::Value::List{"SDP-version"}}};
    (void)negotiation.offer("a", "", sdp(first, 4100));
    const std::string second = version_of(negotiation.offer("a", "", sdp("u 7 5", 4100), wish));
    const std::string third = version_of(negotiation.offer("a", "", sdp("u 7 5", 4150), wish));
    BOOST_TEST(second.size() > 10U, first);
    BOOST_TEST(std::stoull(third) == std::stoull(second) + 1, first);
  }
}

BOOST_AUTO_TEST_CASE(a_body_without_medias_is_written_as_for_the_receivers_first_one) {
  constexpr std::string_view empty = "v=0\r\no=u 1 5 IN IP4 1.1.1.1\r\nc=IN IP4 198.51.100.1\r\na=sendonly\r\n";
  const bencode::Value::Dictionary both = {{"replace", bencode::Value::List{"origin", "session-connection"}}};
  NegotiationBench negotiation;
  BOOST_TEST(negotiation.offer("a", "", empty) == "error: Error rewriting SDP");
  (void)negotiation.offer("a", "", test::body("m=audio 4100 RTP/AVP 0"));
  BOOST_TEST(negotiation.offer("a", "", empty) == "v=0\r\no=u 1 5 IN IP4 1.1.1.1\r\nc=IN IP4 198.51.100.1\r\n");
  BOOST_TEST(negotiation.offer("a", "", empty, both) == "v=0\r\no=u 1 5 IN IP4 127.0.7.1\r\nc=IN IP4 127.0.7.1\r\n");
  BOOST_TEST(negotiation.answer("a", "b", empty, both) == "v=0\r\no=u 1 5 IN IP4 127.0.7.1\r\nc=IN IP4 0.0.0.0\r\n");
  BOOST_TEST(negotiation.answer("x", "y", empty) == "error: Error rewriting SDP");
}

BOOST_AUTO_TEST_SUITE_END()
