// Calls joined over legs, and what a capture proves about them.
#include "pcap/call/call_book.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "client/stats/e_model.hpp"
#include "pcap/check/check_capture.hpp"
#include "tests/support/packets.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(call_book_test)

using namespace rtpe;
using namespace rtpe::test;
using namespace std::chrono_literals;
using capture::CallBook;
using capture::Rule;

namespace {

capture::Endpoint endpoint(const char* address, std::uint16_t port) { return {*capture::parse_address(address), port}; }
const auto alice = endpoint("10.0.0.7", 5060), bob = endpoint("10.0.0.8", 5060), proxy_sip = endpoint("10.0.0.9", 5060);
const auto proxy = endpoint("10.0.0.9", 5000), node_a = endpoint("10.0.0.1", 2223), node_b = endpoint("10.0.0.2", 2223);
const auto alice_rtp = endpoint("10.0.0.7", 4000), bob_rtp = endpoint("10.0.0.8", 4000);
const auto to_bob = endpoint("10.0.0.1", 30000), to_alice = endpoint("10.0.0.1", 30002);

std::string sdp(const capture::Endpoint& media, const std::string& more = "") {
  return "v=0\r\nc=IN IP4 " + media.address.text() + "\r\nm=audio " + std::to_string(media.port) + " RTP/AVP 8\r\n" +
         more;
}
std::string bencoded(const std::string& text) { return std::to_string(text.size()) + ":" + text; }

/// A course of packets, as a capture has them.
struct Course {
  CallBook book;
  capture::ExchangeMatcher matcher{[this](const capture::WireExchange& one) { book.exchange(one); },
                                   {.with_sdp = true}};
  capture::Traffic traffic{matcher, &book};
  std::uint64_t frame = 0;
  Time end;
  unsigned cookie = 0;

  void packet(Duration at, const capture::Endpoint& from, const capture::Endpoint& to, const std::string& payload) {
    end = std::max(end, Time(at));
    traffic.packet({.frame = ++frame, .time = Time(at), .source = from, .destination = to, .payload = payload});
  }
  struct Command {
    std::string name, call_id = "call", from_tag = "alice", to_tag = {}, sdp = {}, answer = "2:ok", reply_sdp = {},
                      extra = {};
    capture::Endpoint node = node_a;
    std::string cookie = {};
  };
  void ng(Duration at, const Command& command) {
    const std::string name = command.cookie.empty() ? "c" + std::to_string(++cookie) : command.cookie;
    std::string body = "d";
    if (!command.sdp.empty()) body += "3:sdp" + bencoded(command.sdp);
    body += "7:call-id" + bencoded(command.call_id) + "8:from-tag" + bencoded(command.from_tag);
    if (!command.to_tag.empty()) body += "6:to-tag" + bencoded(command.to_tag);
    packet(at, proxy, command.node, name + " " + body + "7:command" + bencoded(command.name) + "e");
    if (command.answer.empty()) return;
    std::string reply = "d";
    if (!command.reply_sdp.empty()) reply += "3:sdp" + bencoded(command.reply_sdp);
    packet(at + 1ms, command.node, proxy, name + " " + reply + command.extra + "6:result" + command.answer + "e");
  }
  void sip(Duration at, const capture::Endpoint& from, const capture::Endpoint& to, const std::string& first_line,
           const std::string& cseq, const std::string& call_id = "call", const std::string& body = "",
           const std::string& more = "") {
    packet(at, from, to,
           first_line + "\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK" + std::to_string(from.port) + from.address.text() +
               "\r\nCall-ID: " + call_id + "\r\nFrom: <sip:alice@a>;tag=alice\r\nTo: <sip:bob@b>;tag=bob\r\nCSeq: " +
               cseq + "\r\n" + more + (body.empty() ? "" : "Content-Type: application/sdp\r\n") + "\r\n" + body);
  }
  void rtp(Duration at, const capture::Endpoint& from, const capture::Endpoint& to, unsigned packets, unsigned skip = 0,
           unsigned ssrc = 0xabc) {
    for (unsigned i = 0; i < packets; ++i) {
      if (skip != 0 && i % skip == skip - 1) continue;
      packet(at + i * 20ms, from, to, u8(0x80) + u8(8) + u16(i) + u32(i * 160) + u32(ssrc) + std::string(160, 'x'));
    }
  }
  /// A whole call: SIP on both sides, offer, answer, media, delete.
  void good_call() {
    sip(1s, alice, proxy_sip, "INVITE sip:bob@b SIP/2.0", "1 INVITE", "call", sdp(alice_rtp));
    ng(1s + 1ms, {.name = "offer", .sdp = sdp(alice_rtp), .reply_sdp = sdp(to_bob)});
    sip(1s + 5ms, proxy_sip, bob, "INVITE sip:bob@b SIP/2.0", "1 INVITE", "call", sdp(to_bob));
    sip(1s + 9ms, bob, proxy_sip, "SIP/2.0 180 Ringing", "1 INVITE");
    sip(2s, bob, proxy_sip, "SIP/2.0 200 OK", "1 INVITE", "call", sdp(bob_rtp));
    ng(2s + 1ms, {.name = "answer", .to_tag = "bob", .sdp = sdp(bob_rtp), .reply_sdp = sdp(to_alice)});
    sip(2s + 5ms, proxy_sip, alice, "SIP/2.0 200 OK", "1 INVITE", "call", sdp(to_alice));
  }
  void media(Duration at, unsigned packets = 250) {
    rtp(at, alice_rtp, to_alice, packets, 0, 1);
    rtp(at, to_bob, bob_rtp, packets, 0, 1);
    rtp(at, bob_rtp, to_bob, packets, 0, 2);
    rtp(at, to_alice, alice_rtp, packets, 0, 2);
  }
  void bye(Duration at) {
    sip(at, alice, proxy_sip, "BYE sip:bob@b SIP/2.0", "2 BYE");
    sip(at + 1ms, proxy_sip, alice, "SIP/2.0 200 OK", "2 BYE");
  }
  void remove(Duration at) { ng(at, {.name = "delete"}); }

