// The control API: every path once, as a test harness would use it, and what it says to nonsense.
#include "mock_engine/control/control_api.hpp"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/loopback.hpp"

BOOST_AUTO_TEST_SUITE(control_api_test)

using namespace rtpe;
using namespace rtpe::mock;
using test::ClientSocket;

namespace {

class Api {
 public:
  explicit Api(std::vector<std::string> names = {"a"}) {
    for (std::string& name : names) {
      ServerOptions options{.program = {.journal_entries = 100},
                            .listen = {{ListenKind::udp, "127.89.3.1", 0}, {ListenKind::tcp, "127.89.3.1", 0}}};
      options.engine.name = std::move(name);
      engines_.push_back(std::make_unique<test::LoopbackEngine>(std::move(options)));
    }
  }
  ControlReply ask(std::string method, std::string target, std::string body = "") {
    std::vector<Controlled*> servers;
    for (const auto& engine : engines_) engine->on_thread([&](EngineServer& server) { servers.push_back(&server); });
    ControlReply reply;
    engines_.front()->on_thread([&](EngineServer&) {
      reply =
          handle_control({.method = std::move(method), .target = std::move(target), .body = std::move(body)}, servers);
    });
    return reply;
  }
  boost::json::value ok(std::string method, std::string target, std::string body = "", unsigned status = 200) {
    const ControlReply reply = ask(method, target, std::move(body));
    BOOST_REQUIRE_MESSAGE(reply.status == status, method << " " << target << ": " << reply.status << " " << reply.body);
    return boost::json::parse(reply.body);
  }
  std::string ng(const std::string& message) {
    ClientSocket client(ClientSocket::Kind::datagram, engines_.front()->at(ListenKind::udp));
    client.send(message);
    return client.receive();
  }
  test::LoopbackEngine& engine() { return *engines_.front(); }

 private:
  std::vector<std::unique_ptr<test::LoopbackEngine>> engines_;
};

const std::string sdp =
    "v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
const std::string offer = fmt::format("c1 d7:command5:offer7:call-id4:a/b?8:from-tag1:a3:sdp{}:{}e", sdp.size(), sdp);

}  // namespace

BOOST_AUTO_TEST_CASE(health_and_engines) {
  Api api;
  BOOST_TEST(api.ok("GET", "/health").at("status").as_string() == "ok");
  const auto engines = api.ok("GET", "/engines").at("engines").as_array();
  BOOST_TEST(engines.at(0).at("name").as_string() == "a");
  BOOST_TEST(engines.at(0).at("process").as_string() == "up");
  BOOST_TEST(api.ok("GET", "/engines/a").at("summary").at("requests").to_number<int>() == 0);
}

BOOST_AUTO_TEST_CASE(rules_are_listed_added_replaced_removed_and_reset) {
  Api api;
  const auto added = api.ok("POST", "/rules", R"({"name": "break", "do": {"error": "broken"}})", 201);
  BOOST_TEST(added.at("do").at("error").as_string() == "broken");
  BOOST_TEST(api.ask("POST", "/rules", R"({"name": "break", "do": "drain"})").status == 409);
  BOOST_TEST(api.ng("c1 d7:command4:pinge") == "c1 d6:result5:error12:error-reason6:brokene");
  BOOST_TEST(api.ok("GET", "/rules/break").at("count").at("acted").to_number<int>() == 1);
  api.ok("PUT", "/engines/a/rules/break", R"({"do": {"truncate": 3}})");
  BOOST_TEST(api.ng("c2 d7:command4:pinge") == "c2 ");
  BOOST_TEST(api.ok("GET", "/rules").at("rules").as_array().size() == 1);
  BOOST_TEST(api.ok("DELETE", "/rules/break").at("rules").as_array().empty());
  BOOST_TEST(api.ng("c3 d7:command4:pinge") == "c3 d6:result4:ponge");
  api.ok("POST", "/rules", R"({"name": "x", "do": "drop-reply"})", 201);
  BOOST_TEST(api.ok("POST", "/reset").at("rules").to_number<int>() == 0);
  api.ok("POST", "/rules", R"({"name": "x", "do": "drop-reply"})", 201);
  BOOST_TEST(api.ok("DELETE", "/rules").at("rules").as_array().empty());
}

BOOST_AUTO_TEST_CASE(requests_are_recorded_found_and_counted) {
  Api api;
  api.ng("c1 d7:command4:pinge");
  api.ng(offer);
  api.ng(std::string("\xff\x01 garbage"));
  BOOST_TEST(api.ok("GET", "/requests/count").at("count").to_number<int>() == 3);
  const auto found = api.ok("GET", "/requests?command=offer&call-id=a%2Fb%3F").at("requests").as_array();
  BOOST_REQUIRE_EQUAL(found.size(), 1);
  BOOST_TEST(found[0].at("from-tag").as_string() == "a");
  BOOST_TEST(found[0].at("transport").as_string() == "udp");
  const auto number = found[0].at("number").to_number<int>();
  BOOST_TEST(api.ok("GET", "/requests/count?since=" + std::to_string(number)).at("count").to_number<int>() == 1);
  BOOST_TEST(api.ask("GET", "/requests?comand=offer").status == 400);
  BOOST_TEST(api.ok("DELETE", "/requests").at("requests").as_array().empty());
}

