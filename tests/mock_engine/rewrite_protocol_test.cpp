// The protocol a party is told when the two sides name different ones; as observed on rtpengine 10.5.3.5.
#include "tests/support/negotiation_bench.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_protocol_test)

using namespace rtpe;
using test::NegotiationBench;

namespace {

std::string media_of(std::string_view sdp) {
  const std::string line = test::lines_of(sdp, {"m="});
  return line.substr(std::min(line.find(' ', line.find(' ') + 1) + 1, line.size()));
}

std::string offer(NegotiationBench& negotiation, std::string_view from, std::string_view protocol,
                  bencode::Value::Dictionary more = {}) {
  const std::string lines = "m=video 4100 " + std::string(protocol);
  return media_of(negotiation.offer(from, "", test::body(lines), std::move(more)));
}

std::string answer(NegotiationBench& negotiation, std::string_view protocol) {
  const std::string lines = "m=video 4200 " + std::string(protocol);
  return media_of(negotiation.answer("a", "b", test::body(lines)));
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_offerer_that_changes_its_protocol_takes_the_other_side_along) {
  static constexpr std::string_view protocols[] = {"RTP/AVP 34", "RTP/AVPF 34", "udptl t38", "FOO/BAR 0", "UDP/BFCP *"};
  for (const std::string_view first : protocols)
    for (const std::string_view second : protocols) {
      NegotiationBench negotiation;
      BOOST_TEST(offer(negotiation, "a", first) == first);
      BOOST_TEST(offer(negotiation, "a", second) == second, first << " then " << second);
    }
}

BOOST_AUTO_TEST_CASE(what_was_asked_for_stays_until_the_offerer_changes) {
  NegotiationBench negotiation;
  BOOST_TEST(offer(negotiation, "a", "RTP/AVP 34", {{"transport-protocol", "RTP/AVPF"}}) == "RTP/AVPF 34");
  BOOST_TEST(offer(negotiation, "a", "RTP/AVP 34") == "RTP/AVPF 34");
  BOOST_TEST(answer(negotiation, "RTP/AVP 34") == "RTP/AVP 34");
  BOOST_TEST(offer(negotiation, "b", "RTP/AVP 34") == "RTP/AVP 34");
  BOOST_TEST(offer(negotiation, "b", "RTP/AVPF 34") == "RTP/AVPF 34");
}

BOOST_AUTO_TEST_CASE(an_answer_is_shown_in_the_offered_protocol) {
  struct Row {
    std::string_view offered, answered, shown, offered_again, by_the_other;
  };
  static const Row rows[] = {
      {"RTP/AVP 34", "RTP/AVPF 34", "RTP/AVP 34", "RTP/AVPF 34", "RTP/AVP 34"},
      {"RTP/AVPF 34", "RTP/AVP 34", "RTP/AVPF 34", "RTP/AVP 34", "RTP/AVPF 34"},
      {"RTP/AVP 34", "udptl t38", "RTP/AVP ", "udptl t38", "RTP/AVP 34"},
      {"RTP/AVP 34", "FOO/BAR 0", "RTP/AVP ", "RTP/AVP 34", "RTP/AVP 34"},
      {"RTP/AVPF 34", "UDP/BFCP *", "RTP/AVPF ", "RTP/AVPF 34", "RTP/AVPF 34"},
      {"udptl t38", "RTP/AVP 34", "udptl t38", "RTP/AVP 34", "udptl t38"},
      {"udptl t38", "FOO/BAR 0", "udptl t38", "udptl t38", "udptl t38"},
      {"FOO/BAR 0", "RTP/AVP 34", "RTP/AVP 34", "FOO/BAR 0", "FOO/BAR 0"},
      {"FOO/BAR 0", "udptl t38", "udptl t38", "FOO/BAR 0", "FOO/BAR 0"},
      {"UDP/BFCP *", "FOO/BAR 0", "FOO/BAR 0", "UDP/BFCP *", "UDP/BFCP *"},
  };
  for (const Row& row : rows) {
    NegotiationBench negotiation;
    const std::string name = std::string(row.offered) + " answered by " + std::string(row.answered);
    BOOST_TEST(offer(negotiation, "a", row.offered) == row.offered, name);
    BOOST_TEST(answer(negotiation, row.answered) == row.shown, name);
    BOOST_TEST(offer(negotiation, "a", row.offered) == row.offered_again, name << ", offered again");
    BOOST_TEST(offer(negotiation, "b", row.offered) == row.by_the_other, name << ", then offered by the other side");
  }
}

BOOST_AUTO_TEST_CASE(names_of_a_media_come_from_offers) {
  struct Step {
    bool is_answer;
    std::string_view from, given, expected;
    bool generate = false;
  };
  static const std::vector<Step> courses[] = {
      {{false, "a", "", ""}, {true, "", "x", ""}, {false, "a", "", ""}, {false, "b", "", ""}},
      {{false, "a", "p", "p"},
       {true, "", "x", "p"},
       {false, "a", "", "p"},
       {false, "b", "y", "p"},
       {false, "a", "", "y"}},
      {{false, "a", "p", "p"}, {false, "a", "q", "p"}, {true, "", "", "q"}},
      {{false, "a", "", "1", true}, {true, "", "", ""}, {false, "a", "", "1"}, {false, "b", "", "1"}},
      {{false, "a", "", ""}, {true, "", "", "", true}, {false, "a", "q", "q", true}, {true, "", "", "q"}},
  };
  for (const auto& course : courses) {
    NegotiationBench negotiation;
    for (const Step& step : course) {
      const std::string lines =
          "m=audio 4100 RTP/AVP 0" + (step.given.empty() ? "" : "\na=mid:" + std::string(step.given));
      bencode::Value::Dictionary more;
      if (step.generate) more.emplace_back("flags", bencode::Value::List{"generate-mid"});
      const std::string out = step.is_answer ? negotiation.answer("a", "b", test::body(lines), more)
                                             : negotiation.offer(step.from, "", test::body(lines), more);
      const std::string name = test::lines_of(out, {"a=mid:"});
      BOOST_TEST((name.empty() ? name : name.substr(6)) == step.expected);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
