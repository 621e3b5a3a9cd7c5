// rtpengine_manage: the recorded flows, and every row of the decision table (behaviour.md section 7).
#include <boost/test/unit_test.hpp>

#include "client/bencode/value.hpp"
#include "client/script/manage.hpp"
#include "tests/support/json.hpp"
#include "tests/support/script_host.hpp"
#include "tests/support/scripted_network.hpp"
#include "tests/support/sip_text.hpp"

BOOST_AUTO_TEST_SUITE(manage_vectors_test)

using namespace rtpe;
using namespace std::chrono_literals;
using rtpe::test::text_of;
using script::Route;
using test::SipText;

namespace {

constexpr std::string_view node_sdp =
    "v=0\r\no=- 1 1 IN IP4 9.9.9.9\r\ns=-\r\nc=IN IP4 9.9.9.9\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0\r\n";

SipText request(std::string method, std::string body = std::string(test::sdp), std::optional<std::string> to = {}) {
  return {
      .method = std::move(method), .call_id = "m@h", .from_tag = "F", .to_tag = std::move(to), .body = std::move(body)};
}

SipText reply(int status, std::string method, std::string body = {}) {
  return {.method = std::move(method),
          .status = status,
          .call_id = "m@h",
          .from_tag = "F",
          .to_tag = "T",
          .branches = {"z9hG4bKone", "z9hG4bKtwo"},
          .body = std::move(body)};
}

SipText with_type(std::string type) {
  auto out = request("INVITE");
  out.content_type = std::move(type);
  return out;
}

SipText multipart() {
  auto out = request("INVITE",
                     "--bnd\r\nContent-Type: application/isup\r\n\r\nXX\r\n--bnd\r\nContent-Type: application/sdp\r\n"
                     "Content-Length: 83\r\n\r\n" +
                         std::string(test::sdp) + "\r\n--bnd--\r\n");
  out.content_type = "multipart/mixed;boundary=bnd";
  return out;
}

/// One recorded case: the messages that the recording's SIP flow put through the routes, and what went before.
struct Step {
  Route route;
  SipText message;
  std::string mark;  ///< the recording's name of the route and message
};
struct Case {
  std::vector<Step> steps;
  bool had_sdp = true;  ///< of the transaction's request
};

std::map<std::string, Case> cases() {
  const std::string s(test::sdp);
  const auto failed = [](int status) {
    return Case{{{Route::reply, reply(status, "INVITE"), "reply " + std::to_string(status) + " INVITE"},
                 {Route::failure, request("INVITE"), "failure INVITE"}}};
  };
  const auto invite = [&](SipText message = request("INVITE")) {
    return Case{{{Route::request, std::move(message), "request INVITE"}}, false};
  };
  return {
      {"normal: INVITE", invite()},
      {"normal: reply 100 nosdp", {{{Route::reply, reply(100, "INVITE"), "reply 100 INVITE"}}}},
      {"normal: UPDATE sdp", {{{Route::request, request("UPDATE", s, "T"), "request UPDATE"}}, false}},
      {"normal: UPDATE sdp (to be rejected)", {{{Route::request, request("UPDATE", s, "T"), "request UPDATE"}}, false}},
      {"normal: 200 PRACK sdp", {{{Route::reply, reply(200, "PRACK", s), "reply 200 PRACK"}}, false}},
      {"normal: INFO", {{{Route::request, request("INFO", ""), "request INFO"}}}},
      {"normal: BYE", {{{Route::request, request("BYE", "", "T"), "request BYE"}}}},
      {"normal: 200 BYE", {{{Route::reply, reply(200, "BYE"), "reply 200 BYE"}}}},
      {"delayed: INVITE", invite(request("INVITE", ""))},
      {"delayed: reply 183 sdp", {{{Route::reply, reply(183, "INVITE", s), "reply 183 INVITE"}}, false}},
      {"delayed: reply 200 sdp", {{{Route::reply, reply(200, "INVITE", s), "reply 200 INVITE"}}, false}},
      {"busy: INVITE", invite()},
      {"busy: reply 486 nosdp", failed(486)},
      {"redirect: INVITE", invite()},
      {"redirect: reply 302 nosdp", failed(302)},
      {"busy bf: INVITE", invite()},
      {"busy bf: reply 486 nosdp",
       {{{Route::reply, reply(486, "INVITE"), "reply 486 INVITE"},
         {Route::branch_failure, request("INVITE"), "branchfailure INVITE"},
         {Route::failure, request("INVITE"), "failure INVITE"}}}},
      {"auth: INVITE", invite()},
      {"auth: reply 407 nosdp", failed(407)},
      {"cancel: CANCEL", {{{Route::request, request("CANCEL", ""), "request CANCEL"}}}},
      {"cancel: 487", failed(487)},
      {"multipart with part Content-Length: INVITE", invite(multipart())},
      {"content-type application/sdp;x=y", invite(with_type("application/sdp;x=y"))},
      {"content-type application/trickle-ice-sdpfrag", invite(with_type("application/trickle-ice-sdpfrag"))},
      {"content-type text/plain", invite(with_type("text/plain"))},
      {"node silent: INVITE", invite()},
  };
}

struct Lab {
  Proxy proxy;
  Worker worker;
  test::ScriptedNetwork network{worker};
  test::ScriptHost host;
  bool silent = false;
  std::optional<std::string> body;

