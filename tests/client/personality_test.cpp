// What Kamailio's releases changed after 5.6.3 (behaviour.md section 0): one named case per difference, over all five.
#include <array>
#include <boost/test/unit_test.hpp>

#include "client/bencode/reader.hpp"
#include "client/control/control_call.hpp"
#include "client/selection/call_id_hash.hpp"
#include "tests/support/script_host.hpp"
#include "tests/support/scripted_network.hpp"
#include "tests/support/sip_text.hpp"

BOOST_AUTO_TEST_SUITE(personality_test)

using namespace rtpe;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view ok_reply = "d6:result2:ok3:sdp5:v=0\r\ne";

struct Lab {
  Proxy proxy;
  Worker worker;
  test::ScriptedNetwork network{worker};
  test::ScriptHost host;
  test::SipText text;
  std::optional<std::string> body;
  Time now{5000s};

  explicit Lab(const Personality& personality, Parameters parameters = {}, std::string sock = "udp:10.0.0.1:1")
      : proxy(configured(personality, std::move(parameters), std::move(sock))) {
    proxy.renew_sockets(worker, now);
    answer(std::string(ok_reply));
  }
  static Proxy configured(const Personality& personality, Parameters parameters, std::string sock) {
    parameters.rtpengine_sock = {std::move(sock)};
    return *Proxy::configure(std::move(parameters), personality);
  }
  void answer(std::string reply) {
    network.treat = [reply](const test::Sent& sent) {
      const bool ping = sent.dictionary == "d7:command4:pinge";
      return test::Treatment{.arrivals = {test::reply_to(sent, ping ? "d6:result4:ponge" : reply)}};
    };
  }
  int run(const std::string& statement_text) {
    network.sent.clear();
    const auto statement = script::parse_statement(statement_text, *proxy.personality);
    if (!statement) return -100;
    sip::ParsedMessage message;
    test::parse_into(text, message);
    script::Call call(proxy, worker, *statement, text.status ? script::Route::reply : script::Route::request,
                      message.message, host);
    now = network.run(call, now);
    if (call.result().new_body) body = *call.result().new_body;
    return call.result().rc;
  }
  /// Keys of the first command, in order; a value that tells follows in brackets.
  std::string keys() const {
    if (network.sent.empty()) return "nothing";
    bencode::Reader reader;
    std::string out;
    const auto view = *reader.read(network.sent[0].dictionary);
    for (auto at = view.begin(); at != view.end(); ++at) out += (out.empty() ? "" : " ") + std::string(at.key());
    return out;
  }
};

using Outcome = std::function<std::string(const Personality&)>;

struct Difference {
  const char* name;
  Outcome outcome;
  /// Of 5.6, 5.7, 5.8, 6.0, 6.1.
  std::array<std::string, 5> expected;
};

std::string keys_of(const Personality& personality, const std::string& statement, test::SipText text = {}) {
  Lab lab(personality);
  lab.text = std::move(text);
  lab.run(statement);
  return lab.keys();
}

std::string accepted(const Personality& personality, const char* name, std::variant<std::int64_t, std::string> value) {
  Parameters parameters;
  if (!parameters.set(name, value)) return "refused by every release";
  return Proxy::configure(parameters, personality) ? "taken" : "refused";
}

std::string flag_list(const Personality& personality, const std::string& flags, const char* key,
                      const std::string& function = "rtpengine_offer") {
  Lab lab(personality);
  lab.run(function + "(\"" + flags + "\")");
  bencode::Reader reader;
  const auto list = (*reader.read(lab.network.sent.at(0).dictionary)).find(key);
  if (const auto text = list.string()) return "text " + std::string(*text);
  std::string out;
  for (const auto element : list) out += std::string(element.string().value_or("?")) + " ";
  return out;
}

/// A known call whose node refuses for load: how often it is asked.
std::string asked(const Personality& personality) {
  Lab lab(personality);
  lab.run("rtpengine_offer()");
  lab.answer("d6:result10:load limite");
  lab.run("rtpengine_offer()");
  return std::to_string(lab.network.sent.size());
}

