// NG messages are recognised by shape.
#include "pcap/ng/ng_message.hpp"

#include <boost/test/unit_test.hpp>

BOOST_TEST_DONT_PRINT_LOG_VALUE(rtpe::capture::NgMessage::Kind)

BOOST_AUTO_TEST_SUITE(ng_message_test)

using namespace rtpe;
using capture::NgDissector;
using capture::NgMessage;

BOOST_AUTO_TEST_CASE(requests_and_replies) {
  const struct {
    std::string payload;
    NgMessage::Kind kind;
    const char *cookie, *command, *call_id, *result, *reason;
  } rows[] = {
      {"0_1_2 d7:command4:pinge", NgMessage::Kind::request, "0_1_2", "ping", "", "", ""},
      {"x d8:supportsl10:load limite7:call-id5:1@abc7:command5:offere", NgMessage::Kind::request, "x", "offer", "1@abc",
       "", ""},
      {"x d6:result2:oke", NgMessage::Kind::reply, "x", "", "", "ok", ""},
      {"x d6:result5:error12:error-reason12:Unknown call7:warning1:we", NgMessage::Kind::reply, "x", "", "", "error",
       "Unknown call"},
      {"x de", NgMessage::Kind::request, "x", "", "", "", ""},
      {"x d7:command4:ping7:command5:offere", NgMessage::Kind::request, "x", "ping", "", "", ""},
      {"x d7:command4:ping", NgMessage::Kind::request, "x", "ping", "", "", ""},          // the daemon reads it so
      {"x d7:command4:pingeGARBAGE", NgMessage::Kind::request, "x", "ping", "", "", ""},  // and so
      {"x d7:commandi5ee", NgMessage::Kind::request, "x", "", "", "", ""},
      {"x d3:fooz", NgMessage::Kind::malformed, "x", "", "", "", ""},
      {"x d6:notify6:onDTMF4:datad6:callid1:cee", NgMessage::Kind::notification, "x", "", "", "", ""},
      {R"(j {"command":"offer","call-id":"a\"b"})", NgMessage::Kind::request, "j", "offer", "a\"b", "", ""},
      {R"(j { "result" : "pong" })", NgMessage::Kind::reply, "j", "", "", "pong", ""},
      {R"(j {"command":5})", NgMessage::Kind::request, "j", "", "", "", ""},
      {R"(j {"command":"p)", NgMessage::Kind::malformed, "j", "", "", "", ""},
  };
  NgDissector dissector;
  for (const auto& row : rows) {
    const auto message = dissector.dissect(row.payload, false);
    BOOST_REQUIRE_MESSAGE(message, row.payload);
    BOOST_TEST((message->kind == row.kind), row.payload);
    BOOST_TEST(message->cookie == row.cookie, row.payload);
    BOOST_TEST(message->command == row.command, row.payload);
    BOOST_TEST(message->call_id == row.call_id, row.payload);
    BOOST_TEST(message->result == row.result, row.payload);
    BOOST_TEST(message->error_reason == row.reason, row.payload);
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_ng) {
  NgDissector dissector;
  for (const std::string& payload :
       {std::string(), std::string(" "), std::string("x"), std::string("x "), std::string(" d7:command4:pinge"),
        std::string("x hello"), std::string("x l4:pinge"), std::string("x  d7:command4:pinge"), std::string("x {foo"),
        std::string("INVITE sip:bob@example SIP/2.0\r\n"), std::string("\x80\x00 dXXX", 7), std::string("\x80 d1:", 5),
        std::string(3000, 'c') + " d7:command4:pinge"})
    BOOST_TEST(!dissector.dissect(payload, false), payload.substr(0, 30));
}

BOOST_AUTO_TEST_CASE(binary_cookies_are_allowed) {
  NgDissector dissector;
  const std::string payload("\0\x01\x80\n d7:command4:pinge", 22);
  const auto message = dissector.dissect(payload, false);
  BOOST_REQUIRE(message);
  BOOST_TEST(message->cookie == std::string_view("\0\x01\x80\n", 4));
}

BOOST_AUTO_TEST_CASE(a_cut_message_gives_the_keys_in_front_of_the_cut) {
  const std::string whole =
      "x d8:supportsl10:load limite7:command5:offer5:flagsl2:aa2:bbe7:call-id5:1@abc3:sdp9:v=0\r\no=-\r\ne";
  NgDissector dissector;
  std::size_t with_command = 0, with_call_id = 0;
  for (std::size_t length = 4; length < whole.size(); ++length) {
    const auto message = dissector.dissect(std::string_view(whole).substr(0, length), true);
    BOOST_REQUIRE_MESSAGE(message, length);
    BOOST_TEST(message->is_cut);
    BOOST_TEST((message->command.empty() || message->command == "offer"));
    BOOST_TEST((message->call_id.empty() || message->call_id == "1@abc"));
    with_command += message->command.empty() ? 0 : 1;
    with_call_id += message->call_id.empty() ? 0 : 1;
  }
  BOOST_TEST(with_command == whole.size() - whole.find("5:flags"));
  BOOST_TEST(with_call_id == whole.size() - whole.find("3:sdp"));
  BOOST_TEST((dissector.dissect("x d6:result2:ok3:sdp9:v=0", true)->kind == NgMessage::Kind::reply));
}

BOOST_AUTO_TEST_CASE(what_is_certain) {
  const struct {
    std::string payload;
    bool is_certain;
  } rows[] = {
      {"x d7:command4:pinge", true},
      {"x d7:command4:nopee", true},
      {"x d6:result2:oke", true},
      {std::string("\0\x80 d6:result5:errore", 22), true},
      {R"(x {"command":"ping"})", true},
      {R"(x {"result":"pong"})", true},
      {R"(x {"result":"ok","sdp":"v=0"})", true},
      {R"(x {"result":"ok","took":3})", false},
      {R"(x {"command":"reboot"})", false},
      {"x de", false},
      {"x d6:result4:finee", false},
      {"x d3:foo3:bare", false},
      {"x d7:command6:reboot", false},
  };
  NgDissector dissector;
  for (const auto& row : rows) {
    const auto message = dissector.dissect(row.payload, false);
    BOOST_REQUIRE_MESSAGE(message, row.payload);
    BOOST_TEST(message->is_certain == row.is_certain, row.payload);
  }
}

BOOST_AUTO_TEST_SUITE_END()
