// Milliseconds per packet over offers, answers and re-offers; every row as rtpengine 10.5.3.5 gave it.
#include <vector>

#include "tests/support/negotiation_bench.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_ptime_test)

using namespace rtpe;
using test::NegotiationBench;

namespace {

enum Who { offer_a, answer_b, offer_b, answer_a };

struct Step {
  Who who;
  int written, wish, reverse_wish;  ///< ms; 0: none
  int shown;                        ///< ms; 0: no a=ptime
  std::string_view converted;       ///< "T" where what a and b send is converted; empty: not looked at
};
using Story = std::vector<Step>;

std::string converted(const mock::Call& call) {
  std::string out;
  for (const mock::Leg& leg : call.legs) out += leg.medias.front().flags.has(mock::MediaFlag::transcoding) ? 'T' : '-';
  return out;
}

void check(const Story& story) {
  NegotiationBench negotiation;
  std::string past;
  for (const Step& step : story) {
    const std::string attribute = step.written != 0 ? "\na=ptime:" + std::to_string(step.written) : "";
    const std::string body = test::body("m=audio 4000 RTP/AVP 0" + attribute);
    bencode::Value::Dictionary wishes;
    if (step.wish != 0) wishes.emplace_back("ptime", std::to_string(step.wish));
    if (step.reverse_wish != 0) wishes.emplace_back("ptime-reverse", std::to_string(step.reverse_wish));
    past += " " + std::to_string(step.who) + attribute + "/" + std::to_string(step.wish);
    BOOST_TEST_CONTEXT("after" << past) {
      const bool from_a = step.who == offer_a || step.who == answer_a;
      const std::string to = negotiation.call.legs.empty() ? "" : from_a ? "b" : "a";
      const std::string out = step.who == offer_a    ? negotiation.offer("a", to, body, wishes)
                              : step.who == offer_b  ? negotiation.offer("b", to, body, wishes)
                              : step.who == answer_b ? negotiation.answer("a", "b", body, wishes)
                                                     : negotiation.answer("b", "a", body, wishes);
      const std::string shown = step.shown != 0 ? "a=ptime:" + std::to_string(step.shown) : "";
      BOOST_TEST(test::lines_of(out, {"a=ptime"}) == shown);
      if (!step.converted.empty()) BOOST_TEST(converted(negotiation.call) == step.converted);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_ptime_and_wishes_for_the_other_side) {
  const Story stories[] = {
      {{offer_a, 0, 0, 0, 0, ""},
       {answer_b, 0, 0, 0, 0, "--"},
       {offer_a, 0, 0, 0, 0, "--"},
       {answer_b, 0, 0, 0, 0, "--"},
       {offer_b, 0, 0, 0, 0, "--"},
       {answer_a, 0, 0, 0, 0, "--"}},
      {{offer_a, 0, 0, 0, 0, ""},
       {answer_b, 40, 0, 0, 40, "--"},
       {offer_a, 0, 0, 0, 40, "--"},
       {answer_b, 0, 0, 0, 40, "--"},
       {offer_b, 0, 0, 0, 40, "--"},
       {answer_a, 0, 0, 0, 40, "--"}},
      {{offer_a, 0, 20, 0, 20, ""},
       {answer_b, 0, 0, 0, 0, "--"},
       {offer_a, 0, 0, 0, 20, "--"},
       {answer_b, 0, 0, 0, 0, "--"},
       {offer_b, 0, 0, 0, 0, "--"},
       {answer_a, 0, 0, 0, 20, "--"}},
      {{offer_a, 0, 20, 0, 20, ""},
       {answer_b, 40, 0, 0, 40, "--"},
       {offer_a, 0, 0, 0, 20, "--"},
       {answer_b, 0, 0, 0, 0, "--"},
       {offer_b, 0, 0, 0, 0, "--"},
       {answer_a, 0, 0, 0, 20, "--"}},
      {{offer_a, 0, 30, 0, 30, ""},
       {answer_b, 0, 0, 0, 0, "TT"},
       {offer_a, 0, 0, 0, 30, "TT"},
       {answer_b, 0, 0, 0, 0, "TT"},
       {offer_b, 0, 0, 0, 0, "TT"},
       {answer_a, 0, 0, 0, 30, "TT"}},
      {{offer_a, 0, 30, 0, 30, ""},
       {answer_b, 40, 0, 0, 40, "TT"},
       {offer_a, 0, 0, 0, 30, "TT"},
       {answer_b, 0, 0, 0, 0, "TT"},
       {offer_b, 0, 0, 0, 0, "TT"},
       {answer_a, 0, 0, 0, 30, "TT"}},
  };
  for (const Story& story : stories) check(story);
}

BOOST_AUTO_TEST_CASE(no_ptime_and_wishes_in_reverse) {
  const Story stories[] = {
      {{offer_a, 0, 0, 20, 0, ""},
       {answer_b, 0, 0, 0, 20, "--"},
       {offer_a, 0, 0, 0, 0, "--"},
       {answer_b, 0, 0, 0, 20, "--"},
       {offer_b, 0, 0, 0, 20, "--"},
       {answer_a, 0, 0, 0, 0, "--"}},
      {{offer_a, 0, 0, 20, 0, ""},
       {answer_b, 40, 0, 0, 20, "--"},
       {offer_a, 0, 0, 0, 0, "--"},
       {answer_b, 0, 0, 0, 20, "--"},
       {offer_b, 0, 0, 0, 20, "--"},
       {answer_a, 0, 0, 0, 0, "--"}},
      {{offer_a, 0, 0, 30, 0, ""},
       {answer_b, 0, 0, 0, 30, "TT"},
       {offer_a, 0, 0, 0, 0, "TT"},
       {answer_b, 0, 0, 0, 30, "TT"},
       {offer_b, 0, 0, 0, 30, "TT"},
       {answer_a, 0, 0, 0, 0, "TT"}},
      {{offer_a, 0, 0, 30, 0, ""},
       {answer_b, 40, 0, 0, 30, "TT"},
       {offer_a, 0, 0, 0, 0, "TT"},
       {answer_b, 0, 0, 0, 30, "TT"},
       {offer_b, 0, 0, 0, 30, "TT"},
       {answer_a, 0, 0, 0, 0, "TT"}},
      {{offer_a, 0, 20, 40, 20, ""},
       {answer_b, 0, 0, 0, 40, "TT"},
       {offer_a, 0, 0, 0, 20, "TT"},
       {answer_b, 0, 0, 0, 40, "TT"},
       {offer_b, 0, 0, 0, 40, "TT"},
       {answer_a, 0, 0, 0, 20, "TT"}},
      {{offer_a, 0, 20, 40, 20, ""},
       {answer_b, 40, 0, 0, 40, "TT"},
       {offer_a, 0, 0, 0, 20, "TT"},
       {answer_b, 0, 0, 0, 40, "TT"},
       {offer_b, 0, 0, 0, 40, "TT"},
       {answer_a, 0, 0, 0, 20, "TT"}},
  };
  for (const Story& story : stories) check(story);
}

BOOST_AUTO_TEST_CASE(a_ptime_and_wishes_for_the_other_side) {
  const Story stories[] = {
      {{offer_a, 30, 0, 0, 30, ""},
       {answer_b, 0, 0, 0, 30, "--"},
       {offer_a, 0, 0, 0, 30, "--"},
       {answer_b, 0, 0, 0, 30, "--"},
       {offer_b, 0, 0, 0, 30, "--"},
       {answer_a, 0, 0, 0, 30, "--"}},
      {{offer_a, 30, 0, 0, 30, ""},
       {answer_b, 40, 0, 0, 40, "--"},
       {offer_a, 0, 0, 0, 40, "--"},
       {answer_b, 0, 0, 0, 40, "--"},
       {offer_b, 0, 0, 0, 40, "--"},
       {answer_a, 0, 0, 0, 40, "--"}},
      {{offer_a, 30, 20, 0, 20, ""},
       {answer_b, 0, 0, 0, 30, "TT"},
       {offer_a, 0, 0, 0, 20, "TT"},
       {answer_b, 0, 0, 0, 30, "TT"},
       {offer_b, 0, 0, 0, 30, "TT"},
       {answer_a, 0, 0, 0, 20, "TT"}},
      {{offer_a, 30, 20, 0, 20, ""},
       {answer_b, 40, 0, 0, 30, "TT"},
       {offer_a, 0, 0, 0, 20, "TT"},
       {answer_b, 0, 0, 0, 30, "TT"},
       {offer_b, 0, 0, 0, 30, "TT"},
       {answer_a, 0, 0, 0, 20, "TT"}},
      {{offer_a, 30, 30, 0, 30, ""},
       {answer_b, 0, 0, 0, 30, "--"},
       {offer_a, 0, 0, 0, 30, "--"},
       {answer_b, 0, 0, 0, 30, "--"},
       {offer_b, 0, 0, 0, 30, "--"},
       {answer_a, 0, 0, 0, 30, "--"}},
      {{offer_a, 30, 30, 0, 30, ""},
       {answer_b, 40, 0, 0, 30, "--"},
       {offer_a, 0, 0, 0, 30, "--"},
       {answer_b, 0, 0, 0, 30, "--"},
       {offer_b, 0, 0, 0, 30, "--"},
       {answer_a, 0, 0, 0, 30, "--"}},
  };
  for (const Story& story : stories) check(story);
}

BOOST_AUTO_TEST_CASE(a_ptime_and_wishes_in_reverse) {
  const Story stories[] = {
      {{offer_a, 30, 0, 20, 30, ""},
       {answer_b, 0, 0, 0, 20, "TT"},
       {offer_a, 0, 0, 0, 30, "TT"},
       {answer_b, 0, 0, 0, 20, "TT"},
       {offer_b, 0, 0, 0, 20, "TT"},
       {answer_a, 0, 0, 0, 30, "TT"}},
      {{offer_a, 30, 0, 20, 30, ""},
       {answer_b, 40, 0, 0, 20, "TT"},
       {offer_a, 0, 0, 0, 30, "TT"},
       {answer_b, 0, 0, 0, 20, "TT"},
       {offer_b, 0, 0, 0, 20, "TT"},
       {answer_a, 0, 0, 0, 30, "TT"}},
      {{offer_a, 30, 0, 30, 30, ""},
       {answer_b, 0, 0, 0, 30, "--"},
       {offer_a, 0, 0, 0, 30, "--"},
       {answer_b, 0, 0, 0, 30, "--"},
       {offer_b, 0, 0, 0, 30, "--"},
       {answer_a, 0, 0, 0, 30, "--"}},
      {{offer_a, 30, 0, 30, 30, ""},
       {answer_b, 40, 0, 0, 30, "--"},
       {offer_a, 0, 0, 0, 30, "--"},
       {answer_b, 0, 0, 0, 30, "--"},
       {offer_b, 0, 0, 0, 30, "--"},
       {answer_a, 0, 0, 0, 30, "--"}},
      {{offer_a, 30, 20, 40, 20, ""},
       {answer_b, 0, 0, 0, 40, "TT"},
       {offer_a, 0, 0, 0, 20, "TT"},
       {answer_b, 0, 0, 0, 40, "TT"},
       {offer_b, 0, 0, 0, 40, "TT"},
       {answer_a, 0, 0, 0, 20, "TT"}},
      {{offer_a, 30, 20, 40, 20, ""},
       {answer_b, 40, 0, 0, 40, "TT"},
       {offer_a, 0, 0, 0, 20, "TT"},
       {answer_b, 0, 0, 0, 40, "TT"},
       {offer_b, 0, 0, 0, 40, "TT"},
       {answer_a, 0, 0, 0, 20, "TT"}},
  };
  for (const Story& story : stories) check(story);
}

BOOST_AUTO_TEST_CASE(a_ptime_and_wishes_that_change) {
  const Story stories[] = {
      {{offer_a, 30, 20, 0, 20, ""},
       {answer_b, 0, 0, 0, 30, "TT"},
       {offer_a, 20, 0, 0, 20, "TT"},
       {answer_b, 60, 0, 0, 30, "TT"},
       {offer_b, 20, 0, 0, 30, "TT"},
       {answer_a, 60, 0, 0, 20, "TT"}},
      {{offer_a, 0, 0, 0, 0, ""},
       {answer_b, 30, 0, 0, 30, "--"},
       {offer_b, 0, 0, 40, 30, "T-"},
       {answer_a, 20, 0, 0, 40, "TT"},
       {offer_a, 20, 0, 0, 40, "TT"},
       {answer_b, 60, 0, 0, 30, "TT"}},
      {{offer_a, 0, 0, 0, 0, ""},
       {answer_b, 30, 0, 0, 30, "--"},
       {offer_b, 20, 40, 0, 40, "T-"},
       {answer_a, 0, 0, 0, 20, "TT"},
       {offer_a, 60, 0, 0, 20, "TT"},
       {answer_b, 0, 0, 0, 40, "TT"}},
      {{offer_a, 0, 20, 0, 20, ""},
       {answer_b, 0, 0, 0, 0, "--"},
       {offer_a, 40, 0, 40, 20, "-T"},
       {answer_b, 60, 0, 0, 40, "TT"},
       {offer_b, 20, 0, 0, 40, "TT"},
       {answer_a, 60, 0, 0, 20, "TT"}},
  };
  for (const Story& story : stories) check(story);
}

BOOST_AUTO_TEST_SUITE_END()
