// Packets of a run as SIP text for a real proxy, and what the proxy makes of them as packets.
#include "scenarios/proxy/sip_phones.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(sip_phones_test)

using namespace rtpe;
using scenario::Phone;
using scenario::SipPhones;
using scenario::flow::PacketFields;

namespace {

PacketFields invite() {
  return {.call = 4,
          .handle = 2,
          .cseq = 1,
          .method = "INVITE",
          .call_id = "c@x",
          .from_tag = "a1",
          .sender_branch = "z9hG4bK-1",
          .body = "v=0\r\n"};
}

/// What a proxy makes of a request: its own Via on top, and itself in the route.
std::string relayed(const std::string& text) {
  const auto line = text.find("\r\n") + 2;
  return text.substr(0, line) +
         "Record-Route: <sip:127.50.3.1;lr>\r\nVia: SIP/2.0/UDP 127.50.3.1;branch=z9hG4bKp.0\r\n" + text.substr(line);
}

struct Fixture {
  SipPhones phones{{.caller = {.host = "127.50.3.2", .port = 5060}, .callee = {.host = "127.50.3.3", .port = 5060}}};
  bool has(const std::string& text, std::string_view part) { return text.contains(part); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_request_goes_to_the_other_phone, Fixture) {
  const std::string text = phones.text_of(invite(), Phone::caller);
  BOOST_TEST(text.starts_with(
      "INVITE sip:bob@127.50.3.3:5060 SIP/2.0\r\nVia: SIP/2.0/UDP 127.50.3.2:5060;branch=z9hG4bK-1;rport\r\n"));
  BOOST_TEST(text.ends_with("Content-Length: 5\r\n\r\nv=0\r\n"));
  BOOST_TEST(phones.find("c@x")->handle == 2U);
}

BOOST_FIXTURE_TEST_CASE(a_caller_behind_nat_shows_a_private_address, Fixture) {
  PacketFields packet = invite();
  packet.nat = true;
  const std::string text = phones.text_of(packet, Phone::caller);
  BOOST_TEST(has(text, "Via: SIP/2.0/UDP 192.168.77.5:5060"));
  BOOST_TEST(has(text, "Contact: <sip:alice@192.168.77.5:5060>"));
}

BOOST_FIXTURE_TEST_CASE(a_reply_carries_the_via_headers_of_its_request, Fixture) {
  const std::string text = relayed(phones.text_of(invite(), Phone::caller));
  const auto got = phones.packet_of(text);
  BOOST_REQUIRE(got.has_value());
  BOOST_TEST(got->call == 4U);
  BOOST_TEST(got->proxy_branch == "z9hG4bKp.0");
  BOOST_TEST(got->sender_branch == "z9hG4bK-1");
  PacketFields reply = invite();
  reply.status = 200;
  reply.to_tag = "b1";
  reply.proxy_branch = "z9hG4bKp.0";
  const std::string answer = phones.text_of(reply, Phone::callee);
  BOOST_TEST(has(answer, "Via: SIP/2.0/UDP 127.50.3.1;branch=z9hG4bKp.0\r\nVia: SIP/2.0/UDP 127.50.3.2:5060"));
  BOOST_TEST(has(answer, "Record-Route: <sip:127.50.3.1;lr>\r\n"));
}

BOOST_FIXTURE_TEST_CASE(requests_in_the_dialog_have_its_route, Fixture) {
  (void)phones.packet_of(relayed(phones.text_of(invite(), Phone::caller)));
  PacketFields bye = invite();
  bye.method = "BYE";
  bye.cseq = 2;
  bye.to_tag = "b1";
  bye.body = {};
  BOOST_TEST(has(phones.text_of(bye, Phone::caller), "\r\nRoute: <sip:127.50.3.1;lr>\r\n"));
}

BOOST_FIXTURE_TEST_CASE(the_ack_of_a_refusal_has_the_tag_of_the_refusal, Fixture) {
  (void)phones.text_of(invite(), Phone::caller);
  const auto refusal = phones.packet_of(
      "SIP/2.0 500 No\r\nVia: SIP/2.0/UDP 127.50.3.2:5060;branch=z9hG4bK-1\r\nFrom: "
      "<sip:alice@lab.invalid>;tag=a1\r\nTo: "
      "<sip:bob@lab.invalid>;tag=kamailio\r\nCall-ID: c@x\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
  BOOST_REQUIRE(refusal.has_value());
  BOOST_TEST(refusal->status == 500);
  BOOST_TEST(refusal->proxy_branch.empty());
  PacketFields ack = invite();
  ack.method = "ACK";
  ack.hop_by_hop = true;
  ack.body = {};
  BOOST_TEST(has(phones.text_of(ack, Phone::caller), "To: <sip:bob@lab.invalid>;tag=kamailio\r\n"));
}

BOOST_FIXTURE_TEST_CASE(what_is_no_call_of_the_run_is_nothing, Fixture) {
  BOOST_TEST(!phones.packet_of("").has_value());
  BOOST_TEST(!phones.packet_of("\r\n\r\n").has_value());
  BOOST_TEST(!phones
                  .packet_of(relayed("INVITE sip:x SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=b\r\nFrom: <sip:a@b>;tag=1\r\n"
                                     "To: <sip:a@b>\r\nCall-ID: other\r\nCSeq: 1 INVITE\r\n\r\n"))
                  .has_value());
  BOOST_TEST(!phones.find("other").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
