// Which local address a party is told; as observed on rtpengine 10.5.3.5.
#include "tests/support/negotiation_bench.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_addresses_test)

using namespace rtpe;
using bencode::Value;
using test::NegotiationBench;

namespace {

struct Step {
  std::string_view command;  ///< "a" or "b": that party's offer; "ab": b answers a
  int family;                ///< of its address
  Value::Dictionary more;
  std::string_view expected;  ///< "in": internal, "out": external, "six": internal, IPv6
};

void follow(std::string_view about, const std::vector<Step>& course) {
  NegotiationBench negotiation(NegotiationBench::two_interfaces());
  std::size_t number = 0;
  for (const Step& step : course) {
    ++number;
    const std::string sdp =
        test::body("m=audio 4100 RTP/AVP 0", step.family == 4 ? "IN IP4 198.51.100.1" : "IN IP6 2001:db8::1");
    const std::string out = step.command.size() == 2
                                ? negotiation.answer(step.command.substr(0, 1), step.command.substr(1), sdp, step.more)
                                : negotiation.offer(step.command, "", sdp, step.more);
    const std::string line = test::lines_of(out, {"c="});
    const std::string_view name = line == "c=IN IP4 127.0.7.1"     ? "in"
                                  : line == "c=IN IP4 203.0.113.7" ? "out"
                                  : line == "c=IN IP6 ::1"         ? "six"
                                                                   : std::string_view(line);
    BOOST_TEST(name == step.expected, about << ", step " << number);
  }
}

Value::Dictionary direction(std::vector<std::string_view> names) {
  Value::List list;
  for (const std::string_view name : names) list.emplace_back(name);
  return {{"direction", std::move(list)}};
}
Value::Dictionary family(std::string_view name) { return {{"address-family", name}}; }

}  // namespace

BOOST_AUTO_TEST_CASE(interfaces_by_name) {
  for (const std::string_view from : {"internal", "external", "nowhere"})
    for (const std::string_view to : {"internal", "external", "nowhere"}) {
      const std::string_view shown = to == "external" ? "out" : "in";
      const std::string_view back = from == "external" ? "out" : "in";
      follow(from, {{"a", 4, direction({from, to}), shown}, {"a", 4, {}, shown}, {"ab", 4, {}, back}});
    }
  follow("one name is the sender's", {{"a", 4, direction({"external"}), "in"}, {"ab", 4, {}, "out"}});
  follow("a third name", {{"a", 4, direction({"external", "external", "internal"}), "out"}, {"ab", 4, {}, "out"}});
  follow("an empty name", {{"a", 4, direction({"external", ""}), "in"}, {"ab", 4, {}, "out"}});
  follow("in an answer the answerer's is first",
         {{"a", 4, {}, "in"}, {"ab", 4, direction({"external", "internal"}), "in"}, {"a", 4, {}, "out"}});
}

BOOST_AUTO_TEST_CASE(an_interface_without_the_family_is_left_when_it_is_not_named_again) {
  follow("receiver", {{"a", 6, direction({"internal", "external"}), "out"}, {"a", 6, {}, "six"}, {"ab", 4, {}, "six"}});
  follow("sender", {{"a", 6, direction({"external", "internal"}), "six"}, {"ab", 4, {}, "six"}});
  follow("after an answer", {{"a", 4, direction({"internal", "external"}), "out"},
                             {"ab", 4, {}, "in"},
                             {"a", 4, {}, "out"},
                             {"ab", 6, {}, "in"},
                             {"a", 4, {}, "six"}});
}

BOOST_AUTO_TEST_CASE(a_party_is_shown_the_family_it_wrote_last) {
  follow("answered",
         {{"a", 6, {}, "six"}, {"ab", 4, {}, "six"}, {"a", 6, {}, "in"}, {"ab", 6, {}, "six"}, {"a", 6, {}, "six"}});
  follow("unanswered", {{"a", 6, {}, "six"}, {"a", 4, {}, "six"}, {"a", 6, {}, "six"}});
  follow("unanswered, then answered",
         {{"a", 4, {}, "in"}, {"a", 6, {}, "in"}, {"ab", 4, {}, "six"}, {"a", 4, {}, "in"}});
  follow("asked for", {{"a", 4, family("IP6"), "six"}, {"a", 4, {}, "six"}, {"ab", 6, {}, "in"}, {"a", 4, {}, "six"}});
  follow("asked for, then answered", {{"a", 4, family("IP6"), "six"}, {"ab", 4, {}, "in"}, {"a", 4, {}, "in"}});
  follow("asked for in an answer", {{"a", 4, {}, "in"},
                                    {"ab", 4, family("IP6"), "six"},
                                    {"ab", 4, {}, "six"},
                                    {"a", 4, {}, "in"},
                                    {"ab", 4, {}, "in"}});
  follow("no family", {{"a", 4, family("IP5"), "in"}, {"a", 4, family("IP6"), "six"}, {"a", 4, family("IP5"), "six"}});
}

