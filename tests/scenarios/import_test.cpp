// A kamailio.cfg becomes a scenario: what is taken over, what is said about the rest, what is refused.
#include "scenarios/import/import.hpp"

#include <boost/test/unit_test.hpp>
#include <map>

#include "tests/support/must.hpp"
#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(import_test)

using namespace rtpe;
using namespace rtpe::scenario;

namespace {

Expected<Imported> import(std::string_view text, std::vector<std::string> defines = {}) {
  const std::map<std::string, std::string, std::less<>> files{
      {"local.cfg", "#!define WITH_NAT\n"}, {"media.cfg", "route[MEDIA] { rtpengine_manage(\"replace-origin\"); }\n"}};
  return import_kamailio_cfg(text, "kamailio.cfg",
                             {.files = [&](std::string_view name) -> Expected<std::string> {
                                const auto known = files.find(name);
                                if (known != files.end()) return known->second;
                                return std::unexpected(Error{.message = "there is no file " + std::string(name)});
                              },
                              .defines = std::move(defines)});
}

std::string notes_of(const Imported& imported) {
  std::string out;
  for (const ImportNote& note : imported.notes) out += note_text(note) + "\n";
  return out;
}

constexpr std::string_view relay = "request_route { rtpengine_manage(); t_relay(); }\n";

struct Taken {
  std::string_view name, text, script, notes;
};

const Taken taken[] = {
    {"blocks that a call reaches",
     "loadmodule \"rtpengine.so\"\nrequest_route { route(MEDIA); t_on_reply(\"R\"); t_relay(); }\n"
     "route[MEDIA] { rtpengine_manage(); }\nroute[OTHER] { exit; }\nonreply_route[R] { route(MEDIA); }\n",
     "request_route {\n    route(MEDIA);\n    t_on_reply(\"R\");\n    t_relay();\n}\n\nroute[MEDIA] {\n"
     "    rtpengine_manage();\n}\n\nonreply_route[R] {\n    route(MEDIA);\n}\n",
     "not needed: route[OTHER]\nassumed: there is no rtpengine_sock: the node is udp:10.0.0.1:2223\n"},
    {"defines, conditions, includes",
     "#!define FLAGS \"ICE=remove\"\nimport_file \"absent.cfg\"\ninclude_file \"local.cfg\"\n"
     "modparam(\"rtpengine\", \"rtpengine_sock\", \"udp:10.1.1.1:2223\")\ninclude_file \"media.cfg\"\n"
     "request_route {\n#!ifdef WITH_NAT\n  route(MEDIA);\n#!else\n  rtpengine_offer(FLAGS);\n#!endif\n  "
     "t_relay();\n}\n",
     "route[MEDIA] {\n    rtpengine_manage(\"replace-origin\");\n}\n\nrequest_route {\n    route(MEDIA);\n    "
     "t_relay();\n"
     "}\n",
     "not needed: import_file \"absent.cfg\" is not there\n"},
    {"a function of the outside world",
     "modparam(\"rtpengine\", \"rtpengine_sock\", \"udp:10.1.1.1:2223\")\n"
     "request_route {\n  xlog(\"hello\\n\");\n  if (ds_is_from_list(\"1\")) exit;\n  if (!ds_select_dst(\"1\", \"4\")) "
     "exit;\n"
     "  rtpengine_manage();\n  t_relay();\n}\n",
     "request_route {\n    if (ds_is_from_list(\"1\")) {\n        exit;\n    }\n    if (!ds_select_dst(\"1\", \"4\")) "
     "{\n"
     "        exit;\n    }\n    rtpengine_manage();\n    t_relay();\n}\n",
     "assumed: kamailio.cfg:4:7: ds_is_from_list() returns -1\n"
     "assumed: kamailio.cfg:5:8: ds_select_dst() returns 1\n"},
    {"variables of the outside world",
     "modparam(\"rtpengine\", \"rtpengine_sock\", \"udp:10.1.1.1:2223\")\n"
     "request_route {\n  if ($geo(country) == \"CZ\" && has_totag()) exit;\n  $uac_req(x) = 1;\n"
     "  rtpengine_manage(\"label=$geo(city)\");\n  t_relay();\n}\n",
     "request_route {\n    if (($null == \"CZ\") && has_totag()) {\n        exit;\n    }\n"
     "    rtpengine_manage(\"label=$geo(city)\");\n    t_relay();\n}\n",
     "assumed: kamailio.cfg:3:7: $geo(country) is unset\n"
     "left out: kamailio.cfg:5:20: the value of $geo(city) in this text\n"
     "left out: kamailio.cfg:4:3: $uac_req(x) = 1: the variable '$uac_req(x)' is not known here\n"},
    {"flags by name",
     "flags FLT_A:3, FLT_B:4;\nmodparam(\"rtpengine\", \"rtpengine_sock\", \"udp:10.1.1.1:2223\")\n"
     "request_route { if (isflagset(FLT_B)) setflag(FLT_A); rtpengine_manage(); t_relay(); }\n",
     "request_route {\n    if (isflagset(4)) {\n        setflag(3);\n    }\n    rtpengine_manage();\n    "
     "t_relay();\n}\n",
     ""},
    {"calls where no message gets",
     "modparam(\"rtpengine\", \"rtpengine_sock\", \"udp:10.1.1.1:2223\")\n"
     "request_route { rtpengine_manage(); t_relay(); }\nevent_route[dialog:end] { rtpengine_delete(); }\n",
     "request_route {\n    rtpengine_manage();\n    t_relay();\n}\n",
     "left out: kamailio.cfg:3:1: event_route[dialog:end] calls rtpengine, and no message of a call gets there\n"},
};

struct Mistake {
  std::string_view text, message;
};

/// What is wrong with a file as a whole, and in it.
constexpr Mistake mistakes[] = {
    {"", "kamailio.cfg: there is no request_route in this file (give the main file, which includes the others)"},
    {"route[MEDIA] { rtpengine_manage(); }",
     "kamailio.cfg: there are routes but no request_route in this file (give the main file, which includes this one)"},
    {"request_route { t_relay(); }",
     "kamailio.cfg: nothing in this file calls rtpengine (rtpengine_manage, rtpengine_offer, ...) (perhaps a --define "
     "is missing: WITH_RTPENGINE, WITH_NAT)"},
    {"request_route { rtpproxy_manage(\"co\"); t_relay(); }",
     "kamailio.cfg: its media is relayed by rtpproxy, not by rtpengine"},
    {"cfgengine \"lua\"\nmodparam(\"app_lua\", \"load\", \"/etc/kamailio/kamailio.lua\")",
     "kamailio.cfg:1:1: the routes are a KEMI script (cfgengine lua), which is not read (write what it does as route "
     "blocks, or as entries of [routing])"},
    {"cfgengine=\"python\"",
     "kamailio.cfg:1:1: the routes are a KEMI script (cfgengine python), which is not read (write what it does as "
     "route blocks, or as entries of [routing])"},
    {"loadmodule \"seas.so\"\nrequest_route { as_relay_t(\"app\"); }",
     "kamailio.cfg:1:12: calls are routed by an application server (module seas) (write what it does as route blocks, "
     "or as entries of [routing])"},
    {"request_route { t_relay(); }\nroute[MEDIA] { rtpengine_manage(); }",
     "kamailio.cfg: rtpengine is called only where no message of a call gets (perhaps a --define is missing)"},
    {"include_file \"nowhere.cfg\"\nrequest_route { rtpengine_manage(); }",
     "kamailio.cfg:1:1: there is no file nowhere.cfg"},
    {"#!ifdef WITH_NAT\nrequest_route { rtpengine_manage(); }", "kamailio.cfg:1:1: this #!ifdef has no #!endif"},
    {"#!else\n", "kamailio.cfg:1:1: #!else without #!ifdef"},
    {"#!endif\n", "kamailio.cfg:1:1: #!endif without #!ifdef"},
    {"#!ifdef\n#!endif\n", "kamailio.cfg:1:1: #!ifdef needs a name"},
    {"#!define\n", "kamailio.cfg:1:1: #!define needs a name"},
    {"#!define A 1\n#!define A 2\n",
     "kamailio.cfg:2:1: A is defined already, as '1' (#!redefine gives a name another value, #!trydef keeps the "
     "first)"},
    {"#!subst \"/a(/b/\"\n", "kamailio.cfg:1:1: 'a(' is no regular expression"},
    {"#!subst \"/a/b\"\n", "kamailio.cfg:1:1: \"/PATTERN/REPLACEMENT/FLAGS\" is expected here"},
    {"#!ifexp A == 1\n#!endif\n", "kamailio.cfg:1:1: #!ifexp is not evaluated here (use #!ifdef, or give --define)"},
    {"#!defenv HOST\n",
     "kamailio.cfg:1:1: #!defenv takes its value from outside (write the value with #!define, or give it with "
     "--define)"},
    {"loadmodule tm\n", "kamailio.cfg:1:12: a module's name is expected after loadmodule"},
    {"modparam(\"rtpengine\", \"rtpengine_sock\" \"udp:10.0.0.1:2223\")\n",
     "kamailio.cfg:1:59: ',' is expected between arguments of modparam"},
    {"modparam(\"rtpengine\", \"rtpengine_sock\", udp:10.0.0.1)\n",
     "kamailio.cfg:1:44: ')' is expected after the value"},
    {"modparam(\"rtpengine\", \"rtpengine_retr\", 2\n",
     "kamailio.cfg:1:41: ')' is expected after the value, not the end of the file"},
    {"modparam(rtpengine, \"rtpengine_retr\", 2)\n",
     "kamailio.cfg:1:10: modparam(\"MODULE\", \"NAME\", VALUE) is expected"},
    {"requst_route { rtpengine_manage(); }\n",
     "kamailio.cfg:1:14: 'requst_route' is no route block (blocks are request_route, route[NAME], reply_route, "
     "onreply_route[NAME], failure_route[NAME], branch_route[NAME], event_route[NAME])"},
    {"failure_route { rtpengine_delete(); }\n",
     "kamailio.cfg:1:15: a name is expected after failure_route, as in failure_route[NAME]"},
    {"route[MEDIA { rtpengine_manage(); }\n", "kamailio.cfg:1:13: ']' is expected after the route's name"},
    {"request_route {\n  rtpengine_manage(\"replace-origin\")\n}\n",
     "kamailio.cfg:3:1: ';' is expected after rtpengine_manage()"},
    {"request_route {\n  rtpengine_manage(\"replace-origin);\n}\n", "kamailio.cfg:2:20: this quotation does not end"},
    {"request_route {\n  if (is_method(\"INVITE\") { rtpengine_manage(); }\n}\n",
     "kamailio.cfg:2:27: ')' is expected after this expression"},
    {"request_route {\n  if (has_totag()) { }\n  rtpengine_manage();\n}\n",
     "kamailio.cfg:2:22: braces may not be empty (write a ';' between them)"},
    {"request_route {\n  rtpengine_manage();\n", "kamailio.cfg:2:21: '}' is expected, not the end of the file"},
    {"request_route {\n  $var(x) += 1;\n  rtpengine_manage();\n}\n",
     "kamailio.cfg:2:11: '=' is expected after $var(x)"},
    {"request_route {\n  else exit;\n}\n", "kamailio.cfg:2:3: an action is expected here, not 'else'"},
    {"/* the end\nrequest_route { rtpengine_manage(); }\n", "kamailio.cfg:1:1: this comment does not end"},
};

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_taken_over) {
  for (const Taken& row : taken) {
    BOOST_TEST_CONTEXT(row.name) {
      const Imported imported = test::must(import(row.text));
      BOOST_TEST(imported.scenario.routes.script == row.script);
      BOOST_TEST(notes_of(imported) == row.notes);
    }
  }
}

