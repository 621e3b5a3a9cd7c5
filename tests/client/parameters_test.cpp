// Every parameter of behaviour.md section 14: default, what is taken, what is refused and why.
#include <boost/test/unit_test.hpp>

#include "client/operation/proxy.hpp"
#include "client/stats/mos.hpp"

BOOST_AUTO_TEST_SUITE(parameters_test)

using namespace rtpe;

namespace {

constexpr std::int64_t int_max = 2147483647, int_min = -2147483648LL;

struct Number {
  const char* name;
  std::int64_t Parameters::* field;
  std::int64_t standard;
  std::vector<std::int64_t> taken, refused;
};

const std::vector<Number> numbers = {
    {"rtpengine_disable_tout", &Parameters::rtpengine_disable_tout, 60, {0, 1, int_max}, {-1, int_max + 1}},
    {"aggressive_redetection", &Parameters::aggressive_redetection, 1, {0, 1}, {-1, 2}},
    {"rtpengine_tout_ms", &Parameters::rtpengine_tout_ms, 1000, {0, 50, int_max}, {-1, int_max + 1}},
    {"rtpengine_retr", &Parameters::rtpengine_retr, 5, {0, 1, int_max}, {-1, int_max + 1}},
    {"queried_nodes_limit", &Parameters::queried_nodes_limit, 30, {0, 1, 30}, {-1, 31, 100}},
    {"rtpengine_allow_op", &Parameters::rtpengine_allow_op, 0, {0, 1, 2, 7, -1}, {int_max + 1, int_min - 1}},
    {"control_cmd_tos", &Parameters::control_cmd_tos, -1, {-1, 0, 184, 255}, {-2, 256}},
    {"setid_default", &Parameters::setid_default, 0, {0, 7, 4294967295}, {-1, 4294967296}},
    {"hash_table_size", &Parameters::hash_table_size, 256, {-5, 0, 1, 65536, 16777216}, {16777217}},
    {"hash_table_tout", &Parameters::hash_table_tout, 3600, {0, 1, int_max}, {-1, int_max + 1}},
    {"hash_algo", &Parameters::hash_algo, 0, {0, 1, 2, 3, -1}, {int_max + 1}},
    {"ping_mode", &Parameters::ping_mode, 1, {0, 1}, {-1, 2}},
    {"ping_interval", &Parameters::ping_interval, 0, {0, 60, int_max}, {-1, int_max + 1}},
    {"write_sdp_pv_mode", &Parameters::write_sdp_pv_mode, 0, {-1, 0, 1, 2}, {int_max + 1}},
    {"enable_dmq", &Parameters::enable_dmq, 0, {0, 1}, {-1, 2}},
    {"server_id", &Parameters::server_id, 0, {0, 1, -1, int_max}, {int_max + 1}},
};

struct Text {
  const char* name;
  std::string Parameters::* field;
  std::string standard;
  std::vector<std::string> taken, refused;
};

const std::vector<Text> texts = {
    {"force_send_interface",
     &Parameters::force_send_interface,
     "",
     {"", "127.0.0.1", "::1"},
     {"lo", "localhost", "1.2.3"}},
    {"extra_id_pv", &Parameters::extra_id_pv, "", {"$hdr(X)", "text"}, {}},
    {"setid_avp", &Parameters::setid_avp, "", {"", "$avp(setid)"}, {"$var(x)", "x"}},
    {"rtp_inst_pvar",
     &Parameters::rtp_inst_pvar,
     "",
     {"", "$avp(n)", "$xavp(a=>b)", "$var(n)"},
     {"n", "$hdr(X)", "$ru"}},
    {"write_sdp_pv", &Parameters::write_sdp_pv, "", {"", "$avp(s)", "$var(s)"}, {"$ci", "text"}},
    {"read_sdp_pv", &Parameters::read_sdp_pv, "", {"", "$avp(s)", "$var(s)"}, {"$ci", "text"}},
    {"media_duration", &Parameters::media_duration, "", {"", "$avp(d)", "$var(s)"}, {"$ci", "text"}},
    {"db_url", &Parameters::db_url, "", {"", "mysql://u:p@h/d"}, {}},
    {"table_name", &Parameters::table_name, "rtpengine", {"nodes"}, {}},
    {"setid_col", &Parameters::setid_col, "setid", {"s"}, {}},
    {"url_col", &Parameters::url_col, "url", {"u"}, {}},
    {"weight_col", &Parameters::weight_col, "weight", {"w"}, {}},
    {"disabled_col", &Parameters::disabled_col, "disabled", {"d"}, {}},
    {"wsapi", &Parameters::wsapi, "", {"", "lwsc"}, {"libwebsockets", "LWSC"}},
    {"event_callback", &Parameters::event_callback, "", {"ksr_event"}, {}},
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_number) {
  for (const auto& row : numbers) {
    BOOST_TEST_CONTEXT(row.name) {
      Parameters parameters;
      BOOST_TEST((parameters.*row.field == row.standard));
      for (const auto value : row.taken) {
        BOOST_TEST(parameters.set(row.name, value).has_value(), value);
        BOOST_TEST((parameters.*row.field == value));
      }
      const auto before = parameters.*row.field;
      for (const auto value : row.refused) {
        const auto done = parameters.set(row.name, value);
        BOOST_TEST_REQUIRE(!done.has_value(), value);
        BOOST_TEST(done.error().place == row.name);
        BOOST_TEST(done.error().message.find(std::to_string(value)) != std::string::npos);
        BOOST_TEST(done.error().message.find("out of range") != std::string::npos);
      }
      BOOST_TEST((parameters.*row.field == before));
      BOOST_TEST(parameters.set(row.name, "7").error().message == "needs a whole number");
    }
  }
}

BOOST_AUTO_TEST_CASE(every_text) {
  for (const auto& row : texts) {
    BOOST_TEST_CONTEXT(row.name) {
      Parameters parameters;
      BOOST_TEST((parameters.*row.field == row.standard));
      for (const auto& value : row.taken) {
        BOOST_TEST(parameters.set(row.name, value).has_value(), value);
        BOOST_TEST((parameters.*row.field == value));
      }
      for (const auto& value : row.refused) {
        const auto done = parameters.set(row.name, value);
        BOOST_TEST_REQUIRE(!done.has_value(), value);
        BOOST_TEST(done.error().message.find("\"" + value + "\"") != std::string::npos);
      }
      BOOST_TEST(parameters.set(row.name, 7).error().message == "needs a string");
    }
  }
}

BOOST_AUTO_TEST_CASE(families_and_repeated_names) {
  Parameters parameters;
  BOOST_TEST(stats::mos_parameter_names().size() == 56U);
  for (const auto& name : stats::mos_parameter_names()) {
    BOOST_TEST(parameters.set(name, "$avp(x)").has_value(), name);
    BOOST_TEST(!parameters.set(name, 1).has_value(), name);
  }
  BOOST_TEST(parameters.mos.size() == 56U);
  for (const char* name : {"mos_average_at_pv", "mos_min_samples_pv", "mos_C_label_pv", "mos_min"})
    BOOST_TEST(parameters.set(name, "$avp(x)").error().message == "no such parameter");
  BOOST_REQUIRE(parameters.set("rtpengine_sock", "udp:a:1"));
  BOOST_REQUIRE(parameters.set("rtpengine_sock", ""));
  BOOST_REQUIRE(parameters.set("rtpengine_sock", "udp:b:1"));
  BOOST_TEST(parameters.rtpengine_sock.size() == 2U);
  BOOST_REQUIRE(parameters.set("dtmf_events_sock", "127.0.0.1:2223"));
  BOOST_REQUIRE(parameters.set("enable_dmq", 1));
  BOOST_TEST(parameters.warnings().size() == 2U);
}

BOOST_AUTO_TEST_CASE(no_name_is_missing_here) {
  std::set<std::string_view> known = {"rtpengine_sock"};
  for (const auto& row : numbers) known.insert(row.name);
  for (const auto& row : texts) known.insert(row.name);
  for (const auto& name : stats::mos_parameter_names()) known.insert(name);
  for (const auto name : Parameters::names())
    BOOST_TEST((known.contains(name) || name.starts_with("dtmf_event")), name);
  BOOST_TEST(Parameters::names().size() == known.size() + 11U);
}

BOOST_AUTO_TEST_CASE(a_release_refuses_what_it_does_not_know) {
  Parameters parameters;
  parameters.rtpengine_sock = {"udp:a:1"};
  BOOST_REQUIRE(parameters.set("ping_mode", 1));  // the default value, but the name is unknown to 5.6
  const auto refused = Proxy::configure(parameters, *find_personality("kamailio-5.6"));
  BOOST_TEST_REQUIRE(!refused.has_value());
  BOOST_TEST(refused.error().text() ==
             "ping_mode: kamailio-5.6 does not know this parameter; it came with kamailio-5.8");
  BOOST_TEST(Proxy::configure(parameters, *find_personality("kamailio-5.8")).has_value());
  BOOST_REQUIRE(parameters.set("enable_dmq", 1));
  const auto proxy = Proxy::configure(parameters, *find_personality("kamailio-6.1"));
  BOOST_TEST_REQUIRE(proxy.has_value());
  BOOST_TEST_REQUIRE(proxy->warnings.size() == 1U);
  BOOST_TEST(proxy->warnings[0] == "enable_dmq has no effect for a client alone: the proxies of a scenario have peers");
}

/// The real module takes each of these and then does not work, or not as written.
BOOST_AUTO_TEST_CASE(values_that_are_warned_of) {
  const struct {
    const char* name;
    std::variant<std::int64_t, std::string> value;
    const char* says;
  } rows[] = {
      {"rtpengine_retr", 0, "0 sends nothing"},
      {"rtpengine_tout_ms", 0, "0 waits for no reply"},
      {"queried_nodes_limit", 0, "no command be sent"},
      {"rtpengine_allow_op", 3, "3 works as 2"},
      {"rtpengine_allow_op", -1, "-1 works as 2"},
      {"hash_algo", 3, "3 is no algorithm"},
      {"hash_algo", -1, "-1 is no algorithm"},
      {"hash_table_size", 0, "0 works as 1"},
      {"mos_min_pv", "$ci", "no variable that can be assigned"},
      {"mos_average_A_pv", "text", "no variable that can be assigned"},
  };
  for (const auto& row : rows) {
    Parameters parameters;
    parameters.rtpengine_sock = {"udp:a:1"};
    BOOST_TEST(parameters.warnings().empty());
    BOOST_TEST_REQUIRE(parameters.set(row.name, row.value).has_value());
    const auto warnings = parameters.warnings();
    BOOST_TEST_REQUIRE(warnings.size() == 1U, row.name);
    BOOST_TEST(warnings[0].name == row.name);
    BOOST_TEST(warnings[0].message.find(row.says) != std::string::npos, warnings[0].message);
  }
  Parameters parameters;
  BOOST_TEST_REQUIRE(parameters.set("rtpengine_sock", "").has_value());
  BOOST_TEST(parameters.warnings().at(0).message == "names no node: every command fails");
  BOOST_TEST(parameters.set("db_url", "sqlite:///x").has_value());
  BOOST_TEST(parameters.warnings().empty());
  for (const char* name : {"mos_A_label_pv", "mos_B_label_pv"}) BOOST_TEST(parameters.set(name, "text").has_value());
  for (const char* variable : {"$avp(x)", "$(avp(x))", "$var(x)", "$xavp(a=>b)", "$xavu(a)", "$dlg_var(x)", ""})
    BOOST_TEST(parameters.set("mos_min_pv", variable).has_value());
  BOOST_TEST(parameters.warnings().empty());
}

BOOST_AUTO_TEST_CASE(parameters_of_later_releases_say_when_they_came) {
  const auto why = [](std::string_view name) {
    const auto known = Parameters::check_name(name, *find_personality("kamailio-5.6"));
    return known ? std::string() : known.error().text();
  };
  BOOST_TEST(why("ping_mode") == "ping_mode: kamailio-5.6 does not know this parameter; it came with kamailio-5.8");
  BOOST_TEST(why("ping_interval").ends_with("kamailio-6.0"));
  BOOST_TEST(why("enable_dmq").ends_with("kamailio-6.1"));
  BOOST_TEST(why("hash_algo").empty());
}

BOOST_AUTO_TEST_SUITE_END()
