// Parties of a forked call; as observed on rtpengine 10.5.3.5.
#include "mock_engine/calls/associate.hpp"
#include "tests/support/negotiation_bench.hpp"

BOOST_AUTO_TEST_SUITE(forks_test)

using namespace rtpe;

namespace {

struct Step {
  std::string_view command;  ///< "a": its offer; "ab": b answers a
  std::string_view branch, expected;
};

/// "tag/branch<heard", a word per party, whom it hears newest first.
std::string parties_of(mock::Call& call) {
  std::string out;
  for (const mock::Leg& leg : call.legs) {
    if (!out.empty()) out += ' ';
    out.append(leg.tag.empty() ? "?" : leg.tag.view());
    if (!leg.via_branch.empty()) out.append("/").append(leg.via_branch.view());
    out += '<';
    for (const mock::Subscription& heard : leg.subscriptions) {
      const std::string_view tag = call.legs[heard.leg].tag;
      out.append(tag.empty() ? "?" : tag);
    }
  }
  return out;
}

void follow(const std::vector<Step>& course) {
  mock::Call call;
  for (const Step& step : course) {
    const mock::Dialogue dialogue{step.command.substr(0, 1), step.command.substr(1), step.branch};
    if (step.command.size() == 1)
      (void)mock::associate_offer(call, dialogue, {});
    else
      (void)mock::associate_answer(call, dialogue, {});
    BOOST_TEST(parties_of(call) == step.expected, step.command << " " << step.branch);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(answers_never_name_a_branch) {
  follow({{"a", "", "a<? ?<a"},
          {"ad", "", "a<d d<a"},
          {"ab", "B1", "a<bd d< b<a"},
          {"a", "", "a<bd d< b<a"},
          {"ab", "", "a<bd d< b<a"}});
  follow({{"a", "", "a<? ?<a"}, {"ab", "B1", "a<b b<a"}, {"ad", "B2", "a<db b< d<a"}});
  follow({{"a", "", "a<? ?<a"}, {"ab", "", "a<b b<a"}, {"ab", "B1", "a<b b<a"}, {"ad", "B1", "a<db b< d<a"}});
}

BOOST_AUTO_TEST_CASE(an_answer_renames_the_party_of_its_branch) {
  follow({{"a", "B1", "a<? ?/B1<a"}, {"ab", "B2", "a<b b/B1<a"}, {"ad", "B1", "a<d d/B1<a"}});
  follow({{"a", "B1", "a<? ?/B1<a"}, {"ab", "", "a<b b/B1<a"}, {"ad", "B1", "a<d d/B1<a"}});
}

BOOST_AUTO_TEST_CASE(branches_of_offers) {
  follow({{"a", "B1", "a<? ?/B1<a"},
          {"a", "B2", "a<?? ?/B1< ?/B2<a"},
          {"ad", "B2", "a<d? ?/B1< d/B2<a"},
          {"ab", "B1", "a<bd b/B1<a d/B2<"}});
  follow({{"a", "", "a<? ?<a"}, {"a", "B2", "a<? ?/B2<a"}, {"ad", "B2", "a<d d/B2<a"}, {"ab", "B1", "a<bd d/B2< b<a"}});
  follow({{"a", "", "a<? ?<a"},
          {"a", "B2", "a<? ?/B2<a"},
          {"a", "B3", "a<?? ?/B2< ?/B3<a"},
          {"ad", "", "a<d? ?/B2< d/B3<a"},
          {"ab", "B2", "a<bd b/B2<a d/B3<"},
          {"ae", "B3", "a<eb b/B2< e/B3<a"}});
}

BOOST_AUTO_TEST_SUITE_END()
