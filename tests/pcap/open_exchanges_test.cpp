// The store of exchanges that are not finished: first in, first out, found by key, texts kept as they were.
#include "pcap/ng/open_exchanges.hpp"

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/test/unit_test.hpp>
#include <deque>

using namespace rtpe;
using namespace rtpe::capture;

BOOST_AUTO_TEST_SUITE(open_exchanges_test)

namespace {

const Endpoint client{.address = {}, .port = 1}, node{.address = {}, .port = 2};

NgMessage with_cookie(std::string_view cookie) {
  NgMessage message;
  message.cookie = cookie;
  return message;
}

OpenExchange& opened(OpenExchanges& all, std::uint64_t key, std::string_view cookie) {
  OpenExchange& exchange = all.open(key);
  exchange.client = client;
  exchange.node = node;
  all.set_request_texts(exchange, with_cookie(cookie));
  return exchange;
}

}  // namespace

BOOST_AUTO_TEST_CASE(texts_are_given_out_as_they_came) {
  OpenExchanges all(8);
  OpenExchange& exchange = all.open(7);
  NgMessage request = with_cookie("a longer cookie");
  request.command = "offer";
  request.call_id = "eight ch";
  request.from_tag = "nine char";
  all.set_request_texts(exchange, request);
  NgMessage reply;
  reply.result = "error";
  reply.error_reason = "Unknown call-id";
  reply.warning = "w";
  all.set_reply_texts(exchange, reply);
  const WireExchange& whole = all.whole(exchange);
  BOOST_TEST(whole.cookie == "a longer cookie");
  BOOST_TEST(whole.command == "offer");
  BOOST_TEST(whole.call_id == "eight ch");
  BOOST_TEST(whole.from_tag == "nine cha...");
  BOOST_TEST(whole.to_tag == "");
  BOOST_TEST(whole.result == "error");
  BOOST_TEST(whole.error_reason == "Unknown ...");
  BOOST_TEST(whole.warning == "w");
  OpenExchange& other = all.open(8);
  all.set_request_texts(other, with_cookie("c"));
  BOOST_TEST(all.whole(other).command == "");
  BOOST_TEST(all.whole(other).result == "");
}

BOOST_AUTO_TEST_CASE(the_newest_with_a_key_is_found_until_it_is_given_out) {
  OpenExchanges all(100);
  opened(all, 5, "a").sends = 1;
  opened(all, 5, "a").sends = 2;
  BOOST_TEST(all.find(5, "a", client, node)->sends == 2U);
  BOOST_TEST(all.find(5, "b", client, node) == nullptr);
  BOOST_TEST(all.find(5, "a", node, client) == nullptr);
  BOOST_TEST(all.find(6, "a", client, node) == nullptr);
  all.remove_oldest();
  BOOST_TEST(all.find(5, "a", client, node)->sends == 2U);
  all.remove_oldest();
  BOOST_TEST(all.find(5, "a", client, node) == nullptr);
  BOOST_TEST(all.empty());
}

/// Against a list that is searched from its end; keys share few places of the index.
BOOST_AUTO_TEST_CASE(a_long_course_of_them) {
  boost::random::mt19937_64 random(7);
  const auto dice = [&](std::size_t bound) {
    return boost::random::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
  };
  struct Known {
    std::uint64_t key = 0;
    std::string cookie;
    std::uint32_t mark = 0;
  };
  OpenExchanges all(1024);
  std::deque<Known> known;
  for (std::uint32_t round = 1; round < 50'000; ++round) {
    const std::uint64_t key = dice(3) << 62U | dice(400);
    const std::string cookie = std::to_string(key) + std::string(dice(200), 'x');
    if (dice(3) > 0) {
      opened(all, key, cookie).sends = round;
      known.push_back({.key = key, .cookie = cookie, .mark = round});
    }
    if (!known.empty() && dice(5) > 1) {
      BOOST_REQUIRE(all.oldest().sends == known.front().mark);
      BOOST_REQUIRE(all.whole(all.oldest()).cookie == known.front().cookie);
      all.remove_oldest();
      known.pop_front();
    }
    BOOST_REQUIRE(all.size() == known.size());
    if (known.empty()) continue;
    const Known& wanted = known[dice(known.size())];
    const auto newest = std::ranges::find(known.rbegin(), known.rend(), wanted.key, &Known::key);
    const OpenExchange* found = all.find(wanted.key, newest->cookie, client, node);
    BOOST_REQUIRE(found != nullptr);
    BOOST_REQUIRE(found->sends == newest->mark);
  }
  BOOST_TEST(known.size() > 100U);
}

BOOST_AUTO_TEST_SUITE_END()