  std::vector<std::string> findings(const capture::Thresholds& thresholds = {}) {
    matcher.finish();
    book.join();
    std::vector<std::string> names;
    for (const auto& finding : capture::check_capture({.book = book, .end = end, .thresholds = thresholds})) {
      names.emplace_back(name_of(finding.rule));
      BOOST_TEST_MESSAGE(names.back() << ": " << finding.text);
    }
    return names;
  }
};

using Names = std::vector<std::string>;
void same(const Names& seen, const Names& expected) { BOOST_TEST(seen == expected, boost::test_tools::per_element()); }

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_whole_call_is_one_call_without_findings, Course) {
  good_call();
  media(2s + 100ms);
  bye(8s);
  remove(8s + 1ms);
  packet(20s, alice, bob, "x");
  same(findings(), {});
  BOOST_REQUIRE(book.calls().size() == 1U);
  const auto& call = book.calls()[0];
  BOOST_TEST(call.exchanges.size() == 3U);
  BOOST_TEST(call.dialogs.size() == 1U);
  BOOST_TEST(call.streams.size() == 4U);
  const auto& dialog = book.dialogs()[0];
  BOOST_TEST(state_of(dialog) == "completed");
  BOOST_TEST((*dialog.answered == Time(2s)));
  BOOST_TEST((*dialog.ended == Time(8s)));
  BOOST_TEST(dialog.from == "sip:alice@a");
  const auto& stream = book.streams()[call.streams[0]];
  BOOST_TEST(stream.packets == 250U);
  BOOST_TEST(stream.lost() == 0);
  BOOST_TEST(book.codec_of(stream) == "PCMA/8000");
  BOOST_TEST(*book.mos_of(stream) == 44);
}

BOOST_FIXTURE_TEST_CASE(legs_by_header_and_by_the_engines_address, Course) {
  good_call();
  sip(1s + 20ms, bob, endpoint("10.0.0.30", 5060), "INVITE sip:c@c SIP/2.0", "1 INVITE", "named", "",
      "X-CID: call\r\n");
  sip(1s + 30ms, bob, endpoint("10.0.0.31", 5060), "INVITE sip:d@d SIP/2.0", "1 INVITE", "b2b", sdp(to_bob));
  sip(1s + 40ms, bob, endpoint("10.0.0.32", 5060), "INVITE sip:e@e SIP/2.0", "1 INVITE", "other", sdp(bob_rtp));
  remove(5s);
  (void)findings();
  BOOST_REQUIRE(book.calls().size() == 2U);
  const std::vector<std::string> legs = {"call", "named", "b2b"};
  BOOST_TEST(book.calls()[0].call_ids == legs, boost::test_tools::per_element());
  BOOST_TEST(book.calls()[1].call_ids[0] == "other");
}

