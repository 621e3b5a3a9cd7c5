// [[flow]] and [[call]]: messages written by hand, calls with names and times; what the proxy then does, and mistakes.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "scenarios/model/read_flow.hpp"
#include "scenarios/model/sdp_file.hpp"
#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(listed_calls_test)

using namespace rtpe;
using namespace rtpe::scenario;

namespace {

constexpr std::string_view head = R"toml([client]
rtpengine_sock = ["udp:10.0.0.1:2223"]

[routing]
script = '''

request_route {
    if (is_method("CANCEL")) rtpengine_delete();
    if (is_method("INVITE") && has_body("application/sdp")) {
        rtpengine_offer();
        t_on_reply("ANSWER");
        t_on_failure("REFUSED");
    }
    if (is_method("BYE")) rtpengine_delete();
    t_relay();
}
onreply_route[ANSWER] { if (has_body("application/sdp")) rtpengine_answer(); }
failure_route[REFUSED] { rtpengine_delete(); }
'''

[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"

)toml";

std::string file_of(std::string_view messages, std::string_view call = {}) {
  return std::string(head) + "[[flow]]\nname = \"mine\"\nmessages = [" + std::string(messages) +
         "]\n\n[[call]]\ncall_id = \"one@lab\"\nflow = \"mine\"\n" + std::string(call);
}

/// "offer, answer, call completed": commands but pings, and ends of calls, in their order.
std::string commands_of(const test::Played& played) {
  std::string out;
  for (const boost::json::object& record : test::records(played)) {
    const auto& kind = record.at("event").as_string();
    if (kind == "exchange_ended" && record.at("command") != "ping")
      out += std::string(out.empty() ? "" : ", ") + record.at("command").as_string().c_str();
    if (kind == "call_ended")
      out += std::string(out.empty() ? "" : ", ") + "call " + record.at("end").as_string().c_str();
  }
  return out;
}

struct Course {
  std::string_view name, messages, commands;
  friend std::ostream& operator<<(std::ostream& out, const Course& course) { return out << course.name; }
};

const Course courses[] = {
    {"a call", R"("caller INVITE sdp", "callee 180", "callee 200 sdp after 2s", "caller ACK",
      "callee BYE after 10s", "caller 200")",
     "offer, answer, delete, call completed"},
    {"refused", R"("caller INVITE sdp", "callee 180", "callee 486 after 200ms")", "offer, delete, call completed"},
    {"cancelled", R"("caller INVITE sdp", "callee 180", "caller CANCEL after 500ms", "callee 200 CANCEL",
      "callee 487 INVITE")",
     "offer, delete, delete, call completed"},
    {"held by the callee", R"("caller INVITE sdp", "callee 200 sdp after ring", "caller ACK",
      "callee INVITE sdp after 5s..8s", "caller 200 sdp", "callee ACK", "caller BYE after hold", "callee 200")",
     "offer, answer, offer, answer, delete, call completed"},
    {"early media", R"("caller INVITE sdp", "callee 183 sdp", "callee 200 sdp after 1s", "caller ACK",
      "caller BYE after 1s", "callee 200")",
     "offer, answer, answer, delete, call completed"},
    {"a second attempt", R"("caller INVITE sdp", "callee 407", "caller INVITE sdp after 100ms", "callee 200 sdp",
      "caller ACK", "caller BYE after 1s", "callee 200")",
     "offer, delete, offer, answer, delete, call completed"},
    {"INFO and UPDATE", R"("caller INVITE sdp", "callee 200 sdp", "caller ACK", "caller INFO after 1s", "callee 200",
      "callee UPDATE after 1s", "caller 200", "caller BYE", "callee 200")",
     "offer, answer, delete, call completed"},
    // The calls of what follows are as with Kamailio 5.6.3 as their proxy.
    {"PRACK and a CANCEL after it", R"("caller INVITE sdp", "callee 183 sdp", "caller PRACK", "callee 200 PRACK",
      "caller CANCEL after 1s", "callee 200 CANCEL", "callee 487 INVITE")",
     "offer, answer, delete, delete, call completed"},
    {"both send a re-INVITE", R"("caller INVITE sdp", "callee 200 sdp", "caller ACK", "caller INVITE sdp after 1s",
      "callee INVITE sdp crossing after 1s", "callee 491 INVITE", "caller 491 INVITE crossing",
      "callee INVITE sdp after 1s", "caller 200 sdp", "callee ACK", "caller BYE after 1s", "callee 200")",
     "offer, answer, offer, offer, delete, delete, offer, answer, delete, call completed"},
    {"an INVITE that comes again is offered again", R"("caller INVITE sdp", "caller INVITE again after 200ms",
      "callee 200 sdp after 300ms", "caller ACK", "caller BYE after 1s", "callee 200")",
     "offer, offer, answer, delete, call completed"},
    {"a 183 after the 200 is answered again", R"("caller INVITE sdp", "callee 183 sdp", "callee 200 sdp after 100ms",
      "caller ACK", "callee 183 again after 100ms", "caller BYE after 1s", "callee 200")",
     "offer, answer, answer, answer, delete, call completed"},
    {"two phones", R"("caller INVITE sdp", "callee 183 sdp", "callee2 183 INVITE sdp after 50ms",
      "callee2 200 INVITE sdp after 1s", "caller ACK", "caller BYE after 1s", "callee2 200")",
     "offer, answer, answer, answer, delete, call completed"},
    {"CANCEL meets 200", R"("caller INVITE sdp", "callee 180", "callee 200 sdp after 1s",
      "caller CANCEL crossing after 999ms", "callee 200 CANCEL", "caller ACK", "caller BYE after 1s", "callee 200")",
     "offer, answer, delete, delete, call completed"},
    {"each first copy is lost", R"("caller INVITE sdp lost", "callee 180", "callee 200 sdp lost after 1s",
      "caller ACK lost", "caller BYE lost after 1s", "callee 200")",
     "offer, answer, answer, delete, call completed"},
    {"503", R"("caller INVITE sdp", "callee 503")", "offer, delete, call completed"},
};

