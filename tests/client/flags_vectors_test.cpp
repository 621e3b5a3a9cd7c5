// Flags, tags, key order and refusals: every row recorded from Kamailio 5.6.3 against the script functions.
#include <boost/test/unit_test.hpp>

#include "client/bencode/value.hpp"
#include "tests/support/json.hpp"
#include "tests/support/script_host.hpp"
#include "tests/support/scripted_network.hpp"
#include "tests/support/sip_text.hpp"

BOOST_AUTO_TEST_SUITE(flags_vectors_test)

using namespace rtpe;
using namespace std::chrono_literals;
using rtpe::test::text_of;

namespace {

/// Return codes that the recording does not have: an ACK is not answered, so the script's rc was not seen.
const std::map<std::string, std::string, std::less<>> rc_not_recorded = {
    {"fl-137@h", "answer in an ACK without To tag"}, {"fl-143@h", "answer in an ACK with To tag"}};

const std::map<std::string, std::string, std::less<>> function_names = {
    {"answer", "rtpengine_answer"},   {"blockdtmf", "block_dtmf"},      {"delete", "rtpengine_delete"},
    {"info", "rtpengine_info"},       {"offer", "rtpengine_offer"},     {"playdtmf", "play_dtmf"},
    {"playmedia", "play_media"},      {"query", "rtpengine_query"},     {"silence", "silence_media"},
    {"startfwd", "start_forwarding"}, {"startrec", "start_recording"},  {"stopmedia", "stop_media"},
    {"stoprec", "stop_recording"},    {"unblockmedia", "unblock_media"}};

boost::json::value json_of(const bencode::Value& value);

boost::json::array pairs_of(const bencode::Value::Dictionary& dictionary) {
  boost::json::array out;
  for (const auto& [key, value] : dictionary)
    if (key != "sdp") out.push_back(boost::json::array{key, json_of(value)});
  return out;
}

boost::json::value json_of(const bencode::Value& value) {
  if (const auto* text = value.string()) return boost::json::string(*text);
  if (const auto* number = value.integer()) return *number;
  if (const auto* dictionary = value.dictionary()) return pairs_of(*dictionary);
  boost::json::array out;
  for (const auto& element : *value.list()) out.push_back(json_of(element));
  return out;
}

test::SipText message_of(const boost::json::object& row) {
  test::SipText out{.method = text_of(row.at("method")), .call_id = text_of(row.at("callid"))};
  out.from_tag = text_of(row.at("from_tag"));
  if (!row.at("to_tag").is_null()) out.to_tag = text_of(row.at("to_tag"));
  if (row.at("kind").as_string() == "rep") {
    out.status = row.at("code").to_number<int>();
    out.branches = {text_of(row.at("top_branch")), text_of(row.at("second_branch"))};
  } else {
    out.branches = {text_of(row.at("branch"))};
  }
  return out;
}

struct Lab {
  Proxy proxy;
  Worker worker;
  test::ScriptedNetwork network{worker};

  static Proxy configured() {
    const Personality& personality = *find_personality("kamailio-5.6");
    Parameters parameters = Parameters::defaults_of(personality);
    parameters.rtpengine_sock = {"udp:127.0.0.1:22231"};
    parameters.extra_id_pv = "$hdr(X-Extra)";
    return *Proxy::configure(parameters, personality);
  }
  Lab() : proxy(configured()) {
    network.treat = [](const test::Sent& sent) {
      const auto payload = test::dictionary({{"sdp", test::sdp}, {"result", "ok"}});
      return test::Treatment{.arrivals = {test::reply_to(sent, payload)}};
    };
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_row) {
  const auto vectors = test::read_json("kamailio/flags_live.json");
  const auto& rows = vectors.at("cases").as_array();
  std::size_t dictionaries = 0, unknown_rc = 0;
  for (const auto& value : rows) {
    const auto& row = value.as_object();
    BOOST_TEST_CONTEXT(boost::json::serialize(row)) {
      Lab lab;
      const auto function = function_names.find(text_of(row.at("cmd")));
      BOOST_REQUIRE(function != function_names.end());
      const auto statement = script::parse_statement(function->second + "(\"$hdr(X-Flags)\")", *lab.proxy.personality);
      BOOST_REQUIRE(statement);
      test::ScriptHost host;
      host.variables["$hdr(X-Flags)"] = {.text = text_of(row.at("flags"))};
      if (const auto* extra = row.if_contains("extra_hdr"))
        host.variables["$hdr(X-Extra)"] = {.text = text_of(*extra).substr(std::string("X-Extra: ").size())};
      sip::ParsedMessage message;
      test::parse_into(message_of(row), message);
      const auto route = message.message.is_request ? script::Route::request : script::Route::reply;
      script::Call call(lab.proxy, lab.worker, *statement, route, message.message, host);
      lab.network.run(call, Time(1000s));

      boost::json::array sent;
      for (const auto& datagram : lab.network.sent) {
        bencode::Reader reader;
        sent.push_back(pairs_of(*bencode::to_value(*reader.read(datagram.dictionary)).dictionary()));
        ++dictionaries;
      }
      BOOST_TEST(boost::json::serialize(sent) == boost::json::serialize(row.at("sent")));
      if (row.at("rc").is_null()) {
        BOOST_TEST(rc_not_recorded.contains(text_of(row.at("callid"))));
        ++unknown_rc;
      } else {
        BOOST_TEST(std::to_string(call.result().rc) == text_of(row.at("rc")));
      }
    }
  }
  BOOST_TEST(rows.size() == 229U);
  BOOST_TEST(dictionaries == 205U);
  BOOST_TEST(unknown_rc == rc_not_recorded.size());
}

BOOST_AUTO_TEST_SUITE_END()