BOOST_AUTO_TEST_CASE(calls_are_listed_shown_and_ended) {
  Api api;
  api.ng(offer);
  BOOST_TEST(api.ok("GET", "/calls").at("calls").as_array().at(0).as_string() == "a/b?");
  const auto call = api.ok("GET", "/calls/a%2Fb%3F");
  BOOST_TEST(call.at("tags").at("a").at("medias").as_array().size() == 1);
  BOOST_TEST(api.ask("GET", "/calls/nope").status == 404);
  api.ok("DELETE", "/calls/a%2Fb%3F");
  BOOST_TEST(api.ask("GET", "/calls/a%2Fb%3F").status == 404);
}

BOOST_AUTO_TEST_CASE(observations_show_in_queries) {
  Api api;
  api.ng(offer);
  api.ok("POST", "/observations",
         R"({"packets": [{"call-id": "a/b?", "tag": "a", "packets": 50, "octets": 8600, "ssrc": 7}]})");
  const auto call = api.ok("GET", "/calls/a%2Fb%3F");
  BOOST_TEST(call.at("totals").at("RTP").at("packets").to_number<int>() == 50);
  BOOST_TEST(call.at("totals").at("RTP").at("bytes").to_number<int>() == 8600);
  BOOST_TEST(api.ask("POST", "/observations", R"({"packets": [{"call-id": "nope"}]})").status == 400);
  BOOST_TEST(api.ask("POST", "/observations", R"({"packets": [{"call-id": "a/b?", "paket": 1}]})").status == 400);
  ClientSocket listener(ClientSocket::Kind::stream, api.engine().at(ListenKind::tcp));
  listener.send("t1 d7:command4:pinge");
  BOOST_TEST(listener.receive() == "t1 d6:result4:ponge");
  api.ok("POST", "/observations", R"({"dtmf": [{"call-id": "a/b?", "tag": "a", "event": 5}]})");
  BOOST_TEST(listener.receive().find("onDTMF") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(process_verbs_load_state_and_metrics) {
  Api api;
  BOOST_TEST(api.ok("POST", "/do", R"("drain")").at("draining").as_bool());
  BOOST_TEST(api.ng(offer) == "c1 d6:result5:error12:error-reason30:Parallel session limit reachede");
  BOOST_TEST(!api.ok("POST", "/do", R"("recover")").at("draining").as_bool());
  BOOST_TEST(api.ok("POST", "/do", R"({"crash": "1h"})").at("process").as_string() == "down");
  ClientSocket dead(ClientSocket::Kind::datagram, api.engine().at(ListenKind::udp));
  dead.send("c2 d7:command4:pinge");
  BOOST_TEST(dead.glance() == "refused");
  BOOST_TEST(api.ok("POST", "/do", R"("recover")").at("process").as_string() == "up");
  BOOST_TEST(api.ng("c3 d7:command4:pinge") == "c3 d6:result4:ponge");
  BOOST_TEST(api.ask("POST", "/do", R"("drop-reply")").status == 400);
  api.ok("PUT", "/state", R"({"state": "broken"})");
  BOOST_TEST(api.ok("GET", "/state").at("state").as_string() == "broken");
  BOOST_TEST(api.ok("PUT", "/load", R"({"load-average": 3.5})").at("load-average").as_double() == 3.5);
  const ControlReply metrics = api.ask("GET", "/metrics");
  BOOST_TEST(metrics.content_type == "text/plain");
  BOOST_TEST(metrics.body.find("rtpengine_sessions{type=\"own\"} 0\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nonsense_is_refused) {
  Api api;
  BOOST_TEST(api.ask("GET", "/nope").status == 404);
  BOOST_TEST(api.ask("GET", "/engines/b/rules").status == 404);
  BOOST_TEST(api.ask("GET", "nonsense").status == 400);
  BOOST_TEST(api.ask("GET", "/%zz").status == 400);
  BOOST_TEST(api.ask("PATCH", "/rules").status == 405);
  BOOST_TEST(api.ask("POST", "/calls").status == 405);
  BOOST_TEST(api.ask("POST", "/rules", "{").status == 400);
  BOOST_TEST(api.ask("POST", "/rules", R"({"name": "x", "do": "nope"})").status == 400);
  BOOST_TEST(api.ask("POST", "/do", "").status == 400);
  BOOST_TEST(api.ask("PUT", "/state", "[]").status == 400);
  BOOST_TEST(api.ask("DELETE", "/rules/none").status == 404);
}

BOOST_AUTO_TEST_CASE(with_several_engines_the_name_is_needed) {
  Api api({"a", "b"});
  BOOST_TEST(api.ask("GET", "/rules").status == 404);
  BOOST_TEST(api.ok("GET", "/health").at("engines").as_array().size() == 2);
  BOOST_TEST(api.ok("GET", "/engines/b/rules").at("rules").as_array().empty());
}

BOOST_AUTO_TEST_SUITE_END()
