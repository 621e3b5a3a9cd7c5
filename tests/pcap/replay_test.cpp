// Captured commands once more: new names, and replies side by side; against the mock engine.
#include "pcap/replay/replay.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "client/bencode/writer.hpp"
#include "mock_engine/engine.hpp"
#include "pcap/replay/replay_names.hpp"
#include "tests/support/paths.hpp"

using namespace rtpe;
using namespace rtpe::capture;

BOOST_AUTO_TEST_SUITE(replay_test)

namespace {

/// The mock engine as the daemon of the captures was started.
class Mock {
 public:
  Mock() : engine_(*mock::Engine::create(config())) {}
  Expected<std::optional<std::string>> ask(std::string_view cookie, std::string_view datagram) {
    struct Sink final : mock::ReplySink {
      void reply(std::string_view bytes, Duration /*delay*/) override { text = std::string(bytes); }
      std::string text;
    } sink;
    now_ += std::chrono::milliseconds(1);
    engine_.receive(now_, {.address = "127.0.8.5", .port = 5000}, datagram, sink);
    if (sink.text.size() <= cookie.size()) return std::nullopt;
    return sink.text.substr(cookie.size() + 1);
  }

 private:
  static mock::EngineConfig config() {
    mock::EngineConfig config;
    config.interfaces.front().address = "10.9.9.9";
    config.delete_delay_s = 0;
    return config;
  }
  mock::Engine engine_;
  Time now_{};
};

std::string read_back(const bencode::View& value, std::string_view key) {
  return std::string(value.find_string(key).value_or(""));
}

/// Every command of the capture is answered; what is not as captured.
std::string what_differs(const std::string& name, ReplayEnds::Media media = ReplayEnds::Media::sent) {
  const auto recorded = recorded_exchanges({test::data_directory() + "/pcap/" + name});
  BOOST_REQUIRE(recorded.has_value());
  BOOST_TEST(!recorded->exchanges.empty());
  Mock mock;
  std::string different;
  ReplayEnds ends;
  ends.ask = [&](std::string_view cookie, std::string_view datagram) { return mock.ask(cookie, datagram); };
  ends.wait = [](Duration) { return true; };
  ends.media = media;
  ends.told = [&](const ReplayedExchange& one) {
    if (!one.was_answered) different += one.recorded->command + ": no reply\n";
    for (const LineDifference& line : one.differences)
      different += one.recorded->command + ": " + line.captured + " | " + line.replayed + "\n";
  };
  const auto totals = replay(*recorded, "-again", ends);
  BOOST_REQUIRE(totals.has_value());
  BOOST_TEST(totals->sent == recorded->exchanges.size());
  return different;
}

}  // namespace

BOOST_DATA_TEST_CASE(the_mock_engine_answers_as_the_daemon_did,
                     boost::unit_test::data::make({"sip_basic.pcap", "sip_reinvite.pcap", "sip_cancel.pcap",
                                                   "sip_busy486.pcap", "sip_kill9_bye.pcap", "sip_after_restart.pcap"}),
                     name) {
  BOOST_TEST(what_differs(name) == "");
}

BOOST_DATA_TEST_CASE(without_media_nothing_differs_but_what_came_of_it,
                     boost::unit_test::data::make({"sip_media_mos.pcap", "sip_after_kill_newcall.pcap",
                                                   "sip_kill9_reinvite.pcap"}),
                     name) {
  BOOST_TEST(what_differs(name, ReplayEnds::Media::none) == "");
}

BOOST_AUTO_TEST_CASE(media_that_was_sent_and_did_not_come_is_a_difference) {
  const std::string different = what_differs("sip_media_mos.pcap");
  BOOST_TEST(different.contains("delete: SSRC"), different);
  BOOST_TEST(different.contains("medias[0].codec = PCMU/8000 | \n"), different);
}

