// Names, numbers, addresses, hosts and keys are replaced, consistently, at their length, and nothing of them is left.
#include "pcap/anonymise/anonymiser.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <set>

#include "client/bencode/reader.hpp"
#include "pcap/anonymise/media_mask.hpp"
#include "pcap/anonymise/pseudonym.hpp"
#include "tests/support/packets.hpp"

BOOST_AUTO_TEST_SUITE(anonymiser_test)

using namespace rtpe;
using capture::Anonymiser;

namespace {

constexpr std::string_view sdp =
    "v=0\r\no=hugo 123456789 1 IN IP4 192.168.7.21\r\ns=Hugo's phone\r\nc=IN IP4 192.168.7.21\r\nt=0 0\r\n"
    "m=audio 100 RTP/SAVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtcp:4001 IN IP4 192.168.7.22\r\n"
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^31\r\n"
    "a=ice-ufrag:F7gI\r\na=ice-pwd:x9cml/YzichV2+XlhiMu8g\r\n"
    "a=fingerprint:sha-1 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB\r\n"
    "a=candidate:1 1 UDP 2130706431 2001:db8:7::21 4000 typ host\r\n"
    "a=candidate:2 1 UDP 1 8b1c2f3e-aaaa-bbbb-cccc-0123456789ab.local 4000 typ host ufrag F7gI\r\n";

std::string invite() {
  return fmt::format(
      "INVITE sip:+4930555123@pbx.corp.test;user=phone SIP/2.0\r\nVia: SIP/2.0/UDP phone7.corp.test:5060;"
      "branch=z9hG4bK1;received=192.168.7.21\r\nFrom: \"Hugo Boss\" <sip:hugo@corp.test>;tag=a1\r\n"
      "To: <sip:+4930555123@pbx.corp.test>\r\nCall-ID: 77-hugo@192.168.7.21\r\nCSeq: 100 INVITE\r\n"
      "Contact: <sip:100@[2001:DB8:7:0::21]:5060>\r\nProxy-Authorization: Digest username=\"hugo\", "
      "realm=\"corp.test\", nonce=\"abcdef0123456789\", response=\"0123456789abcdef0123456789abcdef\"\r\n"
      "P-Asserted-Identity: <tel:+4930555987>\r\nContent-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{}",
      sdp.size(), sdp);
}

constexpr std::string_view secrets[] = {"4930555123",
                                        "4930555987",
                                        "hugo",
                                        "Hugo",
                                        "Boss",
                                        "corp.test",
                                        "phone7",
                                        "192.168.7.21",
                                        "192.168.7.22",
                                        "2001:db8:7",
                                        "2001:DB8:7",
                                        "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj",
                                        "F7gI",
                                        "x9cml/YzichV2+XlhiMu8g",
                                        "4A:AD:B9",
                                        "8b1c2f3e",
                                        "abcdef0123456789",
                                        "0123456789abcdef0123"};

std::size_t leaks(const std::string& text) {
  std::size_t found = 0;
  for (const auto secret : secrets)
    if (text.find(secret) != std::string::npos) {
      BOOST_TEST_MESSAGE(secret << " is left");
      ++found;
    }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_sip_message_with_everything_in_it) {
  Anonymiser anonymiser(42);
  const std::string before = invite();
  anonymiser.learn_sip(before);
  const std::string after = anonymiser.sip(before);
  BOOST_TEST(after.size() == before.size());
  BOOST_TEST(leaks(before) == std::size(secrets));
  BOOST_TEST(leaks(after) == 0U);
  for (const auto& original : anonymiser.originals()) BOOST_TEST(after.find(original) == std::string::npos, original);
  // What the protocols need stays.
  for (const char* kept : {"INVITE sip:+", ";user=phone SIP/2.0\r\n", "CSeq: 100 INVITE", "m=audio 100 RTP/SAVP 8 101",
                           "a=rtpmap:8 PCMA/8000", "inline:", "|2^31", "sha-1 ", "o=", " IN IP4 192.168.",
                           ".local 4000", "branch=z9hG4bK1;received=192.168.", "tag=a1", "<tel:+"})
    BOOST_TEST(after.find(kept) != std::string::npos, kept);
  // The same value is the same everywhere.
  const auto user = after.substr(after.find("From: ") + 6);
  const auto name = user.substr(user.find("sip:") + 4, 4);
  BOOST_TEST(after.find("o=" + name + " ") != std::string::npos);
  BOOST_TEST(after.find("username=\"" + name + "\"") != std::string::npos);
  BOOST_TEST(after.find("Call-ID: 77-" + name + "@192.168.") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_ng_message_keeps_its_bencode) {
  const auto text = [](std::string_view value) { return fmt::format("{}:{}", value.size(), value); };
  const std::string before = "12_34_5 d" + text("call-id") + text("77-hugo@192.168.7.21") + text("command") +
                             text("offer") + text("from-tag") + text("a1") + text("metadata") + text("hugo calls") +
                             text("received-from") + "l" + text("IP6") + text("2001:db8:7::21") + "e" + text("sdp") +
                             text(sdp) + "e";
  Anonymiser anonymiser(7);
  anonymiser.learn_ng(before);
  const std::string after = anonymiser.ng(before);
  BOOST_TEST(after.size() == before.size());
  BOOST_TEST(leaks(after) == 0U);
  bencode::Reader reader;
  const auto root = reader.read(std::string_view(after).substr(8));
  BOOST_REQUIRE(root.has_value());
  BOOST_TEST(root->find_string("command").value() == "offer");
  BOOST_TEST(root->find_string("from-tag").value() == "a1");
  BOOST_TEST(capture::parse_address(*(*root->find("received-from").begin().operator++()).string()).has_value());
  // Cut by the capture: what cannot be read goes.
  for (std::size_t length = 9; length < before.size(); length += 7) {
    Anonymiser of_cut(7);
    of_cut.learn_ng(before);
    BOOST_TEST(leaks(of_cut.ng(before.substr(0, length))) == 0U, length);
  }
}

BOOST_AUTO_TEST_CASE(json_is_replaced_value_by_value) {
  const std::string before =
      R"(c1 {"command":"offer","call-id":"x@corp.test","sdp":"v=0\r\no=hugo 1 1 IN IP4 192.168.7.21\r\n)"
      R"(a=crypto:1 X inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n"})";
  Anonymiser anonymiser(7);
  anonymiser.learn_ng(before);
  const std::string after = anonymiser.ng(before);
  BOOST_TEST(leaks(after) == 0U);
  BOOST_TEST(after.starts_with("c1 {\"command\":\"offer\",\"call-id\":\"x@"));
}