/// The caller's port is that of its next call half a second later.
BOOST_FIXTURE_TEST_CASE(a_port_that_the_next_call_takes_soon_is_still_this_calls, Course) {
  good_call();
  media(2s + 100ms, 100);
  bye(4s + 200ms);
  remove(4s + 201ms);
  ng(4s + 500ms,
     {.name = "offer", .call_id = "next", .sdp = sdp(alice_rtp), .reply_sdp = sdp(endpoint("10.0.0.1", 31000))});
  ng(4s + 600ms, {.name = "delete", .call_id = "next"});
  (void)findings();
  BOOST_REQUIRE(book.calls().size() == 2U);
  BOOST_TEST(book.calls()[0].streams.size() == 4U);
  BOOST_TEST(book.calls()[1].streams.empty());
}

BOOST_FIXTURE_TEST_CASE(a_node_that_fell_silent_and_came_back, Course) {
  for (int i = 0; i < 6; ++i) ng(Duration(1s) * (i + 1), {.name = "query", .answer = i == 2 || i == 3 ? "" : "2:ok"});
  ng(7s, {.name = "ping", .answer = "", .node = node_b});
  packet(60s, alice, bob, "x");
  same(findings(), {"node_silent", "no_answer"});
}

BOOST_FIXTURE_TEST_CASE(an_answer_may_still_come_behind_the_end, Course) {
  ng(1s, {.name = "query", .answer = ""});
  packet(1s + 200ms, alice, bob, "x");
  same(findings(), {});
}

BOOST_FIXTURE_TEST_CASE(replies_that_complain, Course) {
  ng(1s, {.name = "answer", .answer = "5:error", .extra = "12:error-reason15:Unknown call-id"});
  ng(2s, {.name = "query", .call_id = "b", .answer = "10:load limit"});
  ng(3s, {.name = "query", .call_id = "c", .extra = "7:warning4:oops"});
  same(findings(), {"error_reply", "load_limit", "warning"});
}

BOOST_FIXTURE_TEST_CASE(resends, Course) {
  const std::string request = "c1 d7:command4:pinge";
  for (int i = 0; i < 12; ++i) packet(1s + i * 100ms, proxy, node_a, request);
  packet(3s, node_a, proxy, "c1 d6:result4:ponge");
  same(findings(), {"retransmissions"});
}

BOOST_FIXTURE_TEST_CASE(one_cookie_of_two_clients, Course) {
  packet(1s, proxy, node_a, "same d7:call-id1:a7:command5:querye");
  packet(1s + 1ms, node_a, proxy, "same d6:result2:oke");
  packet(2s, bob, node_a, "same d7:call-id1:b7:command5:querye");
  packet(2s + 1ms, node_a, bob, "same d6:result2:oke");
  same(findings(), {"cookie_collision"});
}

BOOST_FIXTURE_TEST_CASE(another_node_without_need, Course) {
  ng(1s, {.name = "offer"});
  ng(2s, {.name = "answer", .to_tag = "bob", .node = node_b});
  remove(3s);
  same(findings(), {"affinity_broken"});
}

BOOST_FIXTURE_TEST_CASE(another_node_after_a_failure_is_right, Course) {
  ng(1s, {.name = "offer", .answer = ""});
  ng(2s, {.name = "offer", .node = node_b});
  ng(3s, {.name = "answer", .to_tag = "bob", .node = node_b});
  ng(4s, {.name = "delete", .node = node_b});
  packet(60s, alice, bob, "x");
  same(findings(), {"no_answer"});
}

BOOST_FIXTURE_TEST_CASE(a_reply_when_the_client_had_gone, Course) {
  packet(1s, proxy, node_a, "c1 d7:call-id4:call8:from-tag1:a7:command5:offere");
  packet(2s, proxy, node_b, "c2 d7:call-id4:call8:from-tag1:a7:command5:offere");
  packet(2s + 1ms, node_b, proxy, "c2 d6:result2:oke");
  packet(2s + 2ms, node_a, proxy, "c1 d6:result2:oke");
  packet(3s, proxy, node_b, "c3 d7:call-id4:call7:command6:deletee");
  packet(3s + 1ms, node_b, proxy, "c3 d6:result2:oke");
  const auto names = findings();
  BOOST_TEST((std::find(names.begin(), names.end(), "late_reply") != names.end()));
}

