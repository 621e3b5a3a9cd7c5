// Lane kamailio: every script function of Debian's rtpengine module against `rtpe-lab mock`. Kamailio gets SIP messages
// over UDP, calls the functions that stand here and sends the messages on with the return codes in a header; the mock
// tells which commands came and what it answered.
#include <array>
#include <boost/algorithm/string/replace.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "tests/conformance/kamailio/function_proxy.hpp"
#include "tests/conformance/kamailio/kamailio_run.hpp"
#include "tests/support/mock_program.hpp"
#include "tests/support/must.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/real_program.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_functions_test)

using namespace rtpe;

namespace {

/// Which body the message has when it leaves Kamailio.
enum class Body : std::uint8_t { own, of_reply };

struct Row {
  const char* message;     ///< "INVITE", or "200 INVITE"; with SDP unless "-sdp" follows
  const char* statements;  ///< as in a kamailio.cfg, separated by ';'
  const char* results;     ///< a return code for each function
  const char* commands;    ///< what the mocks got and said: "ENGINE COMMAND(KEYS) -> RESULT", separated by ", "
  Body body = Body::own;
  const char* value = "<null>";  ///< of $avp(value) at the end
  const char* fault = "";        ///< verb that engine a follows meanwhile, as the control API takes it
};

constexpr Row one_call[] = {
    {"INVITE", R"(rtpengine_offer("replace-origin trust-address ICE=remove"))", "1",
     "a offer(sdp ICE flags replace call-id received-from from-tag) -> ok", Body::of_reply},
    {"INVITE", R"(rtpengine_offer("via-branch=1 label=caller"))", "1",
     "a offer(sdp label call-id via-branch received-from from-tag) -> ok", Body::of_reply},
    {"200 INVITE", R"(rtpengine_answer("replace-origin"))", "1",
     "a answer(sdp replace call-id received-from from-tag to-tag) -> ok", Body::of_reply},
    {"ACK", "rtpengine_answer()", "1", "a answer(sdp call-id received-from from-tag to-tag) -> ok", Body::of_reply},
    {"INFO", R"(rtpengine_info("media-address=203.0.113.9"))", "1",
     "a offer(sdp media-address call-id received-from from-tag to-tag) -> ok"},
    {"INFO-sdp", "rtpengine_query()", "1", "a query(call-id received-from from-tag to-tag) -> ok"},
    {"INFO-sdp", "rtpengine_query_v(\"j\", \"$avp(json)\");$avp(value) = $(avp(json){s.substr,0,11})", "1",
     "a query(call-id received-from from-tag to-tag) -> ok", Body::own, R"({"created":)"},
    {"INFO-sdp", "start_recording()", "1", "a start recording(call-id received-from from-tag to-tag) -> ok"},
    {"INFO-sdp", R"(stop_recording("pause"))", "1",
     "a stop recording(flags call-id received-from from-tag to-tag) -> ok"},
    {"INFO-sdp", "block_dtmf()", "1", "a block DTMF(call-id received-from) -> ok"},
    {"INFO-sdp", R"(block_dtmf("directional"))", "1", "a block DTMF(call-id received-from from-tag) -> ok"},
    {"INFO-sdp", R"(unblock_dtmf("directional"))", "1", "a unblock DTMF(call-id received-from from-tag) -> ok"},
    {"INFO-sdp", "block_media();unblock_media()", "1|1",
     "a block media(call-id received-from) -> ok, a unblock media(call-id received-from) -> ok"},
    {"INFO-sdp", R"(silence_media("from-tag=t");unsilence_media("from-tag=t"))", "1|1",
     "a silence media(call-id received-from from-tag) -> ok, a unsilence media(call-id received-from from-tag) -> ok"},
    {"INFO-sdp", "start_forwarding();stop_forwarding()", "1|1",
     "a start forwarding(call-id received-from) -> ok, a stop forwarding(call-id received-from) -> ok"},
    {"INFO-sdp", "stop_media()", "-1",
     "a stop media(call-id received-from from-tag to-tag) -> error: Not currently playing media"},
    {"INFO-sdp", R"(play_media("file=/nowhere.wav");$avp(value) = $avp(duration))", "-1",
     "a play media(file call-id received-from from-tag to-tag) -> error: Failed to start media playback from file"},
    {"INFO-sdp", R"(play_media("file=FOLDER/half.wav");$avp(value) = $avp(duration))", "1",
     "a play media(file call-id received-from from-tag to-tag) -> ok", Body::own, "500"},
    {"INFO-sdp", "stop_media()", "1", "a stop media(call-id received-from from-tag to-tag) -> ok"},
    {"INFO-sdp", R"(play_dtmf("code=5 volume=8"))", "-1",
     "a play DTMF(code volume call-id received-from from-tag to-tag) -> error: No SSRC context present for DTMF "
     "injection"},
    {"INFO-sdp", "$avp(value) = $rtpstat", "", "a query(call-id received-from from-tag to-tag) -> ok", Body::own,
     "RTP: 0 bytes, 0 packets, 0 errors; RTCP: 0 bytes, 0 packets, 0 errors"},
};

/// The same call after media have passed.
constexpr Row with_media[] = {
    {"INFO-sdp", R"(play_dtmf("code=5 volume=8"))", "1",
     "a play DTMF(code volume call-id received-from from-tag to-tag) -> ok"},
    {"INFO-sdp", "$avp(value) = $rtpestat", "", "a query(call-id received-from from-tag to-tag) -> ok", Body::own,
     "RTP: 172000 bytes, 1000 packets, 0 errors; RTCP: 0 bytes, 0 packets, 0 errors"},
    {"BYE-sdp", "rtpengine_delete();$avp(value) = $avp(mos)", "1", "a delete(call-id received-from from-tag) -> ok",
     Body::own, "4.3"},
    {"BYE-sdp", "rtpengine_query()", "-1", "a query(call-id received-from from-tag to-tag) -> error: Unknown call-id"},
    {"BYE-sdp", "block_media()", "-1", "a block media(call-id received-from) -> error: Unknown call-ID"},
    {"BYE-sdp", "rtpengine_delete()", "1", "a delete(call-id received-from from-tag) -> ok"},
    {"INVITE", R"(rtpengine_answer())", "-1", ""},
    {"INVITE-sdp", "rtpengine_offer()", "-1", ""},
    {"INVITE", R"(rtpengine_offer("via-branch=7"))", "-1", ""},
};

/// Set 4: engine a with a fault, then b. Keys of the commands are left out, and pings of an a that failed before.
constexpr const char* offer_in_set_4 = R"--(set_rtpengine_set("4");rtpengine_offer())--";
constexpr Row faults[] = {
    {"INVITE", offer_in_set_4, "1|1", "a offer(sdp call-id received-from from-tag) -> ok", Body::of_reply},
    // Sent twice; the engine knows the first one, so that the second is answered from its cache.
    {"INVITE", offer_in_set_4, "1|1", "a offer -> ok, a offer -> ok", Body::of_reply, "<null>",
     R"("first": 1, "do": "drop-reply")"},
    {"INVITE", offer_in_set_4, "1|1", "a offer -> , a offer -> ok", Body::of_reply, "<null>",
     R"("first": 1, "do": "drop-request")"},
    {"INVITE", offer_in_set_4, "1|1", "a offer -> , a offer -> , b offer -> ok", Body::of_reply, "<null>",
     R"("match": {"command": "offer"}, "do": "drop-request")"},
    {"INVITE", offer_in_set_4, "1|1", "a offer -> ok, b offer -> ok", Body::of_reply, "<null>",
     R"("match": {"command": "offer"}, "do": "empty-datagram")"},
    {"INVITE", offer_in_set_4, "1|1", "a offer -> ok, a offer -> ok, b offer -> ok", Body::of_reply, "<null>",
     R"("match": {"command": "offer"}, "do": {"wrong-cookie": "5323_9"})"},
    {"INVITE", offer_in_set_4, "1|1", "a offer -> load limit, b offer -> ok", Body::of_reply, "<null>",
     R"("do": "session-limit")"},
    {"INVITE", offer_in_set_4, "1|1", "a offer -> error: Ran out of ports, b offer -> ok", Body::of_reply, "<null>",
     R"("match": {"command": "offer"}, "do": "out-of-ports")"},
    {"INVITE", offer_in_set_4, "1|-1", "a offer -> error: Not today", Body::own, "<null>",
     R"("do": {"error": "Not today"})"},
    {"INVITE", offer_in_set_4, "1|-1", "a offer -> ok", Body::own, "<null>", R"("do": {"truncate": 40})"},
    {"INVITE", offer_in_set_4, "1|-1", "a offer -> ok", Body::own, "<null>", R"("do": {"missing-key": "sdp"})"},
    {"INVITE", offer_in_set_4, "1|-1", "a offer -> ok", Body::own, "<null>", R"("do": {"wrong-type": "sdp"})"},
    {"INVITE", offer_in_set_4, "1|1", "a offer -> ok, a offer -> ok", Body::of_reply, "<null>",
     R"("match": {"command": "offer"}, "do": {"delay": "1200ms"})"},
    {"INVITE", offer_in_set_4, "1|1", "a offer -> , b offer -> ok", Body::of_reply, "<null>",
     R"("match": {"command": "offer"}, "do": {"crash": {}})"},
};

constexpr Row managed[] = {
    {"INVITE", "rtpengine_manage()", "1", "a offer(sdp call-id received-from from-tag) -> ok", Body::of_reply},
    {"183 INVITE", R"(rtpengine_manage("symmetric"))", "1",
     "a answer(sdp flags call-id received-from from-tag to-tag) -> ok", Body::of_reply},
    {"200 INVITE", "rtpengine_manage()", "1", "a answer(sdp call-id received-from from-tag to-tag) -> ok",
     Body::of_reply},
    {"ACK", "rtpengine_manage()", "1", "a answer(sdp call-id received-from from-tag to-tag) -> ok", Body::of_reply},
    {"UPDATE", "rtpengine_manage()", "1", "a offer(sdp call-id received-from from-tag to-tag) -> ok", Body::of_reply},
    {"200 UPDATE", "rtpengine_manage()", "1", "a answer(sdp call-id received-from from-tag to-tag) -> ok",
     Body::of_reply},
    {"INFO", "rtpengine_manage()", "-1", ""},
    {"200 INVITE-sdp", "rtpengine_manage()", "-1", ""},
    {"486 INVITE-sdp", "rtpengine_manage()", "1", "a delete(call-id received-from from-tag) -> ok"},
    {"CANCEL-sdp", "rtpengine_manage()", "1", "a delete(call-id received-from from-tag) -> ok"},
    {"BYE-sdp", "rtpengine_manage()", "1", "a delete(call-id received-from from-tag) -> ok"},
};

/// Sets: 0 and 1 are engine a, 2 is engine b, 3 is a port that nobody has opened.
constexpr Row sets[] = {
    {"INVITE", R"(set_rtpengine_set("2");rtpengine_offer())", "1|1",
     "b offer(sdp call-id received-from from-tag) -> ok", Body::of_reply},
    {"200 INVITE", R"(set_rtpengine_set("1", "2");rtpengine_answer())", "1|-1",
     "b answer(sdp call-id received-from from-tag to-tag) -> ok, "
     "a answer(sdp call-id received-from from-tag to-tag) -> error: Unknown call-id"},
    {"INVITE", R"(set_rtpengine_set("1", "2");rtpengine_offer())", "1|1",
     "a offer(sdp call-id received-from from-tag) -> ok, b offer(sdp call-id received-from from-tag) -> ok",
     Body::of_reply},
    {"200 INVITE", R"(set_rtpengine_set("1", "2");rtpengine_answer())", "1|1",
     "b answer(sdp call-id received-from from-tag to-tag) -> ok, "
     "a answer(sdp call-id received-from from-tag to-tag) -> ok",
     Body::of_reply},
    // The second set is not forgotten: the next message runs twice on the default set.
    {"INFO-sdp", "rtpengine_query()", "1",
     "a query(call-id received-from from-tag to-tag) -> ok, a query(call-id received-from from-tag to-tag) -> ok"},
    {"BYE-sdp", R"--($avp(set) = 2;set_rtpengine_set("$avp(set)");rtpengine_delete())--", "1|1",
     "b delete(call-id received-from from-tag) -> ok"},
    {"BYE-sdp", R"--($avp(set) = 3;set_rtpengine_set("$avp(set)"))--", "-2", ""},
    {"BYE-sdp", R"--($avp(set) = 77;set_rtpengine_set("$avp(set)"))--", "-1", ""},
    {"INVITE", R"(set_rtpengine_set("3");rtpengine_offer())", "1|-1", ""},
};

std::string text_of(const bencode::Value& dictionary, std::string_view key) {
  const bencode::Value* value = dictionary.find(key);
  return value != nullptr && value->string() != nullptr ? *value->string() : std::string();
}

/// "(sdp call-id received-from from-tag)"
std::string keys_of(const test::RecordedRequest& request) {
  std::string keys;
  for (const auto& [key, value] : *request.dictionary.dictionary())
    if (key != "supports" && key != "command") keys += (keys.empty() ? "" : " ") + key;
  return "(" + keys + ")";
}

/// "ok", or "error: Unknown call-id"
std::string result_of(const test::RecordedRequest& request) {
  const std::string reason = text_of(request.reply, "error-reason");
  return text_of(request.reply, "result") + (reason.empty() ? "" : ": " + reason);
}

std::vector<lane::FunctionStep> steps_of(const std::vector<Row>& rows, const std::string& folder) {
  std::vector<lane::FunctionStep> out;
  for (const Row& row : rows)
    out.push_back({row.message, boost::algorithm::replace_all_copy(std::string(row.statements), "FOLDER", folder)});
  return out;
}

struct Lane {
  explicit Lane(std::vector<Row> wanted, lane::NodeTransport nodes = lane::NodeTransport::udp)
      : rows(std::move(wanted)), transport(nodes) {
    write_wave(mock.folder() / "half.wav");
    (void)take();  // the pings of the start
  }