BOOST_AUTO_TEST_CASE(bodies_that_are_no_sdp_are_blotted) {
  const std::string before = "MESSAGE sip:a@b.test SIP/2.0\r\nContent-Type: text/plain\r\n\r\nmeet me at 5";
  Anonymiser anonymiser(7);
  anonymiser.learn_sip(before);
  BOOST_TEST(anonymiser.sip(before).ends_with("\r\n\r\nxxxx xx xx x"));
}

BOOST_AUTO_TEST_CASE(addresses_stay_of_their_kind_and_length) {
  for (const char* text :
       {"10.0.0.1", "192.168.1.77", "172.20.3.4", "100.64.9.9", "169.254.1.1", "127.0.8.12", "8.8.8.8", "203.0.113.250",
        "239.1.2.3", "2001:db8::1", "fe80::1:2", "fd00:1:2:3::4", "2a02:8108:1:2:3:4:5:6", "::ffff:10.0.0.1"}) {
    Anonymiser anonymiser(3);
    const auto before = *capture::parse_address(text);
    anonymiser.learn_address(before);
    const auto after = anonymiser.address(before);
    BOOST_TEST(after.text().size() == before.text().size(), text << " became " << after.text());
    BOOST_TEST((after != before), text);
    BOOST_TEST(anonymiser.text(std::string("at ") + text + ";") == "at " + after.text() + ";");
    if (before.bytes[0] == 10 || before.bytes[0] == 127) BOOST_TEST(after.bytes[0] == before.bytes[0]);
  }
  for (const char* text : {"127.0.0.1", "::1", "0.0.0.0", "::", "255.255.255.255"})
    BOOST_TEST(Anonymiser(3).address(*capture::parse_address(text)).text() == text);
}

BOOST_AUTO_TEST_CASE(no_two_values_become_one_and_none_becomes_another) {
  Anonymiser anonymiser(11);
  std::vector<capture::Address> all;
  for (unsigned i = 1; i < 200; ++i) all.push_back(*capture::parse_address(fmt::format("10.0.{}.{}", i / 50, i)));
  for (const auto& one : all) anonymiser.learn_address(one);
  std::set<std::string> fresh;
  for (const auto& one : all) {
    const auto text = anonymiser.address(one).text();
    BOOST_TEST(fresh.insert(text).second, text);
    BOOST_TEST(
        (std::find_if(all.begin(), all.end(), [&](const auto& other) { return other.text() == text; }) == all.end()));
  }
  for (unsigned i = 0; i < 90; ++i) anonymiser.learn(Anonymiser::Kind::name, fmt::format("49305550{}", 10 + i));
  for (unsigned i = 0; i < 90; ++i) {
    const auto text = anonymiser.text(fmt::format("49305550{}", 10 + i));
    BOOST_TEST(fresh.insert(text).second, text);
    BOOST_TEST(!(text.starts_with("49305550")));
  }
}

BOOST_AUTO_TEST_CASE(short_numbers_are_replaced_as_users_only) {
  Anonymiser anonymiser(5);
  const std::string before =
      "INVITE sip:100@b.test SIP/2.0\r\nFrom: \"100\" <sip:100@b.test>\r\nCSeq: 100 INVITE\r\n\r\n";
  anonymiser.learn_sip(before);
  const auto after = anonymiser.sip(before);
  BOOST_TEST(after.find("sip:100@") == std::string::npos);
  BOOST_TEST(after.find("\"100\"") == std::string::npos);
  BOOST_TEST(after.find("CSeq: 100 INVITE") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(media_keeps_its_headers_alone) {
  using test::u16, test::u32, test::u8;
  const std::string rtp = u8(0x90) + u8(8) + u16(7) + u32(160) + u32(99) + u16(0xbede) + u16(1) + "secr" + "voice";
  const auto masked = capture::masked_media(rtp, capture::Content::rtp);
  BOOST_TEST(masked == rtp.substr(0, 16) + std::string(9, '\0'));
  const std::string sdes = u8(0x81) + u8(202) + u16(4) + u32(99) + u8(1) + u8(8) + "me@at.me" + std::string(2, '\0');
  BOOST_TEST(capture::masked_media(sdes, capture::Content::rtcp) ==
             u8(0x81) + u8(202) + u16(4) + u32(99) + u8(1) + u8(8) + "xxxxxxxx" + std::string(2, '\0'));
  const std::string stun =
      u16(0x0101) + u16(12) + u32(0x2112a442) + std::string(12, 't') + u16(0x20) + u16(8) + "addrport";
  BOOST_TEST(capture::masked_media(stun, capture::Content::stun) == stun.substr(0, 24) + std::string(8, '\0'));
}

BOOST_AUTO_TEST_SUITE_END()