BOOST_FIXTURE_TEST_CASE(offers_that_should_not_be, Course) {
  ng(1s, {.name = "offer", .sdp = sdp(alice_rtp)});
  ng(1s + 100ms, {.name = "offer", .sdp = sdp(alice_rtp)});
  ng(2s, {.name = "offer", .from_tag = "bob", .to_tag = "alice", .sdp = sdp(bob_rtp)});
  remove(3s);
  same(findings(), {"offer_twice", "offer_for_answer"});
}

BOOST_FIXTURE_TEST_CASE(calls_that_nobody_deleted, Course) {
  good_call();
  bye(4s);
  ng(5s, {.name = "offer", .call_id = "without sip"});
  packet(40s, alice, bob, "x");
  same(findings(), {"never_deleted"});  // the second one may still be up
}

BOOST_FIXTURE_TEST_CASE(a_call_without_sip_that_rests, Course) {
  ng(5s, {.name = "offer"});
  packet(66s, alice, bob, "x");
  same(findings(), {"never_deleted"});
}

BOOST_FIXTURE_TEST_CASE(a_private_address_for_the_public, Course) {
  const auto carrier = endpoint("198.51.100.7", 5060);
  sip(1s, alice, proxy_sip, "INVITE sip:bob@b SIP/2.0", "1 INVITE", "call", sdp(alice_rtp));
  sip(1s + 5ms, proxy_sip, carrier, "INVITE sip:bob@b SIP/2.0", "1 INVITE", "call", sdp(alice_rtp));
  same(findings(), {"private_address"});
}

BOOST_FIXTURE_TEST_CASE(another_port_in_the_middle, Course) {
  good_call();
  ng(3s, {.name = "offer", .to_tag = "bob", .sdp = sdp(alice_rtp), .reply_sdp = sdp(to_bob)});
  ng(3s + 10ms, {.name = "answer", .to_tag = "bob", .sdp = sdp(bob_rtp), .reply_sdp = sdp(to_alice)});
  ng(4s, {.name = "offer", .to_tag = "bob", .sdp = sdp(alice_rtp), .reply_sdp = sdp(endpoint("10.0.0.1", 30040))});
  ng(4s + 10ms, {.name = "answer", .to_tag = "bob", .sdp = sdp(bob_rtp), .reply_sdp = sdp(to_alice)});
  remove(5s);
  same(findings(), {"engine_port_changed"});
}

BOOST_FIXTURE_TEST_CASE(media_that_is_refused_missing_or_one_sided, Course) {
  good_call();
  rtp(2s + 100ms, alice_rtp, to_alice, 250, 0, 1);
  rtp(2s + 101ms, to_bob, bob_rtp, 250, 0, 1);
  const std::string lost = u8(0x80) + u8(8) + std::string(20, 'x');
  traffic.unreachable({.frame = ++frame,
                       .time = Time(3s),
                       .reporter = bob.address,
                       .source = to_bob,
                       .destination = bob_rtp,
                       .is_port = true,
                       .quoted = lost});
  bye(8s);
  remove(8s + 1ms);
  const auto names = findings();
  BOOST_TEST(std::count(names.begin(), names.end(), "media_refused") == 1);
  BOOST_TEST(std::count(names.begin(), names.end(), "one_way_media") >= 1);
}

BOOST_FIXTURE_TEST_CASE(a_port_that_closes_with_its_call_is_right, Course) {
  good_call();
  media(2s + 100ms);
  bye(8s);
  remove(8s + 1ms);
  const std::string late = u8(0x80) + u8(8) + std::string(20, 'x');
  traffic.unreachable({.frame = ++frame,
                       .time = Time(8s + 10ms),
                       .reporter = node_a.address,
                       .source = alice_rtp,
                       .destination = to_alice,
                       .is_port = true,
                       .quoted = late});
  same(findings(), {});
}

BOOST_FIXTURE_TEST_CASE(a_call_without_media_beside_one_with, Course) {
  good_call();
  rtp(2s, endpoint("10.9.0.1", 4000), endpoint("10.9.0.2", 4000), 100);
  bye(8s);
  remove(8s + 1ms);
  same(findings(), {"no_media"});
}