std::string multipart_length(const Personality& personality) {
  Lab lab(personality);
  lab.text.content_type = "multipart/mixed;boundary=b";
  lab.text.body = "--b\r\nContent-Type: application/sdp\r\nContent-Length: 99\r\n\r\nv=0\r\n--b--\r\n";
  lab.run("rtpengine_offer()");
  const auto at = lab.body.value_or("").find("Content-Length: ");
  return at == std::string::npos ? "none" : lab.body->substr(at + 16, 2);
}

std::string cookie_of(const Personality& personality) {
  Lab lab(personality);
  lab.worker.identify(personality, {.process_id = 7, .random_middle = 4000000000U, .random_sequence = 123456});
  lab.run("rtpengine_offer()");
  const std::string first = lab.network.sent.at(0).cookie;
  lab.run("rtpengine_offer()");
  const auto middle_of = [](const std::string& cookie) { return cookie.substr(2, cookie.rfind('_') - 2); };
  const bool same = middle_of(first) == middle_of(lab.network.sent.at(0).cookie);
  return same ? first : "0_another" + first.substr(first.rfind('_'));
}

/// A node that is down and due: does a new call ping it?
std::string pings_when_due(const Personality& personality) {
  Lab lab(personality, Parameters::defaults_of(personality), "udp:10.0.0.1:1 udp:10.0.0.2:1");
  lab.proxy.registry.sets()[0].nodes[0]->disabled = true;
  lab.run("rtpengine_offer()");
  return lab.network.sent.size() == 2 ? "ping" : "no ping";
}

std::string rpc_ping(const Personality& personality) {
  Lab lab(personality);
  Node& node = *lab.proxy.registry.sets()[0].nodes[0];
  node.disabled = true;
  node.recheck = 9000;
  control::ControlCall call(lab.proxy, lab.worker, {.command = control::ControlCommand::ping});
  lab.now = lab.network.run(call, lab.now);
  return node.disabled ? "stays down" : "up, recheck " + std::to_string(node.recheck);
}

std::string show(const Personality& personality) {
  Lab lab(personality);
  Node& node = *lab.proxy.registry.sets()[0].nodes[0];
  node.disabled = true;
  node.recheck = permanent;
  control::ControlCall call(lab.proxy, lab.worker, {.command = control::ControlCommand::show});
  lab.network.run(call, lab.now);
  std::string out;
  control::append_json(call.reply(), personality, out);
  return out.substr(out.find("\"disabled\""));
}

std::string empty_call_id(const Personality& personality) {
  Lab lab(personality);
  lab.run("rtpengine_offer(\"call-id=\")");
  return std::to_string(lab.proxy.table.total());
}

std::string via_argument(const Personality& personality) {
  Lab lab(personality);
  const int rc = lab.run("rtpengine_offer(\"a ICE=force\", \"1\")");
  return rc == -100 ? "refused" : lab.keys();
}

std::string written_twice(const Personality& personality) {
  Parameters parameters;
  parameters.write_sdp_pv = "$avp(s)";
  if (!parameters.set("write_sdp_pv_mode", 1) || !Proxy::configure(parameters, personality)) return "refused";
  Lab lab(personality, parameters);
  lab.run("rtpengine_offer()");
  return lab.body && lab.host.value("$avp(s)") ? "both" : "variable only";
}

/// With read_sdp_pv: what the reply's SDP does to a body that has none.
std::string body_without_sdp(const Personality& personality) {
  Parameters parameters;
  parameters.read_sdp_pv = "$avp(s)";
  Lab lab(personality, parameters);
  lab.host.write("$avp(s)", "v=0\r\n");
  lab.text.content_type = "text/plain";
  lab.text.body = "hello";
  const int rc = lab.run("rtpengine_offer()");
  return std::to_string(lab.network.sent.size()) + " sent, " + std::to_string(rc) + ", " + lab.body.value_or("kept");
}

