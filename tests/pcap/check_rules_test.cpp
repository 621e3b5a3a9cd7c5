// Rules of `pcap check` about handshakes and the choice of nodes.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "pcap/check/check_capture.hpp"
#include "tests/support/packets.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(check_rules_test)

using namespace rtpe;
using namespace rtpe::test;
using namespace std::chrono_literals;

namespace {

capture::Endpoint at(const std::string& address, std::uint16_t port) {
  return {*capture::parse_address(address), port};
}
std::string bencoded(const std::string& text) { return std::to_string(text.size()) + ":" + text; }

const auto party = at("10.0.0.7", 4000), engine = at("10.0.0.1", 30000);

struct Scene {
  capture::CallBook book;
  capture::ExchangeMatcher matcher{[this](const capture::WireExchange& one) { book.exchange(one); },
                                   {.with_sdp = true}};
  capture::Traffic traffic{matcher, &book};
  std::uint64_t frame = 0;
  Time end;
  unsigned cookie = 0;

  void packet(Duration when, const capture::Endpoint& from, const capture::Endpoint& to, const std::string& payload) {
    end = std::max(end, Time(when));
    traffic.packet({.frame = ++frame, .time = Time(when), .source = from, .destination = to, .payload = payload});
  }
  enum class Answer : std::uint8_t { ok, none };
  void command(Duration when, const std::string& name, const std::string& call, const std::string& node,
               Answer answer = Answer::ok, const std::string& sdp = "") {
    const auto proxy = at("10.0.0.9", 5000), to = at(node, 2223);
    const std::string start = fmt::format("c{} d", ++cookie);
    packet(when, proxy, to,
           start + "7:call-id" + bencoded(call) + "7:command" + bencoded(name) +
               (sdp.empty() ? "" : "3:sdp" + bencoded(sdp)) + "e");
    if (answer == Answer::ok) packet(when + 1ms, to, proxy, start + "6:result2:oke");
  }
  /// A call of which both media addresses are known, and that is deleted in the end.
  void call_with_media() {
    command(1s, "offer", "call", "10.0.0.1", Answer::ok,
            "v=0\r\nc=IN IP4 10.0.0.7\r\nm=audio 4000 UDP/TLS/RTP/SAVPF 8\r\n");
  }
  void stun(Duration when, bool is_request, const capture::Endpoint& from, const capture::Endpoint& to) {
    packet(when, from, to, u16(is_request ? 1 : 0x101) + u16(0) + u32(0x2112a442) + std::string(12, 't'));
  }
  void dtls(Duration when, const capture::Endpoint& from, const capture::Endpoint& to, unsigned type, unsigned first) {
    packet(when, from, to, u8(type) + u16(0xfefd) + u16(0) + std::string(6, '\0') + u16(4) + u8(first) + "abc");
  }
  std::vector<std::string> findings(const capture::Thresholds& thresholds = {}) {
    command(end.time_since_epoch() + 10s, "delete", "call", "10.0.0.1");
    matcher.finish();
    book.join();
    std::vector<std::string> names;
    for (const auto& one : capture::check_capture({.book = book, .end = end, .thresholds = thresholds})) {
      BOOST_TEST_MESSAGE(name_of(one.rule) << ": " << one.text);
      if (one.rule >= capture::Rule::ice_unfinished) names.emplace_back(name_of(one.rule));
    }
    return names;
  }
};

using Names = std::vector<std::string>;
void same(const Names& seen, const Names& expected) { BOOST_TEST(seen == expected, boost::test_tools::per_element()); }

}  // namespace

BOOST_FIXTURE_TEST_CASE(ice_that_nobody_answers, Scene) {
  call_with_media();
  for (int i = 0; i < 8; ++i) stun(2s + i * 500ms, true, engine, party);
  same(findings(), {"ice_unfinished"});
}

BOOST_FIXTURE_TEST_CASE(one_pair_that_answers_is_enough, Scene) {
  call_with_media();
  for (int i = 0; i < 8; ++i) stun(2s + i * 500ms, true, engine, at("192.168.1.7", 4000));
  stun(3s, true, engine, party);
  stun(3s + 1ms, false, party, engine);
  same(findings(), {});
}

BOOST_FIXTURE_TEST_CASE(dtls_that_is_never_answered_or_never_finished, Scene) {
  call_with_media();
  for (int i = 0; i < 3; ++i) dtls(2s + i * 1s, party, engine, 22, 1);
  same(findings(), {"dtls_unfinished"});
}

BOOST_FIXTURE_TEST_CASE(dtls_where_the_client_stops, Scene) {
  call_with_media();
  dtls(2s, party, engine, 22, 1);
  dtls(2s + 5ms, engine, party, 22, 2);
  same(findings(), {"dtls_unfinished"});
}

BOOST_FIXTURE_TEST_CASE(dtls_that_is_finished, Scene) {
  call_with_media();
  dtls(2s, party, engine, 22, 1);
  dtls(2s + 5ms, engine, party, 22, 2);
  dtls(2s + 9ms, party, engine, 20, 1);
  dtls(2s + 12ms, engine, party, 20, 1);
  same(findings(), {});
}

BOOST_FIXTURE_TEST_CASE(a_node_is_left_out_and_comes_back, Scene) {
  command(1s, "offer", "one", "10.0.0.1", Answer::none);
  command(2s, "offer", "one", "10.0.0.2");
  for (int i = 0; i < 5; ++i) command(3s + i * 1s, "offer", fmt::format("more{}", i), "10.0.0.2");
  command(20s, "ping", "", "10.0.0.1");
  for (int i = 0; i < 5; ++i) command(21s + i * 1s, "offer", fmt::format("later{}", i), "10.0.0.1");
  same(findings(), {"node_disabled"});
}

BOOST_FIXTURE_TEST_CASE(a_node_that_is_asked_again_at_once_was_not_left_out, Scene) {
  command(1s, "offer", "one", "10.0.0.1", Answer::none);
  command(2s, "offer", "one", "10.0.0.2");
  command(3s, "offer", "two", "10.0.0.1");
  same(findings(), {});
}

BOOST_FIXTURE_TEST_CASE(weights_are_judged_when_they_are_told, Scene) {
  for (int i = 0; i < 300; ++i)  // one to one
    command(1s + i * 10ms, "offer", fmt::format("call{}", i), i % 2 == 0 ? "10.0.0.1" : "10.0.0.2");
  same(findings({.weights = {{"10.0.0.1", 2}, {"10.0.0.2:2223", 1}}}), {"weights_off"});
}

BOOST_FIXTURE_TEST_CASE(weights_as_they_are_meant, Scene) {
  for (int i = 0; i < 300; ++i)
    command(1s + i * 10ms, "offer", fmt::format("call{}", i), i % 3 != 0 ? "10.0.0.1" : "10.0.0.2");
  same(findings({.weights = {{"10.0.0.1", 2}, {"10.0.0.2", 1}}}), {});
}

BOOST_FIXTURE_TEST_CASE(few_calls_prove_no_weights, Scene) {
  for (int i = 0; i < 6; ++i) command(1s + i * 10ms, "offer", fmt::format("call{}", i), "10.0.0.1");
  same(findings({.weights = {{"10.0.0.1", 1}, {"10.0.0.2", 1}}}), {});
}

BOOST_AUTO_TEST_SUITE_END()