struct Mistake {
  std::string_view messages, call, says;
  friend std::ostream& operator<<(std::ostream& out, const Mistake& mistake) { return out << mistake.says; }
};

const Mistake mistakes[] = {
    {R"("alice INVITE")", "", "a message is \"caller INVITE sdp\""},
    {R"("caller BYE")", "", "a flow begins with \"caller INVITE\""},
    {R"("callee INVITE")", "", "a flow begins with \"caller INVITE\""},
    {R"("caller INVIT")", "", "did you mean \"INVITE\"?"},
    {R"("caller INVITE", "caller 200")", "", "the caller has no request to answer"},
    {R"("caller INVITE", "callee 100")", "", "\"100\" is no status"},
    {R"("caller INVITE", "callee 486", "caller ACK")", "", "the ACK of a negative reply is sent by itself"},
    {R"("caller INVITE", "callee 200", "callee ACK")", "", "the callee has nothing to acknowledge"},
    {R"("caller INVITE", "callee CANCEL")", "", "the callee has no unanswered INVITE"},
    {R"("caller INVITE", "caller INFO")", "", "only CANCEL may come in between"},
    {R"("caller INVITE", "caller INVITE")", "", "a second one may only cross it"},
    {R"("caller INVITE", "callee INVITE crossing")", "", "there is no answered INVITE before this INVITE"},
    {R"("caller INVITE", "caller PRACK")", "", "there is no provisional reply before this PRACK"},
    {R"("caller INVITE", "callee 183", "caller PRACK", "caller PRACK")", "", "has its PRACK already"},
    {R"("caller INVITE", "callee 180", "callee PRACK")", "", "there is no provisional reply before this PRACK"},
    {R"("caller INVITE", "callee5 180")", "", "a message is \"caller INVITE sdp\""},
    {R"("caller INVITE", "callee 200", "callee 200")", "", "the callee has no request to answer"},
    {R"("caller INVITE", "callee 200", "caller ACK to callee2")", "", "the caller has nothing to acknowledge"},
    {R"("caller INVITE", "callee 200", "caller ACK", "callee BYE to callee2")", "", "\"to\" names the phone"},
    {R"("caller INVITE", "callee 180 crossing")", "", "said because of the one before it"},
    {R"("caller INVITE", "callee 200", "caller ACK crossing")", "", "said because of the one before it"},
    {R"("caller INVITE", "caller CANCEL crossing")", "", "no message of the other party"},
    {R"("caller INVITE", "caller BYE again")", "", "this has not been said before"},
    {R"("caller INVITE sdp", "caller INVITE sdp again")", "", "leave out everything but \"after\""},
    {R"("caller INVITE sdp multipart")", "", "leave out \"sdp\""},
    {R"("caller INVITE sdp sdp")", "", "\"sdp\" stands here twice"},
    {R"("caller INVITE after 1s sdp")", "", "\"after\" and its pause stand last"},
    {R"("caller INVITE spd")", "", "did you mean \"sdp\"?"},
    {R"("caller INVITE", "caller INVITE again")", "", "a flow does not end with a copy"},
    {R"("caller INVITE", "callee 486", "caller BYE")", "", "there is no answered INVITE before this BYE"},
    {R"("caller INVITE after two")", "", "\"two\" is no pause"},
    {R"("caller INVITE later")", "", "\"later\" is not understood here"},
    {R"("caller INVITE")", "pauses = [\"1s\"]\n", "has 0 pauses of its own"},
    {R"("caller INVITE")", "reinvite_after = \"1s\"\n", "have a re-INVITE whose time can be set: \""},
    {R"("caller INVITE")", "proxy = \"left\"\n", "there is no [[proxy]] \"left\""},
    {R"("caller INVITE")", "caller_tag = \"a b\"\n", "\"a b\" is no tag"},
    {R"("caller INVITE")", "[[call]]\ncall_id = \"one@lab\"\n", "a call with this Call-ID is there already"},
};

}  // namespace

