// [routing] with Kamailio's own route blocks: what the proxy then sends, and what is said about mistakes.
#include <boost/test/unit_test.hpp>
#include <map>

#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(route_blocks_test)

using namespace rtpe;
using namespace rtpe::scenario;

namespace {

std::string scenario_of(std::string_view blocks, std::string_view traffic, std::string_view more = {}) {
  return "[client]\nrtpengine_sock = \"udp:10.0.0.1:2223\"\nworkers = 2\n[routing]\nscript = '''\n" +
         std::string(blocks) + "'''\n[[engine]]\nname = \"a\"\nlisten = \"udp:10.0.0.1:2223\"\n[[traffic]]\n" +
         "rate = \"1/s\"\ncount = 3\narrival = \"regular\"\nring = \"1s\"\nhold = \"5s\"\n" + std::string(traffic) +
         "\n" + std::string(more) + "[[check]]\nthat = \"calls_lost\"\n";
}

/// "INVITE offer" -> 3: commands by the message they were sent for. Pings are left out.
std::map<std::string, int> commands_of(const test::Played& played) {
  std::map<std::string, int> out;
  std::map<std::int64_t, std::string> message_of;
  for (const boost::json::object& record : test::records(played)) {
    const auto& kind = record.at("event").as_string();
    if (kind == "operation_started")
      message_of[record.at("operation").to_number<std::int64_t>()] = record.at("message").as_string().c_str();
    if (kind != "exchange_ended" || record.at("command") == "ping") continue;
    ++out[message_of[record.at("operation").to_number<std::int64_t>()] + " " +
          record.at("command").as_string().c_str()];
  }
  return out;
}

using Commands = std::map<std::string, int>;
std::string text_of(const Commands& commands) {
  std::string out;
  for (const auto& [what, count] : commands) out += what + " " + std::to_string(count) + "\n";
  return out;
}

struct Row {
  std::string_view name, blocks, traffic, commands;
  std::size_t completed;
};

constexpr std::string_view plain_relay = "request_route { t_relay(); }\n";

const Row rows[] = {
    {"nothing but relaying", plain_relay, "", "", 3},
    {"offer, answer, delete",
     R"cfg(request_route {
  if (is_method("INVITE") && !has_totag()) { rtpengine_offer(); t_on_reply("R"); }
  if (is_method("BYE")) rtpengine_delete();
  t_relay();
}
onreply_route[R] { if (status =~ "2..") rtpengine_answer(); }
)cfg",
     "", "200 INVITE answer 3\nBYE delete 3\nINVITE offer 3\n", 3},
    {"core reply_route runs for every reply",
     R"cfg(request_route { if (is_method("INVITE")) rtpengine_offer(); if (is_method("BYE")) rtpengine_delete(); t_relay(); }
reply_route { if (is_method("INVITE") && has_body("application/sdp")) rtpengine_answer(); }
)cfg",
     "flow = \"early-media\"", "183 INVITE answer 3\n200 INVITE answer 3\nBYE delete 3\nINVITE offer 3\n", 3},
    {"branch_route runs when the request is relayed",
     R"cfg(request_route { t_on_branch("B"); t_relay(); }
branch_route[B] { if (is_method("INVITE")) rtpengine_manage(); }
)cfg",
     "", "INVITE offer 3\n", 3},
    {"refused by the route itself", R"cfg(request_route { sl_send_reply("403", "No"); exit; }
)cfg",
     "", "", 0},
    {"neither relayed nor answered", "request_route { exit; }\n", "", "", 0},
    {"the route decides what a failed function means",
     R"cfg(request_route { if (is_method("INVITE") && !rtpengine_offer("via-branch=extra")) { xlog("no"); } t_relay(); }
)cfg",
     "", "", 3},
    {"facts of the traffic",
     R"cfg(request_route {
  if (is_method("INVITE") && nat_uac_test("19") && $proto == "ws") rtpengine_offer();
  t_relay();
}
)cfg",
     "caller = { nat = true, transport = \"ws\" }", "INVITE offer 3\n", 3},
    {"names with variables in them, selects, arguments that are put together",
     R"cfg(request_route {
  if (is_method("INVITE")) {
    $avp($rm) = "replace-origin";
    $sht(calls=>$ci) = 1;
    if ($avp(INVITE) == "replace-origin" && @via[1].branch =~ "^z9hG4bK") rtpengine_offer($avp(INVITE) + " ICE=remove");
  }
  if (is_method("BYE") && $sht(calls=>$ci) == 1) rtpengine_delete("label=" + $(ru{uri.param,x}));
  t_relay();
}
)cfg",
     "", "BYE delete 3\nINVITE offer 3\n", 3},
    {"variables of a dialog and of a transaction",
     R"cfg(request_route {
  if (is_method("INVITE")) { $dlg_var(f) = "replace-origin"; $avp(f) = "ICE=remove"; rtpengine_offer("$avp(f)");
t_on_reply("R");
}
if (is_method("BYE") && $dlg_var(f) == "replace-origin" && $avp(f) == $null) rtpengine_delete();
t_relay();
}
onreply_route[R] {
  if ($rs == 200 && $avp(f) == "ICE=remove") rtpengine_answer("$dlg_var(f)");
}
)cfg",
     "", "200 INVITE answer 3\nBYE delete 3\nINVITE offer 3\n", 3},
};

}  // namespace

