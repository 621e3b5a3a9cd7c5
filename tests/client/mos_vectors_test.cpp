// MOS statistics: every row recorded from Kamailio 5.6.3, and the rules of behaviour.md section 10 that it does not
// show.
#include <boost/test/unit_test.hpp>

#include "client/bencode/value.hpp"
#include "tests/support/json.hpp"
#include "tests/support/script_host.hpp"
#include "tests/support/scripted_network.hpp"
#include "tests/support/sip_text.hpp"

BOOST_AUTO_TEST_SUITE(mos_vectors_test)

using namespace rtpe;
using namespace std::chrono_literals;
using rtpe::test::text_of;

namespace {

/// Columns of the recording and the parameter behind each.
const std::vector<std::pair<std::string, std::string>> columns = {
    {"avg", "mos_average_pv"},
    {"min", "mos_min_pv"},
    {"min_at", "mos_min_at_pv"},
    {"max", "mos_max_pv"},
    {"avg_packetloss", "mos_average_packetloss_pv"},
    {"avg_jitter", "mos_average_jitter_pv"},
    {"avg_roundtrip", "mos_average_roundtrip_pv"},
    {"avg_samples", "mos_average_samples_pv"},
    {"avg_A", "mos_average_A_pv"},
};

bencode::Value value_of(const boost::json::value& json) {
  if (json.is_string()) return bencode::Value(text_of(json));
  if (json.is_int64()) return bencode::Value(json.as_int64());
  if (json.is_array()) {
    bencode::Value::List list;
    for (const auto& element : json.as_array()) list.push_back(value_of(element));
    return list;
  }
  bencode::Value::Dictionary dictionary;
  for (const auto& pair : json.as_object()) dictionary.emplace_back(std::string(pair.key()), value_of(pair.value()));
  return dictionary;
}

struct Lab {
  Proxy proxy;
  Worker worker;
  test::ScriptedNetwork network{worker};
  test::ScriptHost host;

  explicit Lab(Parameters parameters, std::string_view personality = "kamailio-5.6")
      : proxy(configured(std::move(parameters), personality)) {}
  static Proxy configured(Parameters parameters, std::string_view personality) {
    parameters.rtpengine_sock = {"udp:127.0.0.1:22231"};
    return *Proxy::configure(std::move(parameters), *find_personality(personality));
  }

  int run(std::string_view statement_text, const std::string& reply) {
    network.treat = [&](const test::Sent& sent) { return test::Treatment{.arrivals = {test::reply_to(sent, reply)}}; };
    const auto statement = script::parse_statement(statement_text, *proxy.personality);
    BOOST_REQUIRE(statement);
    sip::ParsedMessage message;
    test::parse_into({.method = "BYE", .to_tag = "tt"}, message);
    script::Call call(proxy, worker, *statement, script::Route::request, message.message, host);
    network.run(call, Time(1000s));
    return call.result().rc;
  }
};

Parameters recorded_parameters() {
  Parameters parameters;
  for (const auto& [column, parameter] : columns) BOOST_REQUIRE(parameters.set(parameter, "$var(" + column + ")"));
  BOOST_REQUIRE(parameters.set("mos_A_label_pv", "caller"));
  return parameters;
}

bencode::Value record(std::initializer_list<std::pair<const char*, std::int64_t>> fields) {
  bencode::Value::Dictionary out;
  for (const auto& [key, value] : fields) out.emplace_back(key, value);
  return out;
}

std::string reply_with(bencode::Value::Dictionary rest) {
  bencode::Value::Dictionary out{{"result", "ok"}};
  for (auto& pair : rest) out.push_back(std::move(pair));
  return bencode::encode(bencode::Value(std::move(out)));
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_row) {
  const auto vectors = test::read_json("kamailio/mos_live.json");
  const auto& rows = vectors.at("cases").as_array();
  for (const auto& value : rows) {
    const auto& row = value.as_object();
    BOOST_TEST_CONTEXT(boost::json::serialize(row)) {
      Lab lab(recorded_parameters());
      auto reply = row.at("reply").as_object();
      bencode::Value::Dictionary dictionary{{"result", "ok"}};
      for (const auto& pair : reply) dictionary.emplace_back(std::string(pair.key()), value_of(pair.value()));
      BOOST_TEST(lab.run("rtpengine_" + text_of(row.at("cmd")) + "()", bencode::encode(bencode::Value(dictionary))) ==
                 1);
      for (const auto& [column, parameter] : columns)
        BOOST_TEST(lab.host.value("$var(" + column + ")").value_or("<null>") == text_of(row.at(column)), column);
      for (const auto& [variable, text] : lab.host.written) BOOST_TEST(variable.starts_with("$var("));
    }
  }
  BOOST_TEST(rows.size() == 13U);
}

BOOST_AUTO_TEST_CASE(order_is_global_then_a_then_b_and_max_then_min_then_average) {
  Parameters parameters;
  for (const char* name : {"mos_average_pv", "mos_min_pv", "mos_max_pv", "mos_average_A_pv", "mos_max_A_pv",
                           "mos_min_B_pv", "mos_max_B_pv"})
    BOOST_REQUIRE(parameters.set(name, std::string("$var(") + name + ")"));
  BOOST_REQUIRE(parameters.set("mos_A_label_pv", "a"));
  BOOST_REQUIRE(parameters.set("mos_B_label_pv", "$var(label)"));
  Lab lab(parameters);
  lab.host.variables["$var(label)"] = {.text = "b"};
  const auto mos = [](std::int64_t value) {
    return bencode::Value(bencode::Value::Dictionary{{"average MOS", record({{"MOS", value}})},
                                                     {"highest MOS", record({{"MOS", value}})},
                                                     {"lowest MOS", record({{"MOS", value}})}});
  };
  const auto tag = [](const char* label, std::int64_t ssrc) {
    return bencode::Value(bencode::Value::Dictionary{
        {"label", label},
        {"medias", bencode::Value::List{bencode::Value::Dictionary{
                       {"streams", bencode::Value::List{record({{"SSRC", ssrc}}), record({{"SSRC", 3}})}}}}}});
  };
  const auto reply = reply_with({{"SSRC", bencode::Value::Dictionary{{"1", mos(10)}, {"2", mos(20)}, {"3", mos(45)}}},
                                 {"tags", bencode::Value::Dictionary{{"t1", tag("a", 1)}, {"t2", tag("b", 2)}}}});
  BOOST_TEST(lab.run("rtpengine_query()", reply) == 1);
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"$var(mos_max_pv)", "4.5"},   {"$var(mos_min_pv)", "1.0"},       {"$var(mos_average_pv)", "2.5"},
      {"$var(mos_max_A_pv)", "1.0"}, {"$var(mos_average_A_pv)", "1.0"}, {"$var(mos_max_B_pv)", "2.0"},
      {"$var(mos_min_B_pv)", "2.0"}};
  BOOST_TEST_REQUIRE(lab.host.written.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    BOOST_TEST(lab.host.written[i].first == expected[i].first);
    BOOST_TEST(lab.host.written[i].second == expected[i].second);
  }
}