BOOST_DATA_TEST_CASE(messages_pass_and_cause_commands, boost::unit_test::data::make(courses), course) {
  const auto played = test::play(file_of(course.messages));
  BOOST_TEST(commands_of(played) == course.commands);
}

BOOST_DATA_TEST_CASE(mistakes_are_named, boost::unit_test::data::make(mistakes), mistake) {
  const auto scenario = parse_scenario(file_of(mistake.messages, mistake.call), "wrong.toml");
  BOOST_REQUIRE(!scenario.has_value());
  const std::string text = text_of(scenario.error());
  BOOST_TEST(text.contains(mistake.says), text);
}

BOOST_AUTO_TEST_CASE(what_is_written_reads_back_equal) {
  for (const Course& course : courses) {
    const auto scenario = parse_scenario(
        file_of(course.messages, "start = \"1.5s\"\nhold = \"5s\"\ncaller_tag = \"x1\"\ncaller = { nat = true }\n"),
        "mine.toml");
    BOOST_REQUIRE_MESSAGE(scenario.has_value(), (scenario ? std::string() : text_of(scenario.error())));
    const auto again = parse_scenario(write_scenario(*scenario), "mine.toml");
    BOOST_REQUIRE_MESSAGE(again.has_value(), write_scenario(*scenario));
    const Scenario &one = *scenario, &other = *again;
    BOOST_TEST((one == other), write_scenario(*scenario));
  }
}

BOOST_AUTO_TEST_CASE(each_call_has_its_own_time_and_names) {
  const auto played = test::play(file_of(R"("caller INVITE sdp", "callee 200 sdp after 2s", "caller ACK")",
                                         "start = \"3s\"\npauses = [\"7s\"]\n[[call]]\ncall_id = \"two@lab\"\n"
                                         "flow = \"mine\"\nstart = \"1s\"\n"));
  std::string out;
  for (const boost::json::object& record : test::records(played)) {
    const bool answered = record.at("event") == "exchange_ended" && record.at("command") == "answer";
    if (record.at("event") == "call_started") out += test::text(record, "call_id") + " ";
    if (answered || record.at("event") == "call_started") out += std::to_string(test::milliseconds(record)) + " ";
  }
  BOOST_TEST(out == "two@lab 1000 one@lab 3000 3017 10017 ");
}

BOOST_AUTO_TEST_CASE(bodies_belong_to_the_call_id_above_them) {
  const auto bodies =
      parse_call_bodies("call-id: a\nv=0\nm=audio 1\nv=0\nm=audio 2\n# b has none\ncall-id: b\n", "x.sdp");
  BOOST_REQUIRE(bodies.has_value());
  BOOST_TEST(bodies->at("a").size() == 2U);
  BOOST_TEST(bodies->at("a")[1] == "v=0\r\nm=audio 2\r\n");
  BOOST_TEST(bodies->at("b").empty());
  BOOST_TEST(!parse_call_bodies("v=0\nm=audio 1\n", "x.sdp").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