BOOST_AUTO_TEST_CASE(each_mistake_has_one_precise_message) {
  BOOST_TEST(std::size(mistakes) >= 30U);
  for (const Mistake& row : mistakes) {
    BOOST_TEST_CONTEXT(row.text) {
      const auto imported = import(row.text);
      BOOST_TEST((imported ? std::string("taken") : imported.error().text()) == row.message);
    }
  }
}

BOOST_AUTO_TEST_CASE(nodes_become_engines) {
  const Imported imported =
      test::must(import("children=3\nserver_id=7\n"
                        "modparam(\"rtpengine\", \"rtpengine_sock\", \"1 == udp:10.0.0.1:2223=2 udp:10.0.0.2:2223\")\n"
                        "modparam(\"rtpengine\", \"rtpengine_sock\", \"2 == udp:media.example:9900\")\n"
                        "modparam(\"rtpengine\", \"setid_default\", 1)\nmodparam(\"rtpengine\", \"ping_mode\", 0)\n" +
                        std::string(relay)));
  const Client& proxy = imported.scenario.proxies.front();
  BOOST_TEST(proxy.workers == 3U);
  BOOST_TEST(proxy.parameters.server_id == 7);
  BOOST_TEST(proxy.parameters.setid_default == 1);
  std::string engines;
  for (const Engine& engine : imported.scenario.engines) engines += engine.config.name + " " + engine.listen + "\n";
  BOOST_TEST(engines == "engine-1 udp:10.0.0.1:2223\nengine-2 udp:10.0.0.2:2223\nengine-3 udp:10.0.0.101:9900\n");
  BOOST_TEST(notes_of(imported) ==
             "left out: kamailio.cfg:6:1: modparam ping_mode: kamailio-5.6 does not know this parameter; it came with "
             "kamailio-5.8\nassumed: the node udp:media.example:9900 is udp:10.0.0.101:9900\n");
}