std::string has(const Personality& personality, const char* statement) {
  return script::parse_statement(statement, personality) ? "yes" : "no";
}

std::string disabled_default(const Personality& personality) {
  const auto parameters = Parameters::defaults_of(personality);
  return std::to_string(parameters.aggressive_redetection) + " " + std::to_string(parameters.hash_algo) + " " +
         std::to_string(parameters.ping_interval);
}

/// What goes out in another shape.
std::vector<Difference> differences_on_the_wire() {
  const std::string old_keys = "supports sdp x flags codec call-id received-from from-tag command";
  const std::string keys_6_0 = "supports sdp x flags codec received-from call-id from-tag command sip-message-type";
  const std::string keys_6_1 = "supports sdp x codec received-from call-id from-tag command sip-message-type flags";
  const std::string media_flags = "supports call-id received-from from-tag command";
  const std::string media_flags_to = "supports call-id received-from from-tag to-tag command";
  return {
      {"a tried node of a known call is not tried again", asked, {"30", "1", "1", "1", "1"}},
      {"media commands send to-tag when directional",
       [](const auto& p) { return keys_of(p, "block_media(\"directional\")", {.to_tag = "tt"}); },
       {media_flags, media_flags_to, media_flags_to,
        "supports received-from call-id from-tag to-tag command sip-message-type",
        "supports received-from call-id from-tag to-tag command sip-message-type flags"}},
      {"received-from at the end is the source",
       [](const auto& p) { return flag_list(p, "trust-address received-from=::1", "received-from"); },
       {"text ::1", "IP6 ::1 ", "IP6 ::1 ", "IP6 ::1 ", "IP6 ::1 "}},
      {"received-from is sent among the flags",
       [](const auto& p) { return flag_list(p, "received-from-1.2.3.4", "flags"); },
       {"received-from-1.2.3.4 ", "", "", "", ""}},
      {"codec-accept and codec-consume",
       [](const auto& p) { return flag_list(p, "codec-accept-PCMA codec-consume-PCMU", "flags"); },
       {"codec-accept-PCMA codec-consume-PCMU ", "codec-accept-PCMA codec-consume-PCMU ", "", "", ""}},
      {"a part's Content-Length follows the new SDP", multipart_length, {"99", "99", "5\r", "5\r", "5\r"}},
      {"cookie: process id and 0, or random numbers",
       cookie_of,
       {"0_7_0", "0_7_0", "0_4000000000_123456", "0_7_0", "0_another_123456"}},
      {"ping_mode",
       [](const auto& p) { return accepted(p, "ping_mode", 1); },
       {"refused", "refused", "taken", "taken", "taken"}},
      {"dtmf_events_sock",
       [](const auto& p) { return accepted(p, "dtmf_events_sock", "127.0.0.1:2223"); },
       {"refused", "refused", "taken", "taken", "taken"}},
      {"key order, sip-message-type",
       [](const auto& p) { return keys_of(p, "rtpengine_offer(\"a x=1 codec-strip-b\")"); },
       {old_keys, old_keys, old_keys, keys_6_0, keys_6_1}},
      {"received-from without a flags argument",
       [](const auto& p) { return keys_of(p, "rtpengine_query()"); },
       {"supports call-id received-from from-tag command", "supports call-id received-from from-tag command",
        "supports call-id received-from from-tag command", "supports call-id from-tag command sip-message-type",
        "supports call-id from-tag command sip-message-type"}},
      {"second argument: via-branch, raw flags",
       via_argument,
       {"refused", "refused", "refused", "supports sdp call-id via-branch from-tag command sip-message-type rtpp-flags",
        "supports sdp call-id via-branch from-tag command sip-message-type rtpp-flags"}},
  };
}