BOOST_AUTO_TEST_CASE(at_most_four_ssrcs_of_a_label_count) {
  Parameters parameters;
  BOOST_REQUIRE(parameters.set("mos_average_samples_A_pv", "$var(s)"));
  BOOST_REQUIRE(parameters.set("mos_A_label_pv", "a"));
  Lab lab(parameters);
  bencode::Value::List medias;
  bencode::Value::Dictionary ssrcs;
  for (int i = 1; i <= 5; ++i) {
    medias.push_back(bencode::Value::Dictionary{{"streams", bencode::Value::List{record({{"SSRC", i}})}}});
    ssrcs.emplace_back(std::to_string(i), bencode::Value::Dictionary{
                                              {"average MOS", record({{"MOS", 40}, {"samples", i == 5 ? 9999 : i}})}});
  }
  const auto reply = reply_with(
      {{"tags", bencode::Value::Dictionary{{"t", bencode::Value::Dictionary{{"label", "a"}, {"medias", medias}}}}},
       {"SSRC", ssrcs}});
  BOOST_TEST(lab.run("rtpengine_delete()", reply) == 1);
  BOOST_TEST(lab.host.value("$var(s)").value_or("none") == "2");  // (1+2+3+4)/4
}

BOOST_AUTO_TEST_CASE(ties_of_the_minimum_keep_the_first_and_negative_remainders_lose_their_sign) {
  Parameters parameters;
  BOOST_REQUIRE(parameters.set("mos_min_at_pv", "$var(at)"));
  BOOST_REQUIRE(parameters.set("mos_min_jitter_pv", "$var(jitter)"));
  Lab lab(parameters);
  const auto lowest = [](std::int64_t at, std::int64_t jitter) {
    return bencode::Value(
        bencode::Value::Dictionary{{"lowest MOS", record({{"MOS", 30}, {"reported at", at}, {"jitter", jitter}})}});
  };
  const auto reply = reply_with(
      {{"created", 1000}, {"SSRC", bencode::Value::Dictionary{{"1", lowest(959, -7)}, {"2", lowest(2000, 8)}}}});
  BOOST_TEST(lab.run("rtpengine_delete()", reply) == 1);
  BOOST_TEST(lab.host.value("$var(at)").value_or("none") == "0:41");
  BOOST_TEST(lab.host.value("$var(jitter)").value_or("none") == "-7");
}

BOOST_AUTO_TEST_CASE(long_integers_are_cut_before_5_8_only) {
  const auto text = [](std::string_view personality) {
    Parameters parameters;
    BOOST_REQUIRE(parameters.set("mos_max_roundtrip_pv", "$var(r)"));
    Lab lab(parameters, personality);
    const auto reply =
        reply_with({{"SSRC", bencode::Value::Dictionary{
                                 {"1", bencode::Value::Dictionary{
                                           {"highest MOS", record({{"MOS", 30}, {"round-trip time", 123456789}})}}}}}});
    lab.run("rtpengine_query()", reply);
    return lab.host.value("$var(r)").value_or("none");
  };
  BOOST_TEST(text("kamailio-5.6") == "1234567");
  BOOST_TEST(text("kamailio-5.7") == "1234567");
  BOOST_TEST(text("kamailio-5.8") == "123456789");
  BOOST_TEST(text("kamailio-6.1") == "123456789");
}

BOOST_AUTO_TEST_CASE(query_v_and_rtpstat_set_no_mos_variable) {
  Lab lab(recorded_parameters());
  const auto reply = reply_with(
      {{"SSRC", bencode::Value::Dictionary{{"1", bencode::Value::Dictionary{{"average MOS", record({{"MOS", 40}})}}}}},
       {"totals",
        bencode::Value::Dictionary{{"RTP", bencode::Value::Dictionary{}}, {"RTCP", bencode::Value::Dictionary{}}}}});
  BOOST_TEST(lab.run("rtpengine_query_v(\"j\", \"$var(json)\")", reply) == 1);
  BOOST_TEST(lab.run("$rtpstat", reply) == 1);
  BOOST_TEST(lab.host.written.size() == 1U);
  BOOST_TEST(lab.host.written.front().first == "$var(json)");
}

BOOST_AUTO_TEST_SUITE_END()
