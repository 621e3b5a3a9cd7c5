// SIP crosses the run's network: latency, loss, copies and partitions of it show in calls.
#include <boost/test/unit_test.hpp>
#include <map>

#include "client/sip/message.hpp"
#include "scenarios/flow/packet.hpp"
#include "scenarios/world/virtual_world.hpp"
#include "tests/support/scenarios.hpp"
#include "tests/support/world_recorder.hpp"

BOOST_AUTO_TEST_SUITE(sip_network_test)

using namespace rtpe;
using namespace rtpe::scenario;
using namespace std::chrono_literals;
using rtpe::test::end_of_call;
using rtpe::test::number;
using rtpe::test::play;
using rtpe::test::records;
using rtpe::test::text;
using Texts = std::vector<std::string>;

namespace {

/// Two calls at 0 and 1 s that ring for 1 s and last 5 s, hung up by whoever the seed says.
std::string file_with(std::string_view more, std::string_view traffic = "count = 2") {
  return R"(title = "sip"
seed = 3
[client]
rtpengine_sock = ["udp:10.0.0.1:2223 udp:10.0.0.2:2223"]
workers = 2
[routing]
"request INVITE" = ['rtpengine_offer()']
"reply 2xx INVITE" = ['rtpengine_answer()']
"request BYE" = ['rtpengine_delete()']
[network]
latency = "1ms"
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[engine]]
name = "b"
listen = "udp:10.0.0.2:2223"
[[traffic]]
rate = "1/s"
arrival = "regular"
ring = "1s"
hold = "5s"
)" + std::string(traffic) +
         "\n" + std::string(more);
}

/// "0.005 INVITE": when messages of a call were at the proxy, in milliseconds.
Texts messages_of(const test::Played& played, std::int64_t call) {
  Texts out;
  for (const auto& record : records(played, "sip_message"))
    if (number(record, "call") == call)
      out.push_back(std::to_string(test::milliseconds(record)) + " " + text(record, "message"));
  return out;
}

Texts ends(const test::Played& played) {
  Texts out;
  for (const auto& record : records(played, "call_ended")) out.push_back(end_of_call(record));
  return out;
}