/// What goes out otherwise with a second argument, or without a first one.
std::vector<Difference> differences_by_arguments() {
  return {
      {"an empty flags argument beside a second one is sent, and delete names both parties",
       [](const auto& p) { return keys_of(p, "rtpengine_delete(\"\", \"none\")", {.to_tag = "tt"}); },
       {"nothing", "nothing", "nothing", "supports call-id from-tag to-tag command sip-message-type rtpp-flags",
        "supports call-id from-tag to-tag command sip-message-type rtpp-flags"}},
      {"a second argument is not for every function",
       [](const auto& p) { return has(p, "start_recording(\"x\", \"1\")"); },
       {"no", "no", "no", "no", "no"}},
      {"trickle ICE without a flags argument: fragment is sent",
       [](const auto& p) {
         return keys_of(p, "rtpengine_offer()", {.content_type = "application/trickle-ice-sdpfrag"});
       },
       {"supports sdp flags call-id received-from from-tag command",
        "supports sdp flags call-id received-from from-tag command",
        "supports sdp flags call-id received-from from-tag command",
        "supports sdp call-id from-tag command sip-message-type",
        "supports sdp call-id from-tag command sip-message-type flags"}},
  };
}

/// What is decided, accepted or shown otherwise.
std::vector<Difference> other_differences() {
  return {
      {"write_sdp_pv_mode", written_twice, {"refused", "refused", "refused", "both", "both"}},
      {"read_sdp_pv and a body without SDP",
       body_without_sdp,
       {"1 sent, 1, v=0\r\n", "1 sent, 1, v=0\r\n", "1 sent, 1, v=0\r\n", "1 sent, -1, kept", "1 sent, -1, kept"}},
      {"ping_interval",
       [](const auto& p) { return accepted(p, "ping_interval", 30); },
       {"refused", "refused", "refused", "taken", "taken"}},
      {"defaults: aggressive_redetection, hash_algo, ping_interval",
       disabled_default,
       {"1 0 0", "1 0 0", "1 0 0", "0 0 60", "0 2 60"}},
      {"selection leaves pings to the timer", pings_when_due, {"ping", "ping", "ping", "no ping", "no ping"}},
      {"a successful RPC ping enables",
       rpc_ping,
       {"stays down", "stays down", "stays down", "up, recheck 0", "up, recheck 0"}},
      {"show prints booleans",
       show,
       {"\"disabled\":\"1(permanent)\",\"recheck_ticks\":\"N/A\"}]",
        "\"disabled\":\"1(permanent)\",\"recheck_ticks\":\"N/A\"}]",
        "\"disabled\":\"1(permanent)\",\"recheck_ticks\":\"N/A\"}]",
        "\"disabled\":true,\"active\":false,\"recheck_ticks\":-1}]",
        "\"disabled\":true,\"active\":false,\"recheck_ticks\":-1}]"}},
      {"hash_algo 0 is CRC-32",
       [](const auto& p) { return std::string(to_string(*hash_algorithm(0, p))); },
       {"byte sum", "byte sum", "byte sum", "byte sum", "CRC-32"}},
      {"rows begin with a dummy element: an empty Call-ID is never stored", empty_call_id, {"0", "0", "0", "0", "1"}},
      {"rtpengine_unsubscribe",
       [](const auto& p) { return has(p, "rtpengine_unsubscribe(\"\")") + has(p, "rtpengine_unsubscribe()"); },
       {"nono", "nono", "nono", "nono", "yesno"}},
      {"rtpengine_connect",
       [](const auto& p) { return has(p, "rtpengine_connect()"); },
       {"no", "no", "no", "no", "yes"}},
      {"rtpengine_destroy",
       [](const auto& p) { return has(p, "rtpengine_destroy()"); },
       {"no", "no", "no", "no", "yes"}},
      {"directional is also sent, last, but not by an offer",
       [](const auto& p) {
         return flag_list(p, "directional a", "flags") + "| " + flag_list(p, "from-tag=x b", "flags", "block_media");
       },
       {"a | b ", "a | b ", "a | b ", "a | b ", "a | b directional "}},
      {"enable_dmq",
       [](const auto& p) { return accepted(p, "enable_dmq", 1); },
       {"refused", "refused", "refused", "refused", "taken"}},
      {"event_callback",
       [](const auto& p) { return accepted(p, "event_callback", "ksr_event"); },
       {"refused", "refused", "refused", "refused", "taken"}},
      {"dtmf_event_volume",
       [](const auto& p) { return accepted(p, "dtmf_event_volume", "$var(v)"); },
       {"refused", "refused", "refused", "refused", "taken"}},
  };
}