BOOST_AUTO_TEST_CASE(a_database_is_stood_in_for) {
  const Imported imported = test::must(
      import("modparam(\"rtpengine\", \"db_url\", \"mysql://kamailio:secret@localhost/kamailio\")\n"
             "request_route { if (has_totag()) set_rtpengine_set(\"5\"); rtpengine_manage(); t_relay(); }\n"));
  BOOST_TEST(imported.scenario.engines.size() == 2U);
  BOOST_TEST(imported.scenario.proxies.front().parameters.db_url.empty());
}

BOOST_AUTO_TEST_CASE(calls_have_what_the_routes_ask_for) {
  const Imported imported =
      test::must(import("request_route { if (nat_uac_test(\"19\")) setflag(5); if ($proto =~ \"ws\") setflag(6); "
                        "rtpengine_manage(); t_relay(); }\n"));
  std::string calls;
  for (const Traffic& traffic : imported.scenario.traffic) {
    calls += traffic.caller.nat == proxy::Nat::between ? "nat " : "plain ";
    calls += std::string(transport_name(traffic.caller.transport)) + " ";
    calls += std::string(transport_name(traffic.callee.transport)) + "\n";
  }
  BOOST_TEST(calls == "plain udp udp\nnat udp udp\nplain ws udp\nplain udp ws\n");
}

BOOST_AUTO_TEST_CASE(the_file_is_a_scenario_that_is_read_as_it_was) {
  for (const Taken& row : taken) {
    BOOST_TEST_CONTEXT(row.name) {
      Imported imported = test::must(import(row.text));
      const auto read = parse_scenario(imported_file(imported, "kamailio.cfg"), "made.toml");
      BOOST_REQUIRE(read);
      imported.scenario.file = "made.toml";
      BOOST_TEST(write_scenario(*read) == write_scenario(imported.scenario));
      BOOST_TEST((read->routes == imported.scenario.routes));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