  Lab() : proxy(configured()) {
    network.treat = [this](const test::Sent& sent) -> test::Treatment {
      if (silent) return {};
      return {.arrivals = {test::reply_to(sent, test::dictionary({{"sdp", node_sdp}, {"result", "ok"}}))}};
    };
  }
  static Proxy configured() {
    const Personality& personality = *find_personality("kamailio-5.6");
    Parameters parameters = Parameters::defaults_of(personality);
    parameters.rtpengine_sock = {"udp:127.0.0.1:22231"};
    parameters.rtpengine_retr = 2;
    parameters.rtpengine_tout_ms = 100;
    parameters.aggressive_redetection = 0;
    return *Proxy::configure(parameters, personality);
  }

  int run(Route route, const SipText& text) {
    const auto statement = script::parse_statement("rtpengine_manage()", *proxy.personality);
    sip::ParsedMessage message;
    test::parse_into(text, message);
    script::Call call(proxy, worker, *statement, route, message.message, host);
    network.run(call, Time(1000s));
    if (call.result().new_body) body = *call.result().new_body;
    return call.result().rc;
  }

  [[nodiscard]] boost::json::array commands() const {
    boost::json::array out;
    for (const auto& sent : network.sent) {
      bencode::Reader reader;
      const auto view = *reader.read(sent.dictionary);
      boost::json::array tags;
      for (const char* key : {"from-tag", "to-tag"})
        if (const auto tag = view.find_string(key)) tags.push_back(boost::json::array{key, boost::json::string(*tag)});
      out.push_back(boost::json::array{boost::json::string(sent.command()), tags});
    }
    return out;
  }
};

struct ManageRow {
  const char* name;
  Route route;
  SipText message;
  int row;
  script::ManageAction action;
  bool tm = true, transaction = true, had_sdp = false;
};

std::vector<ManageRow> manage_rows() {
  using script::ManageAction;
  const std::string s(test::sdp);
  const auto fragment = with_type("application/trickle-ice-sdpfrag");
  return {
      {"branch failure", Route::branch_failure, request("INVITE"), 1, ManageAction::succeed},
      {"branch failure of a method that is not listed", Route::branch_failure, request("INFO"), 1,
       ManageAction::succeed},
      {"REGISTER", Route::request, request("REGISTER"), 3, ManageAction::fail},
      {"reply to OPTIONS", Route::reply, reply(200, "OPTIONS", s), 3, ManageAction::fail},
      {"CANCEL", Route::request, request("CANCEL", ""), 4, ManageAction::delete_},
      {"200 to CANCEL", Route::reply, reply(200, "CANCEL"), 4, ManageAction::delete_},
      {"BYE with SDP", Route::request, request("BYE"), 4, ManageAction::delete_},
      {"481 to BYE", Route::reply, reply(481, "BYE"), 4, ManageAction::delete_},
      {"ACK with SDP", Route::request, request("ACK"), 6, ManageAction::answer},
      {"PRACK with SDP", Route::request, request("PRACK"), 6, ManageAction::answer},
      {"ACK without SDP", Route::request, request("ACK", ""), 13, ManageAction::fail},
      {"UPDATE with SDP", Route::request, request("UPDATE"), 7, ManageAction::offer},
      {"UPDATE with SDP in a failure route", Route::failure, request("UPDATE"), 7, ManageAction::offer},
      {"INVITE with SDP", Route::request, request("INVITE"), 8, ManageAction::offer},
      {"INVITE with SDP in a failure route", Route::failure, request("INVITE"), 8, ManageAction::delete_},
      {"INVITE without SDP in a failure route", Route::failure, request("INVITE", ""), 13, ManageAction::fail},
      {"INVITE with an ICE fragment", Route::request, fragment, 13, ManageAction::fail},
      {"300", Route::reply, reply(300, "INVITE"), 9, ManageAction::delete_},
      {"491 to UPDATE", Route::reply, reply(491, "UPDATE"), 9, ManageAction::delete_},
      {"488 with SDP", Route::reply, reply(488, "INVITE", s), 9, ManageAction::delete_},
      {"200 to UPDATE with SDP", Route::reply, reply(200, "UPDATE", s), 10, ManageAction::answer},
      {"no tm", Route::reply, reply(200, "INVITE", s), 11, ManageAction::answer, false, true},
      {"no transaction", Route::reply, reply(200, "INVITE", s), 11, ManageAction::answer, true, false},
      {"200, INVITE had SDP", Route::reply, reply(200, "INVITE", s), 12, ManageAction::answer, true, true, true},
      {"183, INVITE had SDP", Route::reply, reply(183, "INVITE", s), 12, ManageAction::answer, true, true, true},
      {"200, INVITE had none", Route::reply, reply(200, "INVITE", s), 12, ManageAction::offer},
      {"200 to PRACK with SDP", Route::reply, reply(200, "PRACK", s), 12, ManageAction::offer},
      {"180 without SDP", Route::reply, reply(180, "INVITE"), 13, ManageAction::fail},
  };
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_recorded_case) {
  const auto vectors = test::read_json("kamailio/manage_live.json");
  const auto known = cases();
  for (const auto& row : vectors.at("cases").as_array()) {
    BOOST_TEST_CONTEXT(boost::json::serialize(row)) {
      const auto& object = row.as_object();
      const auto found = known.find(text_of(object.at("case")));
      BOOST_REQUIRE(found != known.end());
      Lab lab;
      lab.silent = found->first.starts_with("node silent");
      lab.host.had_sdp = found->second.had_sdp;
      boost::json::array marks;
      for (const auto& step : found->second.steps)
        marks.push_back(boost::json::string(step.mark + " rc=" + std::to_string(lab.run(step.route, step.message))));
      BOOST_TEST(boost::json::serialize(lab.commands()) == boost::json::serialize(object.at("commands")));
      BOOST_TEST(boost::json::serialize(marks) == boost::json::serialize(object.at("marks")));
      if (const auto* replaced = object.if_contains("body_replaced"))
        BOOST_TEST(lab.body.has_value() == replaced->as_bool());
      if (const auto* forwarded = object.if_contains("forwarded_body"))
        BOOST_TEST(lab.body.value_or("untouched") == text_of(*forwarded));
    }
  }
  BOOST_TEST(vectors.at("cases").as_array().size() == known.size());
}

BOOST_AUTO_TEST_CASE(every_row_of_the_table) {
  for (const auto& row : manage_rows()) {
    BOOST_TEST_CONTEXT(row.name) {
      sip::ParsedMessage message;
      test::parse_into(row.message, message);
      test::ScriptHost host;
      host.tm = row.tm;
      host.transaction = row.transaction;
      host.had_sdp = row.had_sdp;
      const auto decision = script::decide_manage(message.message, row.route, host);
      BOOST_TEST(decision.row == row.row);
      BOOST_TEST((decision.action == row.action));
      BOOST_TEST(host.had_sdp == (row.had_sdp || row.row == 8));
    }
  }
}

BOOST_AUTO_TEST_CASE(without_cseq_is_row_2_of_the_table) {
  sip::ParsedMessage message;
  test::parse_into(request("INVITE"), message);
  message.message.cseq_method = {};
  test::ScriptHost host;
  BOOST_TEST(script::decide_manage(message.message, Route::request, host).row == 2);
}

BOOST_AUTO_TEST_SUITE_END()
