// Requests, replies, retransmissions and ICMP errors find each other.
#include "pcap/ng/exchange_matcher.hpp"

#include <boost/test/unit_test.hpp>

#include "pcap/ng/node_activity.hpp"

BOOST_TEST_DONT_PRINT_LOG_VALUE(rtpe::capture::Outcome)

BOOST_AUTO_TEST_SUITE(exchange_matcher_test)

using namespace rtpe;
using namespace std::chrono_literals;
using capture::ExchangeMatcher;
using capture::Outcome;
using capture::WireExchange;

namespace {

capture::Endpoint endpoint(const char* address, std::uint16_t port) { return {*capture::parse_address(address), port}; }
const auto proxy = endpoint("10.0.0.9", 5000), node_a = endpoint("10.0.0.1", 2223), node_b = endpoint("10.0.0.2", 2223);

struct Fixture {
  std::vector<WireExchange> out;
  capture::NodeActivities nodes;
  ExchangeMatcher matcher{[this](const WireExchange& exchange) {
    out.push_back(exchange);
    nodes.add(exchange);
  }};
  std::uint64_t frame = 0;
  void send(Duration at, const capture::Endpoint& from, const capture::Endpoint& to, std::string_view payload) {
    matcher.packet({.frame = ++frame, .time = Time(at), .source = from, .destination = to, .payload = payload});
  }
  void request(Duration at, std::string_view payload, const capture::Endpoint& to = node_a) {
    send(at, proxy, to, payload);
  }
  void reply(Duration at, std::string_view payload, const capture::Endpoint& from = node_a) {
    send(at, from, proxy, payload);
  }
  void icmp(Duration at, std::string_view quoted, bool is_port = true, const capture::Endpoint& to = node_a) {
    matcher.unreachable({.frame = ++frame,
                         .time = Time(at),
                         .reporter = to.address,
                         .source = proxy,
                         .destination = to,
                         .is_port = is_port,
                         .quoted = quoted});
  }
};

const std::string ping = "c1 d7:command4:pinge", pong = "c1 d6:result4:ponge";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(matcher, Fixture)

BOOST_AUTO_TEST_CASE(request_and_reply) {
  request(1s, "c1 d7:call-id3:abc7:command5:offere");
  reply(1s + 3ms, "c1 d6:result5:error12:error-reason4:nonee");
  matcher.finish();
  BOOST_REQUIRE(out.size() == 1U);
  const WireExchange& exchange = out[0];
  BOOST_TEST((exchange.outcome == Outcome::answered));
  BOOST_TEST(exchange.command == "offer");
  BOOST_TEST(exchange.call_id == "abc");
  BOOST_TEST(exchange.result == "error");
  BOOST_TEST(exchange.error_reason == "none");
  BOOST_TEST((exchange.latency == Duration(3ms)));
  BOOST_TEST(exchange.sends == 1U);
  BOOST_TEST(exchange.first_frame == 1U);
  BOOST_TEST(exchange.reply_frame == 2U);
}

BOOST_AUTO_TEST_CASE(retransmissions_before_and_after_the_reply) {
  request(1s, ping);
  request(2s, ping);
  reply(2s + 1ms, pong);
  request(3s, ping);
  reply(3s + 1ms, pong);
  matcher.finish();
  BOOST_REQUIRE(out.size() == 1U);
  BOOST_TEST(out[0].sends == 3U);
  BOOST_TEST(out[0].replies == 2U);
  BOOST_TEST((out[0].latency == Duration(1001ms)));  // from the first send to the first reply
}

BOOST_AUTO_TEST_CASE(the_same_cookie_elsewhere_or_with_other_bytes_is_another_exchange) {
  request(1s, ping);
  request(1s, ping, node_b);
  request(1s, "c1 d7:command5:querye");
  reply(1s + 1ms, pong, node_b);
  matcher.finish();
  BOOST_REQUIRE(out.size() == 3U);
  BOOST_TEST((out[0].outcome == Outcome::no_answer));
  BOOST_TEST((out[1].outcome == Outcome::answered));
  BOOST_TEST(out[1].node.text() == "10.0.0.2:2223");
  BOOST_TEST(out[2].command == "query");
}

BOOST_AUTO_TEST_CASE(lone_reply) {
  reply(1s, pong);
  matcher.finish();
  BOOST_REQUIRE(out.size() == 1U);
  BOOST_TEST((out[0].outcome == Outcome::lone_reply));
  BOOST_TEST(out[0].node.text() == "10.0.0.1:2223");
  BOOST_TEST(out[0].client.text() == "10.0.0.9:5000");
  BOOST_TEST(out[0].sends == 0U);
  BOOST_TEST(!out[0].latency);
  BOOST_TEST(nodes.nodes().empty());
}

BOOST_AUTO_TEST_CASE(icmp_by_cookie_and_by_endpoints) {
  request(1s, ping);
  request(1s, "c2 d7:command4:pinge");
  icmp(1s + 1ms, "c1 d7:comm");  // names the first
  icmp(1s + 2ms, "");            // the newest unanswered one between these two
  request(1s, "c3 d7:command4:pinge", node_b);
  icmp(1s + 5ms, "c3 d", false, node_b);
  icmp(1s + 6ms, "", true, endpoint("10.0.0.3", 2223));  // about a datagram that is none of NG
  matcher.finish();
  BOOST_REQUIRE(out.size() == 3U);
  BOOST_TEST((out[0].outcome == Outcome::refused));
  BOOST_TEST((out[0].latency == Duration(1ms)));
  BOOST_TEST((out[1].outcome == Outcome::refused));
  BOOST_TEST((out[2].outcome == Outcome::unreachable));
  BOOST_TEST(matcher.counters().icmp_errors == 3U);
}

BOOST_AUTO_TEST_CASE(a_reply_after_a_refusal_counts) {
  request(1s, ping);
  icmp(1s + 1ms, ping);
  request(2s, ping);
  reply(2s + 1ms, pong);
  matcher.finish();
  BOOST_REQUIRE(out.size() == 1U);
  BOOST_TEST((out[0].outcome == Outcome::answered));
  BOOST_TEST(out[0].icmp_errors == 1U);
}

BOOST_AUTO_TEST_CASE(given_out_in_order_when_silent_long_enough) {
  request(1s, ping);
  request(2s, "c2 d7:command4:pinge");
  request(10s, ping);  // keeps the first open
  request(20s, "c3 d7:command4:pinge");
  BOOST_TEST(out.empty());
  request(26s, "c4 d7:command4:pinge");
  BOOST_REQUIRE(out.size() == 2U);
  BOOST_TEST(out[0].cookie == "c1");
  BOOST_TEST(out[1].cookie == "c2");
  request(27s, ping);  // the cookie again, long after: a new exchange
  matcher.finish();
  BOOST_REQUIRE(out.size() == 5U);
  BOOST_TEST(out[4].cookie == "c1");
  BOOST_TEST(out[4].sends == 1U);
}

BOOST_AUTO_TEST_CASE(memory_is_bounded) {
  std::vector<WireExchange> given;
  ExchangeMatcher small([&](const WireExchange& exchange) { given.push_back(exchange); },
                        {.open_at_most = 3, .text_bytes_at_most = 8});
  const auto put = [&](const std::string& payload) {
    small.packet({.frame = 1, .time = Time(1s), .source = proxy, .destination = node_a, .payload = payload});
  };
  for (int i = 0; i < 10; ++i) put("c" + std::to_string(i) + " d7:call-id12:123456789abc7:command4:pinge");
  BOOST_TEST(given.size() == 7U);
  BOOST_TEST(small.counters().closed_early == 7U);
  BOOST_TEST(given[0].is_unfinished);
  BOOST_TEST(given[0].call_id == "12345678...");
  small.finish();
  BOOST_TEST(given.size() == 10U);
  BOOST_TEST(!given[9].is_unfinished);
}

BOOST_AUTO_TEST_CASE(the_node_that_fell_silent) {
  request(1s, ping);
  reply(1s + 2ms, pong);
  request(2s, "c2 d7:command4:pinge");
  request(3s, "c3 d7:command4:pinge");
  request(3s, "c4 d7:command4:pinge", node_b);
  reply(3s + 4ms, "c4 d6:result4:ponge", node_b);
  matcher.finish();
  const auto& a = nodes.nodes().at(node_a);
  BOOST_TEST(a.commands == 3U);
  BOOST_TEST(a.answered == 1U);
  BOOST_TEST(a.unanswered_since == 2U);
  BOOST_REQUIRE(a.silent_since.has_value());
  BOOST_TEST((*a.silent_since == Time(2s)));
  BOOST_TEST(!nodes.nodes().at(node_b).silent_since.has_value());
  BOOST_TEST((nodes.nodes().at(node_b).latency_highest == Duration(4ms)));
}

BOOST_AUTO_TEST_CASE(a_reply_that_stands_before_its_request) {
  reply(1s + 2ms, pong);
  request(1s, ping);
  request(1s + 500ms, "c2 d7:command4:pinge");
  matcher.finish();
  BOOST_REQUIRE(out.size() == 2U);
  BOOST_TEST((out[0].outcome == Outcome::answered));
  BOOST_TEST(out[0].command == "ping");
  BOOST_TEST(out[0].sends == 1U);
  BOOST_TEST((out[0].latency == Duration(2ms)));
  BOOST_TEST(out[0].first_frame == 2U);
  BOOST_TEST(out[0].reply_frame == 1U);
}

BOOST_AUTO_TEST_CASE(a_reply_earlier_than_its_request_has_no_latency) {
  request(1s, ping);
  reply(1s - 100ms, pong);
  matcher.finish();
  BOOST_REQUIRE(out.size() == 1U);
  BOOST_TEST((out[0].outcome == Outcome::answered));
  BOOST_TEST(!out[0].latency.has_value());
  BOOST_TEST(nodes.nodes().at(node_a).answered == 1U);
  BOOST_TEST(nodes.nodes().at(node_a).timed == 0U);
}

BOOST_AUTO_TEST_CASE(cut_messages_are_what_their_cookie_and_their_node_say) {
  const std::string whole = "c9 d7:createdi1e11:last signali2e4:tagsd2:ftd3:tag2:ftee6:result2:oke";
  const auto cut = [&](Duration at, const capture::Endpoint& from, const capture::Endpoint& to,
                       std::string_view bytes) {
    matcher.packet(
        {.frame = ++frame, .time = Time(at), .source = from, .destination = to, .payload = bytes, .is_cut = true});
  };
  request(1s, "c9 d7:call-id1:x7:command6:deletee");
  cut(1s + 3ms, node_a, proxy, std::string_view(whole).substr(0, 40));
  cut(2s, proxy, node_a, "c10 d8:supportsl10:load limite3:sdp900:v=0");
  cut(2s + 1ms, node_a, proxy, "c10 d3:sdp900:v=0");
  cut(3s, node_a, proxy, "c11 d3:sdp900:v=0");
  matcher.finish();
  BOOST_REQUIRE(out.size() == 3U);
  BOOST_TEST((out[0].outcome == Outcome::answered));
  BOOST_TEST(out[0].is_reply_cut);
  BOOST_TEST(out[0].result == "");
  BOOST_TEST((out[1].outcome == Outcome::answered));
  BOOST_TEST(out[1].is_cut);
  BOOST_TEST((out[2].outcome == Outcome::lone_reply));
  BOOST_TEST(nodes.nodes().size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_only_looks_like_ng_is_none) {
  for (const char* text :
       {"Access denied for user root", "<14>app: {\"level\":\"info\"}", "hola de la red", "x d1 y", "metric d5:hello",
        "2026-11-23T10:00:00Z {\"result\":\"ok\",\"took\":3}", "log {\"call-id\":\"abc\",\"event\":\"x\"}",
        "{\"a\": {\"b\":1}}", "a d3:foo3:bare", "GET d", "x de", "n d6:notify"})
    request(1s, text);
  matcher.finish();
  BOOST_TEST(out.empty());
  BOOST_TEST(matcher.counters().requests == 0U);
}

BOOST_AUTO_TEST_CASE(media_that_hit_the_control_port_is_the_question_to_its_answer) {
  request(1s, ping);
  reply(1s + 1ms, pong);
  const std::string rtp = std::string("\x80\x00\x12\x34", 4) + " the rest";
  request(2s, rtp);
  reply(2s + 1ms, std::string("\x80\x00\x12\x34", 4) + " d6:result5:error12:error-reason5:whate");
  matcher.finish();
  BOOST_REQUIRE(out.size() == 2U);
  BOOST_TEST((out[1].outcome == Outcome::answered));
  BOOST_TEST(out[1].is_foreign);
  BOOST_TEST(out[1].first_frame == 3U);
  BOOST_TEST((out[1].latency == Duration(1ms)));
  BOOST_TEST(out[1].result == "error");
}

BOOST_AUTO_TEST_CASE(who_watches_gets_rows_when_they_are_answered) {
  std::vector<WireExchange> given;
  ExchangeMatcher live([&](const WireExchange& exchange) { given.push_back(exchange); }, {.when_answered = true});
  const auto put = [&](Duration at, const capture::Endpoint& from, const capture::Endpoint& to,
                       const std::string& text) {
    live.packet({.frame = 1, .time = Time(at), .source = from, .destination = to, .payload = text});
  };
  put(1s, proxy, node_a, ping);
  BOOST_TEST(given.empty());
  put(1s + 1ms, node_a, proxy, pong);
  BOOST_TEST(given.size() == 1U);
  put(2s, proxy, node_a, "c2 d7:command4:pinge");
  live.finish();
  BOOST_REQUIRE(given.size() == 2U);
  BOOST_TEST(given[1].cookie == "c2");
}

BOOST_AUTO_TEST_CASE(warnings_are_kept) {
  request(1s, "c1 d7:call-id3:abc7:command5:offere");
  reply(1s + 3ms, "c1 d7:warning9:no matter6:result2:oke");
  matcher.finish();
  BOOST_REQUIRE(out.size() == 1U);
  BOOST_TEST(out[0].warning == "no matter");
}

BOOST_AUTO_TEST_CASE(everything_else_is_counted) {
  request(1s, ping);
  request(1s, "x d3:fooz");
  reply(1s, "n d6:notify6:onDTMFe");
  reply(1s, "rubbish");
  request(1s, "neither this");
  BOOST_TEST(matcher.counters().packets == 5U);
  BOOST_TEST(matcher.counters().malformed == 1U);
  BOOST_TEST(matcher.counters().notifications == 1U);
  BOOST_TEST(matcher.counters().foreign == 1U);
  matcher.finish();
  BOOST_REQUIRE(out.size() == 2U);
  BOOST_TEST(out[1].is_malformed);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