BOOST_AUTO_TEST_CASE(the_proxy_does_what_the_blocks_say) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const auto played = test::play(scenario_of(row.blocks, row.traffic));
      BOOST_TEST(text_of(commands_of(played)) == row.commands);
      BOOST_TEST(played.result.calls_completed == row.completed);
    }
  }
}

BOOST_AUTO_TEST_CASE(nobody_answers_and_the_failure_route_deletes) {
  const auto played = test::play(scenario_of(
      R"cfg(request_route { if (is_method("INVITE")) { rtpengine_offer(); t_on_failure("F"); } t_relay(); }
failure_route[F] { if (t_check_status("408")) rtpengine_delete(); }
)cfg",
      "", "[[fault]]\nat = \"0s\"\ndo = \"partition_sip\"\nparty = \"callee\"\n"));
  BOOST_TEST(text_of(commands_of(played)).find("delete 3\n") != std::string::npos);
  BOOST_TEST(played.result.calls_completed == 0U);
}

BOOST_AUTO_TEST_CASE(a_failure_route_answers_in_its_own_way) {
  const auto played = test::play(scenario_of(
      R"cfg(request_route { if (is_method("INVITE")) { rtpengine_offer(); t_on_failure("F"); } t_relay(); }
failure_route[F] { t_reply("500", "Nobody"); }
)cfg",
      "", "[[fault]]\nat = \"0s\"\ndo = \"partition_sip\"\nparty = \"callee\"\n"));
  std::size_t told = 0;
  for (const boost::json::object& record : test::records(played))
    if (record.at("event") == "call_ended" && record.at("failure") == "500 INVITE") ++told;
  BOOST_TEST(told == 3U);
}

BOOST_AUTO_TEST_CASE(a_failure_route_sends_a_second_branch) {
  const auto played = test::play(scenario_of(
      R"cfg(request_route {
  if (is_method("INVITE")) { $du = "sip:a"; rtpengine_offer(); t_on_failure("F"); t_on_reply("R"); t_on_branch("B"); }
  if (is_method("BYE")) rtpengine_delete();
  t_relay();
}
branch_route[B] { $avp(branches) = $T_branch_idx; }
onreply_route[R] { if ($rs == 200 && $T_branch_idx == 1 && $avp(branches) == 0) rtpengine_answer(); }
failure_route[F] {
  if (t_check_status("408") && $T_branch_idx == 1 && $du == "sip:a") { rtpengine_delete(); rtpengine_offer(); t_relay(); }
}
)cfg",
      "", "[[fault]]\nat = \"0s\"\ndo = \"partition_sip\"\nparty = \"callee\"\nfor = \"45s\"\n"));
  BOOST_TEST(text_of(commands_of(played)) ==
             "200 INVITE answer 3\n408 INVITE delete 3\n408 INVITE offer 3\nBYE delete 3\nINVITE offer 3\n");
  BOOST_TEST(played.result.calls_completed == 3U);
}

