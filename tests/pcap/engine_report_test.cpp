// What replies to query and delete say of media, in either of NG's languages.
#include "pcap/ng/engine_report.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(engine_report_test)

using namespace rtpe::capture;

namespace {

constexpr std::string_view in_bencode =
    "d6:result2:ok4:SSRCd10:2863267841d11:average MOSd3:MOSi43e6:jitteri7e11:packet lossi2e15:round-trip timei705"
    "00e7:samplesi3ee15:cumulative lossi6eee4:tagsd1:ad6:mediasld7:streamsld4:SSRCi2863267841e10:local porti30000"
    "e8:endpointd7:address8:10.0.0.74:porti4000ee5:statsd7:packetsi120e5:bytesi20640e6:errorsi1eeeeeeeee";
constexpr std::string_view in_json =
    R"({"result":"ok","SSRC":{"2863267841":{"average MOS":{"MOS":43,"jitter":7,"packet loss":2,"round-trip time":70500,)"
    R"("samples":3},"cumulative loss":6}},"tags":{"a":{"medias":[{"streams":[{"SSRC":2863267841,"local port":30000,)"
    R"("endpoint":{"address":"10.0.0.7","port":4000},"stats":{"packets":120,"bytes":20640,"errors":1}}]}]}}})";

}  // namespace

BOOST_DATA_TEST_CASE(both_languages_say_the_same, boost::unit_test::data::make({in_bencode, in_json}), text) {
  const auto report = read_engine_report(text);
  BOOST_REQUIRE(report.has_value());
  BOOST_REQUIRE(report->received.size() == 1U);
  const auto& received = report->received[0];
  BOOST_TEST(received.ssrc == 2863267841U);
  BOOST_TEST(received.local_port == 30000U);
  BOOST_TEST(received.from.text() == "10.0.0.7:4000");
  BOOST_TEST(received.packets == 120U);
  BOOST_TEST(received.bytes == 20640U);
  BOOST_TEST(received.errors == 1U);
  BOOST_REQUIRE(report->qualities.size() == 1U);
  const auto& quality = report->qualities[0];
  BOOST_TEST(quality.reporter == 2863267841U);
  BOOST_TEST(quality.mos_times_ten == 43);
  BOOST_TEST(quality.jitter_ms == 7);
  BOOST_TEST(quality.loss_percent == 2);
  BOOST_TEST(quality.round_trip_us == 70500);
  BOOST_TEST(quality.samples == 3);
  BOOST_TEST(quality.cumulative_lost == 6);
}

BOOST_DATA_TEST_CASE(what_cannot_be_read_is_none,
                     boost::unit_test::data::make({"", "{", "{}", "[1]", "{\"SSRC\":[1,2]}", "{\"SSRC\":{\"1\":7}}",
                                                   "{\"tags\":{\"a\":{\"medias\":[1,null,true]}}}", "d1:ae", "de"}),
                     text) {
  BOOST_TEST(!read_engine_report(text).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