  /// What the engines were asked since the last row, in its order.
  std::vector<test::RecordedRequest> take() {
    auto out = mock.take_requests("a");
    auto others = mock.take_requests("b");
    // Of two engines the one whose turn it was is told by the data: the second command carries the first one's SDP.
    const bool b_first = !out.empty() && !others.empty() && !text_of(others.front().reply, "sdp").empty() &&
                         text_of(out.front().dictionary, "sdp") == text_of(others.front().reply, "sdp");
    if (b_first) std::swap(out, others);
    for (auto& request : others) out.push_back(std::move(request));
    return out;
  }

  void play(std::size_t number, const std::string& call_id) {
    const Row& row = rows[number];
    if (*row.fault != 0) mock.control("PUT", "/engines/a/rules/fault", "{" + std::string(row.fault) + "}");
    const auto passed = test::must(kamailio.pass(number, call_id));
    if (*row.fault != 0) {
      mock.control("DELETE", "/engines/a/rules");
      mock.control("POST", "/engines/a/do", R"("recover")");
    }
    auto asked = take();
    std::erase_if(asked, [](const test::RecordedRequest& request) { return request.command == "ping"; });
    BOOST_TEST_CONTEXT(row.message << ": " << row.statements) {
      std::string commands;
      for (const auto& request : asked) {
        commands += (commands.empty() ? "" : ", ") + request.engine + " " + request.command +
                    (*row.fault == 0 ? keys_of(request) : "") + " -> " + result_of(request);
        BOOST_TEST(text_of(request.dictionary, "call-id") == call_id);
        BOOST_TEST(text_of(request.dictionary, "command") == request.command);
        BOOST_TEST(request.transport == (transport == lane::NodeTransport::udp ? "udp" : "ws"));
      }
      BOOST_TEST(passed.results == (*row.results != 0 ? "|" + std::string(row.results) : ""));
      BOOST_TEST(passed.value == row.value);
      BOOST_TEST(commands == row.commands);
      check_body(row, passed, asked);
    }
  }