BOOST_AUTO_TEST_CASE(doubts_are_warnings_at_their_line) {
  struct Doubt {
    std::string_view blocks, warning;
  };
  const Doubt doubts[] = {
      {"request_route { t_relay(); }\nroute[OLD] { exit; }\n", "nothing runs this block: there is no route(OLD)"},
      {"request_route { t_relay(); }\nfailure_route[F] { exit; }\n",
       "nothing runs this block: there is no t_on_failure(\"F\")"},
      {"request_route { rtpengine_manage(\"$var(flags)\"); t_relay(); }\n", "$var(flags) is read and never set"},
      {"request_route { if ($avp(x) == 1) exit; rtpengine_manage(); t_relay(); }\n", "$avp(x) is read and never set"},
      {"request_route { $dlg_var(x) = 1; if ($dlg_var(x) == 1) exit; rtpengine_manage(); t_relay(); }\n",
       "$dlg_var(x) takes no number"},
      {"request_route { rtpengine_offer(); t_relay(); }\n",
       "nothing deletes what is offered here: there is no rtpengine_delete() and no rtpengine_manage()"},
  };
  for (const Doubt& row : doubts) {
    BOOST_TEST_CONTEXT(row.blocks) {
      const auto parsed = test::parse(scenario_of(row.blocks, ""));
      BOOST_REQUIRE(parsed.warnings.size() == 1U);
      BOOST_TEST(parsed.warnings.front().text().find(row.warning) != std::string::npos);
    }
  }
  const auto fine =
      test::parse(scenario_of("request_route { $avp(x) = 1; if ($avp(x) == 1) $xavp(a=>b) = 2; "
                              "rtpengine_manage(\"$xavp(a=>c)\"); t_relay(); }\n",
                              ""));
  BOOST_TEST(fine.warnings.empty());
}

BOOST_AUTO_TEST_CASE(written_and_read_again) {
  const auto parsed =
      test::parse(scenario_of("request_route { if (ds_select_dst(\"1\")) t_relay(); }\n",
                              "caller = { nat = true, transport = \"wss\" }", "[assume]\nds_select_dst = 1\n"));
  const auto again = test::parse(write_scenario(parsed));
  BOOST_TEST((static_cast<const Scenario&>(again) == static_cast<const Scenario&>(parsed)));
}

BOOST_AUTO_TEST_CASE(mistakes_stand_at_their_line) {
  struct Mistake {
    std::string_view text, message;
  };
  const Mistake mistakes[] = {
      {"[routing]\nscript = '''\nrequest_route {\n  t_rely();\n}\n'''\n",
       "test.toml:4:3: the lab does not know the function t_rely(); did you mean t_relay()? If not: [assume] t_rely = "
       "1"},
      {"[routing]\nscript = '''request_route { rout(A); t_relay(); }'''\n",
       "test.toml:2:29: the lab does not know the function rout(); did you mean route()? If not: [assume] rout = 1"},
      {"[routing]\nscript = ''\n", "test.toml:2:10: this is empty"},
      {"[routing]\nscript = 'request_route { t_relay(); }'\nfile = 'x.cfg'\n",
       "test.toml:3:1: [routing] has no use for \"file\": there is a script already"},
      {"[routing]\nscript = 'request_route { t_relay(); }'\n\"request INVITE\" = ['rtpengine_offer()']\n",
       "test.toml:3:1: \"request INVITE\" cannot stand beside route blocks of Kamailio"},
      {"[routing]\nscript = 'route[A] { t_relay(); }'\n",
       "test.toml:2:10: there is no request_route, so no request would be relayed"},
  };
  for (const Mistake& mistake : mistakes) {
    BOOST_TEST_CONTEXT(mistake.text) {
      const auto read = parse_scenario(std::string(mistake.text) +
                                           "[client]\nrtpengine_sock = \"udp:10.0.0.1:2223\"\n[[engine]]\nname = "
                                           "\"a\"\nlisten = \"udp:10.0.0.1:2223\"\n"
                                           "[[traffic]]\ncount = 1\n[[check]]\nthat = \"calls_lost\"\n",
                                       "test.toml");
      BOOST_REQUIRE(!read.has_value());
      const std::string text = read.error().front().text();
      BOOST_TEST(text.substr(0, text.find('\n')) == mistake.message);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
