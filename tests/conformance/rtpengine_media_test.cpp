// A call with media through Debian's rtpengine, captured live on the loopback interface: what the capture, RTCP and the
// daemon's replies say of each stream agrees, without loss and with every twentieth packet left out.
#include <fmt/format.h>
#include <unistd.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <thread>

#include "pcap/call/stream_quality.hpp"
#include "pcap/file/live_source.hpp"
#include "tests/conformance/kamailio/lane_socket.hpp"
#include "tests/conformance/rtpengine/contestant.hpp"
#include "tests/support/must.hpp"
#include "tests/support/packets.hpp"

BOOST_AUTO_TEST_SUITE(rtpengine_media_test)

using namespace rtpe;
using namespace rtpe::test;
using namespace std::chrono_literals;
using lane::LaneSocket;

namespace {

constexpr int slot = 77;

bool can_run() {
  if (!std::filesystem::exists(lane::rtpengine_program)) {
    std::cout << "skipped: no " << lane::rtpengine_program << "; scripts/install-deps --lanes installs it\n";
    return false;
  }
  if (const auto source = capture::open_interface("lo", "udp", {}); !source) {
    std::cout << "skipped: " << source.error().text() << "\n";
    return false;
  }
  return true;
}

/// Reads the interface until it is told to stop.
class LiveCapture {
 public:
  explicit LiveCapture(const std::string& filter)
      : source_(must(capture::open_interface("lo", filter, [this] { return !is_over_; }))) {
    thread_ = std::thread([this] {
      capture::read_frames(
          *source_, [this](const capture::WireExchange& one, const capture::CaptureClock&) { book_.exchange(one); },
          {.matcher = {.with_sdp = true, .with_reports = true}, .listener = &book_, .wanted = [this] {
             return !is_over_;
           }});
    });
  }
  ~LiveCapture() { stop(); }
  capture::CallBook& stop() {
    if (!thread_.joinable()) return book_;
    std::this_thread::sleep_for(300ms);
    is_over_ = true;
    thread_.join();
    book_.join();
    return book_;
  }

 private:
  std::atomic<bool> is_over_ = false;
  capture::CallBook book_;
  std::unique_ptr<capture::FrameSource> source_;
  std::thread thread_;
};

std::uint32_t u32_of(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes.at(at + i));
  return value;
}

/// A phone: sends PCMA every 20 ms, counts what it gets as RFC 3550 says, and reports it.
class Phone {
 public:
  Phone(const std::string& address, std::uint32_t ssrc)
      : address_(address),
        ssrc_(ssrc),
        rtp_(must(LaneSocket::bind(address, 6000))),
        rtcp_(must(LaneSocket::bind(address, 6001))) {}
  [[nodiscard]] std::string sdp() const {
    return fmt::format("v=0\r\no=- 1 1 IN IP4 {0}\r\ns=-\r\nc=IN IP4 {0}\r\nt=0 0\r\nm=audio 6000 RTP/AVP 8\r\n",
                       address_);
  }
  /// Where the engine wants this phone's media.
  void connect(const std::string& reply) {
    const auto media = reply.find("m=audio "), connection = reply.find("c=IN IP4 ");
    BOOST_REQUIRE_MESSAGE(media != std::string::npos && connection != std::string::npos, reply);
    port_ = static_cast<std::uint16_t>(std::stoi(reply.substr(media + 8)));
    engine_ = reply.substr(connection + 9, reply.find('\r', connection) - connection - 9);
  }
  void send(unsigned number, bool is_left_out) {
    const std::string packet =
        u8(0x80) + u8(8) + u16(number) + u32(number * 160) + u32(ssrc_) + std::string(160, '\xd5');
    if (is_left_out) return;
    rtp_.send(packet, engine_, port_);
    ++sent_;
  }
  void receive() {
    while (const auto got = rtp_.receive()) count(*got);
    while (const auto got = rtcp_.receive()) {
      if (got->bytes.size() < 28 || static_cast<unsigned char>(got->bytes[1]) != 200) continue;
      last_report_ = u32_of(got->bytes, 10);
      last_report_at_ms_ = got->at_ms;
    }
  }
  void report() {
    const double now = lane::real_time_ms();
    const auto seconds = static_cast<std::uint32_t>(now / 1000);
    const auto expected = highest_ + 1 - first_, lost = expected - received_;
    const auto interval = expected - expected_before_, got = received_ - received_before_;
    const auto fraction = interval > got ? (interval - got) * 256 / interval : 0;
    expected_before_ = expected, received_before_ = received_;
    const auto delay = last_report_ == 0 ? 0 : static_cast<std::uint32_t>((now - last_report_at_ms_) * 65.536);
    rtcp_.send(u8(0x81) + u8(200) + u16(12) + u32(ssrc_) + u32(seconds) + u32(++reports_ << 16) + u32(0) + u32(sent_) +
                   u32(sent_ * 160) + u32(of_) + u8(fraction) + u8(lost >> 16 & 0xff) + u16(lost & 0xffff) +
                   u32(highest_) + u32(static_cast<std::uint32_t>(jitter_)) + u32(last_report_) + u32(delay),
               engine_, static_cast<std::uint16_t>(port_ + 1));
  }