  static void check_body(const Row& row, const lane::PassedMessage& passed,
                         const std::vector<test::RecordedRequest>& asked) {
    std::string expected(std::string_view(row.message).ends_with("-sdp") ? "" : lane::phone_sdp);
    if (row.body == Body::of_reply) {
      BOOST_REQUIRE(!asked.empty());
      expected = text_of(asked.back().reply, "sdp");
      BOOST_TEST(expected.find("c=IN IP4 203.0.113.") != std::string::npos, expected);
      for (std::size_t i = 0; *row.fault == 0 && i + 1 < asked.size(); ++i)  // two sets are a chain
        BOOST_TEST(text_of(asked[i + 1].dictionary, "sdp") == text_of(asked[i].reply, "sdp"));
    }
    BOOST_TEST(passed.body == expected);
    BOOST_TEST(passed.content_length == std::to_string(expected.size()));
  }

  /// Half a second of silence, 8000 Hz, 16 bit.
  static void write_wave(const std::filesystem::path& path) {
    const auto number = [](std::uint32_t value, std::size_t bytes) {
      std::string out;
      for (std::size_t i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
      return out;
    };
    constexpr std::uint32_t size = 8000;
    std::ofstream(path, std::ios::binary)
        << "RIFF" << number(size + 36, 4) << "WAVEfmt " << number(16, 4) << number(1, 2) << number(1, 2)
        << number(8000, 4) << number(16000, 4) << number(2, 2) << number(16, 2) << "data" << number(size, 4)
        << std::string(size, '\0');
  }

  std::vector<Row> rows;
  lane::NodeTransport transport;
  test::MockProgram mock{{"--engines", test::source_directory() + "/tests/conformance/kamailio/function_engines.toml"},
                         "127.76.1.3"};
  lane::FunctionProxy kamailio =
      test::must(lane::FunctionProxy::start(steps_of(rows, mock.folder().string()), transport, mock.folder().string()));
};

void skip_without_kamailio() {
  if (!test::is_installed(lane::kamailio_program)) std::_Exit(77);
}

template <std::size_t N>
std::vector<Row> list(const Row (&rows)[N]) {
  return {rows, rows + N};
}

}  // namespace

constexpr std::array transports{lane::NodeTransport::udp, lane::NodeTransport::web_socket};

BOOST_DATA_TEST_CASE(every_function_on_one_call, boost::unit_test::data::make({0, 1}), transport) {
  skip_without_kamailio();
  auto rows = list(one_call);
  const std::size_t before_media = rows.size();
  for (const Row& row : with_media) rows.push_back(row);
  Lane lane(rows, transports.at(static_cast<std::size_t>(transport)));
  for (std::size_t i = 0; i < before_media; ++i) lane.play(i, "call-1");
  lane.mock.control("POST", "/engines/a/observations", R"({"packets": [
      {"call-id": "call-1", "tag": "f", "media": 1, "component": "rtp", "packets": 500, "octets": 86000, "ssrc": 4660,
       "payload-type": 0},
      {"call-id": "call-1", "tag": "t", "media": 1, "component": "rtp", "packets": 500, "octets": 86000, "ssrc": 22136,
       "payload-type": 0}],
    "reports": [{"call-id": "call-1", "tag": "t", "reporter-ssrc": 22136, "measured-ssrc": 4660, "fraction-lost": 0,
                 "cumulative-lost": 0, "jitter": 80, "round-trip-leg-us": 30000},
                {"call-id": "call-1", "tag": "f", "reporter-ssrc": 4660, "measured-ssrc": 22136, "fraction-lost": 0,
                 "cumulative-lost": 0, "jitter": 80, "round-trip-leg-us": 30000}]})");
  for (std::size_t i = before_media; i < rows.size(); ++i) lane.play(i, "call-1");
}

BOOST_AUTO_TEST_CASE(manage_chooses_the_command) {
  skip_without_kamailio();
  Lane lane(list(managed));
  for (std::size_t i = 0; i < lane.rows.size(); ++i) lane.play(i, "call-2");
}

BOOST_AUTO_TEST_CASE(one_and_two_sets) {
  skip_without_kamailio();
  Lane lane(list(sets));
  for (std::size_t i = 0; i < lane.rows.size(); ++i) lane.play(i, i < 2 ? "call-3" : "call-4");
}

BOOST_AUTO_TEST_CASE(faults_that_kamailio_suffers) {
  skip_without_kamailio();
  Lane lane(list(faults));
  for (std::size_t i = 0; i < lane.rows.size(); ++i) lane.play(i, "call-" + std::to_string(10 + i));
}

BOOST_AUTO_TEST_SUITE_END()