BOOST_AUTO_TEST_CASE(an_engine_s_address_that_no_sdp_showed_is_its_own_all_the_same) {
  const auto lines = [](std::string_view address) {
    std::string reply;
    bencode::Writer(reply).begin_dictionary().pair("local address", address).pair("address", address).end();
    bencode::Reader reader;
    return reply_lines(*reader.read(reply), {"10.0.0.1"});
  };
  BOOST_TEST(lines("127.1.2.3") == (std::vector<std::string>{"address = 127.1.2.3", "local address = ADDRESS"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_says_that_media_came) {
  const std::pair<LineDifference, bool> rows[] = {
      {{.captured = "SSRC = a dictionary", .replayed = {}}, true},
      {{.captured = "SSRC.SSRC.lowest MOS.MOS = a number", .replayed = {}}, true},
      {{.captured = {}, .replayed = "SSRC.SSRC.lowest MOS.MOS = a number"}, false},
      {{.captured = "tags.a.medias[0].codec = PCMU/8000", .replayed = {}}, true},
      {{.captured = {}, .replayed = "tags.a.medias[0].codec = PCMU/8000"}, false},
      {{.captured = "tags.a.medias[0].streams[0].flags = a list of 5", .replayed = {}}, true},
      {{.captured = {}, .replayed = "tags.a.medias[0].streams[0].flags = a list of 2"}, true},
      {{.captured = "tags.a.medias[0].streams[0].flags[2] = confirmed", .replayed = {}}, true},
      {{.captured = "tags.a.medias[0].streams[0].flags[2] = DTLS", .replayed = {}}, false},
      {{.captured = "tags.a.medias[0].protocol = RTP/AVP", .replayed = {}}, false},
      {{.captured = "result = ok", .replayed = {}}, false},
      {{.captured = "sdp: m=audio 0 RTP/AVP 0", .replayed = {}}, false}};
  for (const auto& [difference, is_media] : rows)
    BOOST_TEST(is_of_media_that_came(difference) == is_media, difference.captured + difference.replayed);
}

BOOST_AUTO_TEST_CASE(names_are_new_and_come_back) {
  std::string request;
  bencode::Writer(request).begin_dictionary().pair("call-id", "a@b").pair("from-tag", "f").pair("sdp", "v=0\r\n").end();
  bencode::Reader reader;
  ReplayNames names("-again");
  const std::string renamed = names.renamed(*reader.read(request));
  bencode::Reader again;
  const auto back = again.read(renamed);
  BOOST_REQUIRE(back.has_value());
  BOOST_TEST(read_back(*back, "call-id") == "a@b-again");
  BOOST_TEST(read_back(*back, "from-tag") == "f-again");
  BOOST_TEST(read_back(*back, "sdp") == "v=0\r\n");
  BOOST_TEST(names.original("tags.f-again.tag = f-again") == "tags.f.tag = f");
}

BOOST_AUTO_TEST_CASE(ports_that_the_engine_gave_are_the_new_engine_s) {
  ReplayNames names("-again");
  names.learn_sdp("v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 30000 RTP/AVP 0\r\n",
                  "v=0\r\nc=IN IP4 10.0.0.2\r\nm=audio 40000 RTP/AVP 0\r\n");
  std::string request;
  bencode::Writer(request)
      .begin_dictionary()
      .pair("sdp", "v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 30000 RTP/AVP 0\r\nm=video 30002 RTP/AVP 96\r\n")
      .end();
  bencode::Reader reader, again;
  const std::string renamed = names.renamed(*reader.read(request));
  BOOST_TEST(read_back(*again.read(renamed), "sdp") ==
             "v=0\r\nc=IN IP4 10.0.0.2\r\nm=audio 40000 RTP/AVP 0\r\nm=video 30002 RTP/AVP 96\r\n");
}

BOOST_AUTO_TEST_CASE(what_never_is_the_same_is_left_out_and_the_rest_is_not) {
  const auto lines = [](std::string_view sdp, std::int64_t created, const std::string& address) {
    std::string reply;
    bencode::Writer(reply).begin_dictionary().pair("result", "ok").pair("created", created).pair("sdp", sdp).end();
    bencode::Reader reader;
    return reply_lines(*reader.read(reply), {address});
  };
  const auto one =
      lines("v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 30000 RTP/AVP 0 8\r\na=ice-pwd:abc\r\na=sendrecv\r\n", 1, "10.0.0.1");
  const auto other =
      lines("v=0\r\nc=IN IP4 10.0.0.2\r\nm=audio 40000 RTP/AVP 0 8\r\na=ice-pwd:xyz\r\na=sendrecv\r\n", 2, "10.0.0.2");
  BOOST_TEST(differences(one, other).empty());
  const auto third = lines("v=0\r\nc=IN IP4 10.0.0.2\r\nm=audio 0 RTP/AVP 0\r\na=sendonly\r\n", 2, "10.0.0.2");
  std::string text;
  for (const LineDifference& line : differences(one, third)) text += line.captured + "|" + line.replayed + "\n";
  BOOST_TEST(text ==
             "sdp: m=audio PORT RTP/AVP 0 8|\nsdp: a=ice-pwd:...|\nsdp: a=sendrecv|\n|sdp: m=audio 0 RTP/AVP 0\n"
             "|sdp: a=sendonly\n");
}

BOOST_AUTO_TEST_SUITE_END()