 private:
  void count(const lane::Received& got) {
    if (got.bytes.size() < 12) return;
    const std::uint32_t number = u32_of(got.bytes, 0) & 0xffffU, timestamp = u32_of(got.bytes, 4);
    of_ = u32_of(got.bytes, 8);
    if (received_++ == 0) {
      first_ = highest_ = number;
    } else {
      highest_ = std::max(highest_, number);
      const double transit = (got.at_ms - before_ms_) * 8 - (static_cast<double>(timestamp) - timestamp_before_);
      jitter_ += (std::abs(transit) - jitter_) / 16;
    }
    before_ms_ = got.at_ms;
    timestamp_before_ = timestamp;
  }

  std::string address_, engine_;
  std::uint32_t ssrc_, of_ = 0;
  std::uint16_t port_ = 0;
  LaneSocket rtp_, rtcp_;
  std::uint32_t sent_ = 0, received_ = 0, first_ = 0, highest_ = 0, expected_before_ = 0, received_before_ = 0;
  std::uint32_t last_report_ = 0, reports_ = 0;
  double jitter_ = 0, before_ms_ = 0, timestamp_before_ = 0, last_report_at_ms_ = 0;
};

std::string text(const std::string& value) { return fmt::format("{}:{}", value.size(), value); }

struct Call {
  lane::Contestant& daemon;
  std::string call_id;
  unsigned cookie = 0;
  std::string ask(const std::string& command, const std::string& more) {
    auto reply = daemon.ask(fmt::format("{}_{} d{}{}{}{}{}e", call_id, ++cookie, text("call-id"), text(call_id),
                                        text("command"), text(command), more));
    BOOST_REQUIRE_MESSAGE(reply.has_value(), command << " was not answered");
    return *reply;
  }
};

/// 500 packets each way; Alice leaves out every `skip`th.
void talk(Phone& alice, Phone& bob, unsigned skip) {
  auto next = std::chrono::steady_clock::now();
  for (unsigned i = 0; i < 500; ++i) {
    alice.send(i, skip != 0 && i % skip == skip / 2);
    bob.send(i, false);
    next += 20ms;
    std::this_thread::sleep_until(next);
    alice.receive();
    bob.receive();
    if (i % 70 == 69) {
      alice.report();
      bob.report();
    }
  }
  std::this_thread::sleep_for(100ms);
}

}  // namespace

BOOST_DATA_TEST_CASE(capture_rtcp_and_daemon_agree, boost::unit_test::data::make({0U, 20U}), skip) {
  if (!can_run()) return;
  const auto host = [](int number) { return fmt::format("127.93.{}.{}", slot, number); };
  auto daemon = must(lane::start_daemon(slot));
  LiveCapture capturing(fmt::format("net 127.93.{}.0/24", slot));
  Phone alice(host(21), 0xa11ce), bob(host(22), 0xb0b);
  Call call{.daemon = *daemon, .call_id = fmt::format("media-{}-{}", getpid(), skip)};
  bob.connect(call.ask("offer", text("from-tag") + text("alice") + text("sdp") + text(alice.sdp())));
  alice.connect(call.ask(
      "answer", text("from-tag") + text("alice") + text("to-tag") + text("bob") + text("sdp") + text(bob.sdp())));
  talk(alice, bob, skip);
  call.ask("query", "");
  call.ask("delete", text("from-tag") + text("alice"));
  const capture::CallBook& book = capturing.stop();
  std::size_t received = 0, reported = 0;
  for (const auto& stream : book.streams()) {
    const bool is_lossy = skip != 0 && stream.ssrc == 0xa11ce;
    BOOST_TEST_CONTEXT(stream.source.text() << " to " << stream.destination.text()) {
      BOOST_TEST(stream.packets == (is_lossy ? 475U : 500U));
      BOOST_TEST(std::lround(stream.loss_percent() * 10) == (is_lossy ? 50 : 0));
      BOOST_TEST(stream.bursts() == (is_lossy ? 25U : 0U));
      const auto engine = engine_quality(book, stream);
      BOOST_REQUIRE(engine.has_value());
      BOOST_TEST(engine->command == "delete");
      if (engine->received) {
        ++received;
        BOOST_TEST(engine->received->packets == stream.packets);
        BOOST_TEST(engine->received->bytes == stream.bytes);
        BOOST_TEST(engine->received->errors == 0U);
      }
      if (!engine->quality) continue;
      ++reported;
      const auto rtcp = reported_quality(book, stream);
      BOOST_REQUIRE(rtcp.has_value());
      BOOST_TEST(rtcp->loss_percent == engine->quality->loss_percent);
      BOOST_TEST(rtcp->jitter_ms == engine->quality->jitter_ms);
      // The daemon's clock and the capture's see a packet at different times, on a busy machine by milliseconds.
      BOOST_TEST(std::abs(rtcp->mos_times_ten.value_or(0) - engine->quality->mos_times_ten) <= 1);
      BOOST_TEST(std::abs(rtcp->round_trip_leg_us.value_or(0) - engine->quality->round_trip_leg_us) < 10'000);
      BOOST_TEST(std::abs(static_cast<double>(engine->quality->loss_percent) - stream.loss_percent()) < 1.5);
      BOOST_TEST(std::abs(static_cast<double>(engine->quality->jitter_ms) - *stream.jitter_ms(8000)) < 5);
      BOOST_TEST_MESSAGE("daemon: loss " << engine->quality->loss_percent << " %, jitter " << engine->quality->jitter_ms
                                         << " ms, MOS " << engine->quality->mos_times_ten << "; capture: loss "
                                         << stream.loss_percent() << " %, jitter " << *stream.jitter_ms(8000)
                                         << " ms, MOS " << book.mos_of(stream).value_or(0));
    }
  }
  BOOST_TEST(received == 2U);
  BOOST_TEST(reported == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