BOOST_FIXTURE_TEST_CASE(loss_and_jitter_have_thresholds, Course) {
  rtp(1s, alice_rtp, bob_rtp, 3000, 100);  // 29 packets behind the first are missing, and one at the very end
  for (int i = 0; i < 100; ++i)
    packet(100s + i * 20ms + (i % 2) * 200ms, bob_rtp, alice_rtp,
           u8(0x80) + u8(8) + u16(static_cast<unsigned>(i)) + u32(static_cast<std::uint32_t>(i) * 160) + u32(7) + "x");
  same(findings({.loss_percent = 0.9}), {"media_loss", "media_jitter"});
  const auto& stream = book.streams()[0];
  BOOST_TEST(stream.expected() == 2999U);
  BOOST_TEST(stream.lost() == 29);
  BOOST_TEST(stream.longest_gap() == 1U);
}

BOOST_AUTO_TEST_CASE(rtp_numbers_that_wrap_come_again_and_come_late) {
  capture::RtpStreams streams;
  const auto put = [&](unsigned sequence) {
    const std::string payload = u8(0x80) + u8(0) + u16(sequence) + u32(sequence * 160) + u32(9) + "media";
    streams.rtp({.frame = 1, .time = Time(1s), .source = alice_rtp, .destination = bob_rtp, .payload = payload});
  };
  for (const unsigned sequence : {65534U, 65535U, 0U, 2U, 1U, 2U, 5U}) put(sequence);
  const auto& stream = streams.all()[0];
  BOOST_TEST(stream.packets == 7U);
  BOOST_TEST(stream.expected() == 8U);
  BOOST_TEST(stream.duplicates == 1U);
  BOOST_TEST(stream.out_of_order == 1U);
  BOOST_TEST(stream.longest_gap() == 2U);
}

BOOST_AUTO_TEST_CASE(the_daemons_mos) {
  const struct {
    std::uint64_t round_trip_us, jitter_ms;
    double loss;
    int value;
  } rows[] = {{70472, 10, 0, 43},  {70464, 20, 1, 42},  {70429, 10, 5, 39},   {70626, 20, 3, 41},
              {70399, 10, 22, 18}, {70502, 20, 25, 15}, {650473, 10, 31, 10}, {70508, 20, 33, 10},
              {0, 10, 10, 34},     {1000, 0, 0, 44},    {149000, 60, 30, 0},  {600000, 60, 10, 10}};
  for (const auto& row : rows)
    BOOST_TEST(stats::mos_times_ten(row.round_trip_us, row.jitter_ms, row.loss) == row.value);
}

BOOST_AUTO_TEST_CASE(captures_of_the_real_programs) {
  const struct {
    const char* name;
    Names expected;
  } rows[] = {{"sip_basic.pcap", {}},
              {"sip_reinvite.pcap", {}},
              {"sip_media_mos.pcap", {}},
              {"sip_kill9_bye.pcap", {}},
              {"sip_kill9_reinvite.pcap", {"no_answer"}},
              {"sip_all_dead.pcap", {"node_silent", "node_silent", "node_silent"}},
              {"real_one_call.pcapng.gz", {}},
              {"real_two_calls.pcapng.gz", {}},
              {"real_busy.pcapng.gz", {}},
              {"real_engine_killed.pcapng.gz", {"no_answer", "node_disabled"}},
              {"real_media_refused.pcapng.gz", {"media_refused"}},
              {"real_never_deleted.pcapng.gz", {"never_deleted", "never_deleted"}}};
  for (const auto& row : rows) {
    CallBook book;
    const auto summary = capture::read_capture(
        data_directory() + "/pcap/" + row.name,
        [&](const capture::WireExchange& one, const capture::CaptureClock&) { book.exchange(one); },
        {.matcher = {.with_sdp = true}, .listener = &book});
    BOOST_REQUIRE(summary.has_value());
    book.join();
    Names names;
    std::string texts;
    for (const auto& finding : capture::check_capture({.book = book, .end = summary->clock.newest()})) {
      names.emplace_back(name_of(finding.rule));
      texts += names.back() + ": " + finding.text + "\n";
    }
    BOOST_TEST((names == row.expected), row.name << ": " << texts);
  }
}

BOOST_AUTO_TEST_SUITE_END()