BOOST_AUTO_TEST_CASE(zero_addresses) {
  struct Row {
    std::string_view connection;
    Value::Dictionary more;
    std::string_view expected;
  };
  const Row rows[] = {
      {"IN IP4 0.0.0.0", {}, "c=IN IP4 0.0.0.0"},
      {"IN IP6 ::", {}, "c=IN IP6 ::"},
      {"IN IP4 0.0.0.0", {{"replace", Value::List{"zero-address"}}}, "c=IN IP4 127.0.7.1"},
      {"IN IP4 0.0.0.0", {{"media-address", "2001:db8::7"}}, "c=IN IP6 2001:db8::7"},
      {"IN IP4 0.0.0.0", {{"address-family", "IP6"}}, "c=IN IP6 ::"},
      {"IN IP4 0.0.0.0",
       {{"flags", Value::List{"SIP-source-address"}}, {"received-from", Value::List{"IP4", "192.0.2.9"}}},
       "c=IN IP4 127.0.7.1"},
  };
  for (const Row& row : rows) {
    NegotiationBench negotiation(NegotiationBench::two_interfaces());
    const std::string out = negotiation.offer("a", "", test::body("m=audio 4100 RTP/AVP 0", row.connection), row.more);
    BOOST_TEST(test::lines_of(out, {"c="}) == row.expected);
  }
  NegotiationBench negotiation(NegotiationBench::two_interfaces());
  const std::string rejected =
      negotiation.offer("a", "",
                        test::body("m=audio 0 RTP/AVP 0\nc=IN IP4 198.51.100.1\nm=audio 0 RTP/AVP 0\n"
                                   "c=IN IP4 0.0.0.0\nm=audio 0 FOO 0\nc=IN IP6 2001:db8::1",
                                   "IN IP4 198.51.100.9"));
  BOOST_TEST(test::lines_of(rejected, {"c="}) ==
             "c=IN IP4 198.51.100.9 | c=IN IP4 127.0.7.1 | c=IN IP4 0.0.0.0 | c=IN IP6 ::1");
}

BOOST_AUTO_TEST_CASE(endpoints) {
  struct Row {
    std::string_view connection;
    std::vector<std::string_view> flags;
    std::string_view endpoint, advertised;
  };
  // One call: each offer finds what the ones before it left.
  static const Row rows[] = {
      {"IN IP4 198.51.100.1", {"SIP-source-address", "trust-address"}, "198.51.100.1", "198.51.100.1"},
      {"IN IP4 198.51.100.1", {"trust-address", "SIP-source-address"}, "192.0.2.9", "192.0.2.9"},
      {"IN IP6 2001:db8::1", {}, "192.0.2.9", "2001:db8::1"},
      {"IN IP4 198.51.100.5", {}, "198.51.100.5", "198.51.100.5"},
      {"IN IP6 ::", {}, "198.51.100.5", "::"},
  };
  NegotiationBench negotiation(NegotiationBench::two_interfaces());
  for (const Row& row : rows) {
    Value::List flags;
    for (const std::string_view flag : row.flags) flags.emplace_back(flag);
    const std::string out =
        negotiation.offer("a", "", test::body("m=audio 4100 RTP/AVP 0", row.connection),
                          {{"flags", std::move(flags)}, {"received-from", Value::List{"IP4", "192.0.2.9"}}});
    BOOST_REQUIRE(!out.starts_with("error"));
    const mock::Media& media = negotiation.call.find_tag("a")->medias.front();
    const mock::Stream& stream = media.streams.front();
    BOOST_TEST(stream.endpoint.address.text() == row.endpoint, row.connection);
    BOOST_TEST(mock::advertised_endpoint(media, stream).address.text() == row.advertised, row.connection);
  }
  NegotiationBench other(NegotiationBench::two_interfaces());
  BOOST_TEST(other.offer("a", "", test::body("m=audio 4100 RTP/AVP 0", "IN IP4 0.0.0.0"),
                         {{"flags", Value::List{"SIP-source-address"}}}) == "error: Incomplete SDP specification");
}

BOOST_AUTO_TEST_SUITE_END()