std::map<std::string, int> commands(const test::Played& played) {
  std::map<std::string, int> out;
  for (const auto& record : records(played, "exchange_ended")) ++out[text(record, "command")];
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_message_takes_5_ms_to_the_proxy_and_5_ms_on) {
  const auto played = play(file_with("", "count = 1"));
  const auto messages = messages_of(played, 1);
  BOOST_REQUIRE(messages.size() == 6U);
  // The offer takes 2 ms, so the INVITE is at the callee at 12 ms.
  const Texts first{"5 INVITE", "17 180 INVITE", "1017 200 INVITE", "1029 ACK"};
  BOOST_TEST(Texts(messages.begin(), messages.begin() + 4) == first, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_link_of_sip_has_a_latency_of_its_own) {
  const auto played =
      play(file_with("[[link]]\nprotocol = \"sip\"\nparty = \"callee\"\nlatency = \"100ms\"\n", "count = 1"));
  const Texts first{"5 INVITE", "207 180 INVITE", "1207 200 INVITE", "1219 ACK"};
  const auto messages = messages_of(played, 1);
  BOOST_REQUIRE(messages.size() == 6U);
  BOOST_TEST(Texts(messages.begin(), messages.begin() + 4) == first, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_lost_is_repeated_until_calls_are_through) {
  const std::string lossy = "[[link]]\nprotocol = \"sip\"\nloss = 0.15\n";
  const auto played = play(file_with(lossy, "count = 200"));
  BOOST_TEST(played.result.calls == 200U);
  BOOST_TEST(played.result.calls_completed == 200U);
  // Some of the 1200 messages never came, others came twice: tm and the parties saw to it.
  BOOST_TEST(commands(played)["offer"] == 200);
  BOOST_TEST(commands(played)["delete"] == 200);
  BOOST_TEST(commands(played)["answer"] > 200);  // of a 200 whose ACK was lost
  BOOST_TEST(play(file_with(lossy, "count = 200")).log == played.log);
}

BOOST_AUTO_TEST_CASE(copies_and_overtaking_change_no_decision) {
  const auto plain = play(file_with("", "count = 50"));
  for (const char* what : {"duplication = 1.0", "reordering = 0.2"}) {
    const auto played = play(file_with("[[link]]\nprotocol = \"sip\"\n" + std::string(what) + "\n", "count = 50"));
    BOOST_TEST_INFO(what);
    BOOST_TEST(played.result.calls_completed == 50U);
    auto now = commands(played);
    for (const auto& [command, count] : commands(plain)) BOOST_TEST(now[command] == count, command);
  }
}

BOOST_AUTO_TEST_CASE(a_caller_that_reaches_nobody_gives_up_after_32_s) {
  const auto played = play(file_with("[[fault]]\nat = \"0s\"\ndo = \"partition_sip\"\nparty = \"caller\"\n"));
  BOOST_TEST(ends(played) == (Texts{"failed: INVITE: no reply for 32 s", "failed: INVITE: no reply for 32 s"}),
             boost::test_tools::per_element());
  BOOST_TEST(records(played, "sip_message").empty());
  BOOST_TEST(test::milliseconds(records(played, "call_ended").front()) == 32000);
}

BOOST_AUTO_TEST_CASE(a_proxy_that_reaches_no_callee_answers_408) {
  const auto played = play(file_with("[[fault]]\nat = \"0s\"\ndo = \"partition_sip\"\nparty = \"callee\"\n"));
  BOOST_TEST(ends(played) == (Texts{"failed: INVITE: 408 INVITE", "failed: INVITE: 408 INVITE"}),
             boost::test_tools::per_element());
  BOOST_TEST(commands(played)["offer"] == 2);
  BOOST_TEST(commands(played)["delete"] == 0);
  // 5 ms to the proxy, 2 ms for the offer, 30 s of repetitions, 5 ms back.
  BOOST_TEST(test::milliseconds(records(played, "call_ended").front()) == 30012);
}

BOOST_AUTO_TEST_CASE(the_failure_route_runs_before_a_408) {
  std::string file = file_with("[[fault]]\nat = \"0s\"\ndo = \"partition_sip\"\nparty = \"callee\"\n", "count = 1");
  file.replace(file.find("\"request BYE\""), 0, "\"failure INVITE\" = ['rtpengine_delete()']\n");
  const auto played = play(file);
  BOOST_TEST(commands(played)["delete"] == 1);
  BOOST_TEST(ends(played).front() == "failed: INVITE: 408 INVITE");
}

BOOST_AUTO_TEST_CASE(a_lost_ack_makes_the_callee_repeat_its_200_and_the_proxy_answer_again) {
  // The 200 is on its way to the caller, whose ACK is then lost.
  const auto played = play(file_with(
      "[[fault]]\nat = \"1020ms\"\nfor = \"200ms\"\ndo = \"partition_sip\"\nparty = \"caller\"\n", "count = 1"));
  BOOST_TEST(ends(played) == Texts{"completed"}, boost::test_tools::per_element());
  BOOST_TEST(commands(played)["answer"] == 2);
  const auto messages = messages_of(played, 1);
  BOOST_REQUIRE(messages.size() == 7U);
  BOOST_TEST(messages[3] == "1517 200 INVITE");  // 0.5 s after the first
}

BOOST_AUTO_TEST_CASE(a_callee_without_ack_hangs_up) {
  const auto played =
      play(file_with("[[fault]]\nat = \"1020ms\"\ndo = \"partition_sip\"\nparty = \"caller\"\n", "count = 1"));
  const auto messages = messages_of(played, 1);
  BOOST_TEST(commands(played)["delete"] == 1);
  BOOST_TEST(ends(played).front().starts_with("failed: INVITE: no ACK for 32 s"));
  BOOST_TEST(messages.back() == "33017 BYE");
}

BOOST_AUTO_TEST_CASE(a_packet_is_read_back_and_cut_ones_are_refused) {
  flow::PacketFields fields{.call = 7,
                            .handle = 3,
                            .target = 9,
                            .cseq = 2,
                            .status = 200,
                            .hop_by_hop = true,
                            .method = "INVITE",
                            .call_id = "c@h",
                            .from_tag = "f",
                            .to_tag = "t",
                            .sender_branch = "s",
                            .proxy_branch = "p",
                            .body = "v=0\r\n"};
  std::string bytes;
  flow::pack(fields, bytes);
  const auto read = flow::unpack(bytes);
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST((read->call == 7 && read->handle == 3 && read->target == 9 && read->cseq == 2 && read->status == 200));
  BOOST_TEST(read->hop_by_hop);
  BOOST_TEST((read->method == "INVITE" && read->call_id == "c@h" && read->from_tag == "f" && read->to_tag == "t"));
  BOOST_TEST((read->sender_branch == "s" && read->proxy_branch == "p" && read->body == "v=0\r\n"));
  for (std::size_t length = 0; length < bytes.size(); ++length)
    BOOST_TEST(!flow::unpack(std::string_view(bytes).substr(0, length)).has_value(), length);
  BOOST_TEST(flow::name_of(fields) == "200 INVITE");
}

BOOST_AUTO_TEST_CASE(the_record_has_sip_as_text_that_a_parser_reads) {
  struct Sink final : DatagramSink {
    Texts sip;
    std::size_t ng = 0;
    void datagram(const Datagram& datagram) override {
      if (datagram.protocol == world::Protocol::sip)
        sip.emplace_back(datagram.bytes);
      else
        ++ng;
    }
  } sink;
  const auto played = play(file_with("", "count = 1"), {.datagrams = &sink});
  BOOST_REQUIRE(sink.sip.size() == 13U);  // INVITE, 180, 200, ACK, BYE, 200 twice each, and a 100
  BOOST_TEST(sink.ng == 10U);             // two startup pings, offer, answer, delete, each with its reply
  BOOST_TEST(sink.sip[0].starts_with("INVITE sip:"));
  BOOST_TEST(sink.sip[1].starts_with("SIP/2.0 100 Trying"));
  for (const std::string& message : sink.sip) {
    sip::ParsedMessage parsed;
    BOOST_TEST_INFO(message);
    BOOST_REQUIRE(sip::parse(message, parsed).has_value());
    BOOST_TEST(!parsed.message.call_id.empty());
    BOOST_TEST(parsed.message.content_length == static_cast<std::int64_t>(parsed.message.body.size()));
  }
}

BOOST_AUTO_TEST_SUITE_END()
