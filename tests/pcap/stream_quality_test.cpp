// What is measured of RTP streams: loss as a rate and in runs, jitter, the sender's clock, pauses, time series, RTCP.
#include "pcap/call/stream_quality.hpp"

#include <boost/test/unit_test.hpp>

#include "pcap/read_capture.hpp"
#include "tests/support/packets.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(stream_quality_test)

using namespace rtpe;
using namespace rtpe::test;
using namespace std::chrono_literals;

namespace {

capture::Endpoint at(const char* address, std::uint16_t port) { return {*capture::parse_address(address), port}; }

/// 20 ms packets of PCMA, every one of which may be left out, late or doubled.
struct Player {
  explicit Player(const capture::RtpStreams::Options& options = {}) : streams(options) {}
  capture::RtpStreams streams;
  capture::Endpoint from = at("10.0.0.7", 4000), to = at("10.0.0.1", 30000);
  void put(unsigned number, Duration when) {
    const std::string payload = u8(0x80) + u8(8) + u16(number & 0xffffU) + u32(number * 160) + u32(0xabc) + "sound";
    streams.rtp({.frame = 1, .time = Time(100s + when), .source = from, .destination = to, .payload = payload});
  }
  [[nodiscard]] const capture::RtpStream& stream() const { return streams.all().at(0); }
};

capture::CallBook book_of(const char* name, Duration interval = {}) {
  capture::CallBook book({"X-CID"}, {.interval = interval});
  const auto summary =
      capture::read_capture(rtpe::test::data_directory() + "/pcap/" + name,
                            [&](const capture::WireExchange& one, const capture::CaptureClock&) { book.exchange(one); },
                            {.matcher = {.with_sdp = true, .with_reports = true}, .listener = &book});
  BOOST_REQUIRE(summary.has_value());
  book.join();
  return book;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_whole_stream_has_no_loss) {
  Player player;
  for (unsigned i = 0; i < 3000; ++i) player.put(i, i * 20ms);
  BOOST_TEST(player.stream().lost() == 0);
  BOOST_TEST(player.stream().bursts() == 0U);
  BOOST_TEST(player.stream().longest_gap() == 0U);
  BOOST_TEST(*player.stream().jitter_ms() == 0);
  BOOST_TEST(std::abs(*player.stream().clock.drift_ppm(8000)) < 0.001);
}

BOOST_AUTO_TEST_CASE(one_percent_where_29_of_3000_are_left_out) {
  Player player;
  for (unsigned i = 0; i < 3000; ++i)
    if (i % 100 != 50 || i == 50) player.put(i, i * 20ms);
  BOOST_TEST(player.stream().lost() == 29);
  BOOST_TEST(player.stream().expected() == 3000U);
  BOOST_TEST(std::lround(player.stream().loss_percent() * 10) == 10);
  BOOST_TEST(player.stream().bursts() == 29U);
  BOOST_TEST(player.stream().longest_gap() == 1U);
}

BOOST_AUTO_TEST_CASE(losses_in_a_row_are_runs) {
  const struct {
    std::vector<std::pair<unsigned, unsigned>> missing;  ///< from, to
    std::uint64_t runs;
    std::uint32_t longest;
  } rows[] = {{{{10, 12}}, 1, 3},
              {{{10, 12}, {14, 14}, {200, 299}}, 3, 100},
              {{{10, 12}, {398, 398}}, 2, 3},
              {{{1, 398}}, 1, 398},
              {{{64, 64}, {128, 191}}, 2, 64}};
  for (const auto& row : rows) {
    Player player;
    for (unsigned i = 0; i < 400; ++i) {
      bool is_missing = false;
      for (const auto& [from, to] : row.missing) is_missing |= i >= from && i <= to;
      if (!is_missing) player.put(i, i * 20ms);
    }
    BOOST_TEST(player.stream().bursts() == row.runs);
    BOOST_TEST(player.stream().longest_gap() == row.longest);
  }
}

BOOST_AUTO_TEST_CASE(what_comes_late_was_not_lost) {
  Player player;
  for (unsigned i = 0; i < 300; ++i) {
    if (i % 50 == 10) std::swap(i, i);
    const unsigned number = i % 50 == 10 ? i + 5 : i % 50 == 15 ? i - 5 : i;
    player.put(number, i * 20ms);
  }
  BOOST_TEST(player.stream().lost() == 0);
  BOOST_TEST(player.stream().bursts() == 0U);
  BOOST_TEST(player.stream().out_of_order == 30U);
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_fast_and_a_pause) {
  Player player;
  for (unsigned i = 0; i < 3000; ++i)  // 20 ms of sound every 19.996 ms: 200 millionths fast
    player.put(i, i * 19996us);
  BOOST_TEST(std::abs(*player.stream().clock.drift_ppm(8000) - 200.04) < 0.1);
  BOOST_TEST(player.stream().pauses == 0U);
  player.put(3100, 3100 * 19996us);
  BOOST_TEST(player.stream().pauses == 1U);
  BOOST_TEST(player.stream().silence.count() == 101 * 19'996'000);
  Player brief;
  for (unsigned i = 0; i < 50; ++i) brief.put(i, i * 20ms);
  BOOST_TEST(!brief.stream().clock.drift_ppm(8000).has_value());
}

BOOST_AUTO_TEST_CASE(a_time_series_adds_up) {
  const auto book = book_of("sip_media_mos.pcap", 1s);
  for (const auto& stream : book.streams()) {
    std::uint64_t packets = 0;
    std::int64_t lost = 0;
    double jitter = 0;
    const auto series = interval_qualities(book, stream);
    BOOST_TEST(series.size() == 4U);
    for (const auto& one : series) {
      packets += one.packets;
      lost += one.lost;
      BOOST_TEST(one.jitter_ms.has_value());
      BOOST_TEST(one.mos_times_ten.value_or(0) >= 42);
      jitter += *one.jitter_ms * static_cast<double>(one.packets - (&one == &series[0] ? 1 : 0));
    }
    BOOST_TEST(packets == stream.packets);
    BOOST_TEST(lost == stream.lost());
    BOOST_TEST(std::abs(jitter / static_cast<double>(packets - 1) - *stream.jitter_ms(8000)) < 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(capture_rtcp_and_engine_agree_on_a_call_of_the_real_programs) {
  const auto book = book_of("sip_media_mos.pcap");
  std::size_t received = 0, reported = 0;
  for (const auto& stream : book.streams()) {
    const auto engine = engine_quality(book, stream);
    BOOST_REQUIRE(engine.has_value());
    BOOST_TEST(engine->command == "delete");
    if (engine->received) {
      ++received;
      BOOST_TEST(engine->received->packets == stream.packets);
      BOOST_TEST(engine->packets_until == stream.packets);
    }
    if (!engine->quality) continue;
    ++reported;
    const auto rtcp = reported_quality(book, stream);
    BOOST_REQUIRE(rtcp.has_value());
    BOOST_TEST(rtcp->samples >= static_cast<std::uint64_t>(engine->quality->samples));
    BOOST_TEST(rtcp->loss_percent == engine->quality->loss_percent);
    BOOST_TEST(rtcp->jitter_ms == engine->quality->jitter_ms);
    BOOST_TEST(rtcp->mos_times_ten.value_or(0) == engine->quality->mos_times_ten);
    BOOST_TEST(std::abs(rtcp->round_trip_us.value_or(0) - engine->quality->round_trip_us) < 2000);
  }
  BOOST_TEST(received == 2U);
  BOOST_TEST(reported == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