std::vector<Difference> differences() {
  auto all = differences_on_the_wire();
  std::ranges::move(differences_by_arguments(), std::back_inserter(all));
  std::ranges::move(other_differences(), std::back_inserter(all));
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_difference) {
  BOOST_TEST_REQUIRE(personalities().size() == 5U);
  for (const auto& difference : differences()) {
    for (std::size_t i = 0; i < personalities().size(); ++i) {
      BOOST_TEST_CONTEXT(difference.name << ", " << personalities()[i].name)
      BOOST_TEST(difference.outcome(personalities()[i]) == difference.expected[i]);
    }
  }
}

BOOST_AUTO_TEST_CASE(subscribe_functions_of_6_1) {
  Lab lab(*find_personality("kamailio-6.1"));
  lab.answer("d6:result2:ok3:sdp5:v=0\r\n6:to-tag3:abce");
  const std::string request = "rtpengine_subscribe_request(\"all\", \"$var(sdp)\", \"$var(tag)\", \"s\")";
  BOOST_TEST(lab.run(request) == 1);
  BOOST_TEST(lab.network.sent.at(0).command() == "subscribe request");
  BOOST_TEST(lab.host.value("$var(sdp)").value_or("none") == "v=0\r\n");
  BOOST_TEST(lab.host.value("$var(tag)").value_or("none") == "abc");
  BOOST_TEST(lab.host.value("$xavp(s[0]=>tag)").value_or("none") == "none");
  BOOST_TEST(lab.keys() == "supports received-from call-id command sip-message-type flags");
  lab.answer(
      "d3:sdp5:v=0\r\n10:tag-mediasld3:tag1:f6:mediasld5:indexi1e4:type5:audio5:label1:0ed5:indexi2e4:type5:video"
      "5:label1:1eeed3:tag1:t6:mediasld5:indexi1e5:label1:2ee1:xi5eee6:result2:ok6:to-tag3:abce");
  lab.text.from_tag = "f";
  BOOST_TEST(lab.run(request) == 1);
  const std::pair<const char*, const char*> entries[] = {{"$xavp(s[0]=>tag)", "t"},      {"$xavp(s[0]=>label[0])", "2"},
                                                         {"$xavp(s[1]=>tag)", "f"},      {"$xavp(s[1]=>label[0])", "1"},
                                                         {"$xavp(s[1]=>label[1])", "0"}, {"$xavp(s[2]=>tag)", "none"}};
  for (const auto& [name, value] : entries) BOOST_TEST(lab.host.value(name).value_or("none") == value, name);
  lab.answer("d3:sdp5:v=1\r\n6:result2:oke");
  BOOST_TEST(lab.run(request) == -1);  // no to-tag, but the SDP is written
  BOOST_TEST(lab.host.value("$var(sdp)").value_or("none") == "v=1\r\n");
  lab.answer("d6:result2:oke");
  BOOST_TEST(lab.run(request) == -1);
  BOOST_TEST(lab.run("rtpengine_subscribe_answer(\"\")") == 1);
  BOOST_TEST(lab.network.sent.at(0).command() == "subscribe answer");
  lab.text.to_tag = "tt";
  BOOST_TEST(lab.run("rtpengine_unsubscribe(\"\")") == 1);
  BOOST_TEST(lab.keys() == "supports received-from call-id to-tag command sip-message-type");
  BOOST_TEST(lab.run("rtpengine_connect()") == 1);
  BOOST_TEST(lab.network.sent.at(0).command() == "connect");
}

BOOST_AUTO_TEST_SUITE_END()
