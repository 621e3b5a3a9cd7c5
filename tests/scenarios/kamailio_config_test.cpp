// The kamailio.cfg that is written from a scenario.
#include "scenarios/proxy/kamailio_config.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/must.hpp"
#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_config_test)

using namespace rtpe;
using scenario::KamailioConfig;

namespace {

Expected<KamailioConfig> config_of(std::string_view client, std::string_view rest) {
  const auto file = test::parse(std::string("[client]\nrtpengine_sock = [\"1 == udp:10.0.0.1:2223=3 "
                                            "udp:10.0.0.2:2223\", \"2 == udp:10.0.0.1:2223\"]\nsetid_default = 1\n") +
                                std::string(client) + "\n" + std::string(rest) +
                                "\n[[engine]]\nname = \"a\"\nlisten = \"udp:10.0.0.1:2223\"\n");
  const scenario::Client& proxy = file.proxies.front();
  const auto shared = test::must(Proxy::configure(proxy.parameters, proxy.release(), TcpNodes::refused));
  return scenario::kamailio_config(file, proxy, shared, {.prefix = "127.50.3."});
}

constexpr std::string_view calls = "[[traffic]]\nrate = \"1/s\"\nuntil = \"1s\"\n";
constexpr std::string_view rules = R"([routing]
"request INVITE" = ['rtpengine_manage("replace-origin")']
"reply *" = ['rtpengine_manage()']
"reply 2xx INVITE" = ['rtpengine_answer()']
"reply 183 INVITE" = ['rtpengine_answer("trust-address")']
"failure *" = ['rtpengine_delete()']
"request BYE" = ['rtpengine_query()', 'rtpengine_delete()']
)";

struct Line {
  std::string_view client, rest, has;
};
std::ostream& operator<<(std::ostream& out, const Line& line) { return out << line.has; }

const std::vector<Line> lines{
    {"", rules, "modparam(\"rtpengine\", \"rtpengine_sock\", \"1 == udp:127.50.3.10:2223=3 udp:127.50.3.11:2223=1\")"},
    // The same URL in another set is another address: the wire tells them apart.
    {"", rules, "modparam(\"rtpengine\", \"rtpengine_sock\", \"2 == udp:127.50.3.12:2223=1\")"},
    {"workers = 5", rules, "\nchildren=5\n"},
    {"server_id = 7", rules, "\nserver_id=7\n"},
    {"rtpengine_tout_ms = 300", rules, "modparam(\"rtpengine\", \"rtpengine_tout_ms\", 300)"},
    {"extra_id_pv = \"$avp(x)\"", rules, "modparam(\"rtpengine\", \"extra_id_pv\", \"$avp(x)\")"},
    {"hash_algo = 1", rules, "loadmodule \"crypto.so\""},
    {"", rules, "listen=udp:127.50.3.1:5060"},
    {"", rules, "if (is_method(\"INVITE\")) {\n        route(RTPE_LAB_0);\n        if ($rc < 0 && has_body("},
    // The most exact rule is asked first.
    {"", rules, "onreply_route[RTPE_LAB] {\n    if (is_method(\"INVITE\") && status =~ \"183\")"},
    {"", rules, "} else if (is_method(\"INVITE\") && status =~ \"2[0-9][0-9]\")"},
    {"", rules, "xlog(\"L_WARN\", \"rtpe-lab S 0 $ci\\n\");\n    rtpengine_manage(\"replace-origin\");"},
    {"", "[routing]\nscript = 'request_route { if (!rtpengine_offer(\"a\")) exit; t_relay(); }'",
     "if (!route(RTPE_LAB_0)) {"},
    {"", "[routing]\nscript = 'request_route { t_relay(); }'", "    route(RTPE_LAB_RELAY);"},
    {"", "[routing]\nscript = 'request_route { t_relay(); }'", "reply_route {\n    xlog(\"L_WARN\", \"rtpe-lab R"},
    {"", "[routing]\nscript = 'request_route { t_relay(); } reply_route { rtpengine_manage(); }'",
     "reply_route {\n    xlog(\"L_WARN\", \"rtpe-lab R $rs $rm $cs $si $ci\\n\");\n    route(RTPE_LAB_0);"},
    {"", "[routing]\nscript = 'request_route { if (ds_select_dst(1, 4)) t_relay(); }'\n[assume]\nds_select_dst = 1",
     "if (1) {"},
    {"", "[routing]\nscript = 'request_route { $sht(calls=>$ci) = 1; t_relay(); }'",
     "modparam(\"htable\", \"htable\", \"calls=>size=8;\")"},
    {"", "[routing]\nscript = 'request_route { $dlg_var(x) = 1; t_relay(); }'", "loadmodule \"dialog.so\""},
};

}  // namespace

BOOST_DATA_TEST_CASE(the_configuration_says, lines, line) {
  const auto config = test::must(config_of(line.client, std::string(line.rest) + "\n" + std::string(calls)));
  BOOST_TEST(config.text.contains(line.has), "there is no\n" << line.has << "\nin\n" << config.text);
}

BOOST_AUTO_TEST_CASE(statements_are_numbered_in_their_order) {
  const auto config = test::must(config_of("", std::string(rules) + std::string(calls)));
  BOOST_REQUIRE(config.statements.size() == 7U);
  BOOST_TEST(config.statements[0].function == "rtpengine_manage");
  BOOST_TEST(config.statements[1].text == "rtpengine_query()");
}

BOOST_AUTO_TEST_CASE(what_it_cannot_play_is_refused) {
  struct Row {
    std::string_view client, traffic, says;
  };
  const std::vector<Row> rows{
      {"personality = \"kamailio-6.0\"", "", "Debian's Kamailio is 5.6, the scenario's is kamailio-6.0"},
      {"", "caller = { transport = \"ws\" }", "its phones speak UDP, those of the scenario another transport"},
  };
  for (const Row& row : rows) {
    const auto config = config_of(row.client, std::string(rules) + std::string(calls) + std::string(row.traffic));
    BOOST_REQUIRE(!config.has_value());
    BOOST_TEST(config.error().message == row.says);
  }
}

BOOST_AUTO_TEST_SUITE_END()
