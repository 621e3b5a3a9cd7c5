// Captures that are cut at every byte, and 20,000 that were changed: the reader says what is wrong, and goes on as far
// as it can.
#include <zlib.h>
#include <zstd.h>

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "pcap/call/stream_quality.hpp"
#include "pcap/check/check_capture.hpp"
#include "pcap/file/capture_reader.hpp"
#include "pcap/read_capture.hpp"
#include "tests/support/capture_file.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(mutated_captures_test)

using namespace rtpe;
using namespace rtpe::test;

namespace {

std::string bencoded(const std::string& text) { return std::to_string(text.size()) + ":" + text; }

/// A few frames of everything: NG in one piece and in fragments, SIP, RTP, RTCP, ICMP, VXLAN, HEP, TCP.
std::vector<std::string> frames() {
  const std::string sdp = "v=0\r\nc=IN IP4 10.0.0.7\r\nm=audio 4000 RTP/AVP 8\r\n";
  const std::string offer = "c1 d7:call-id3:abc7:command5:offer3:sdp" + bencoded(sdp) + "e";
  const std::string reply = "c1 d6:result2:ok3:sdp" + bencoded(sdp) + "e";
  const std::string report =
      "c2 d4:SSRCd1:7d11:average "
      "MOSd3:MOSi43e6:jitteri1eeee4:tagsd1:ad6:mediasld7:streamsld4:SSRCi7eeeeee6:result2:oke";
  const std::string invite =
      "INVITE sip:a@b SIP/2.0\r\nCall-ID: abc\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n\r\n" + sdp;
  const std::string rtp = u8(0x80) + u8(8) + u16(1) + u32(160) + u32(7) + std::string(20, 's');
  const std::string rtcp = u8(0x81) + u8(201) + u16(7) + u32(9) + u32(7) + std::string(20, '\1');
  const std::string hep = "HEP3" + u16(static_cast<unsigned>(6 + 10 + 10 + 8 + 8 + 6 + offer.size())) + u16(0) +
                          u16(3) + u16(10) + u32(0x0a000009) + u16(0) + u16(4) + u16(10) + u32(0x0a000001) + u16(0) +
                          u16(7) + u16(8) + u16(5000) + u16(0) + u16(8) + u16(8) + u16(2223) + u16(0) + u16(15) +
                          u16(static_cast<unsigned>(6 + offer.size())) + offer;
  const auto ip = [](const std::string& payload, unsigned id = 1) {
    return ethernet(0x0800, Ipv4{.id = id}.with(payload));
  };
  const std::string whole = udp(5000, 2223, offer);
  const std::string tcp = u16(5000) + u16(2223) + u32(1) + u32(1) + u8(0x50) + u8(0x18) + u16(100) + u32(0) + offer;
  return {ip(udp(5000, 2223, offer), 1),
          ip(udp(2223, 5000, reply), 2),
          ip(udp(5060, 5060, invite), 3),
          ip(udp(4000, 30000, rtp), 4),
          ip(udp(30001, 4001, rtcp), 5),
          ethernet(0x0800, Ipv4{.protocol = 1, .id = 6}.with(icmp_unreachable(3, Ipv4{.id = 7}.with(whole)))),
          ethernet(0x0800, Ipv4{.id = 8, .fragment = 0x2000}.with(whole.substr(0, 64))),
          ethernet(0x0800, Ipv4{.id = 8, .fragment = 8}.with(whole.substr(64))),
          ip(udp(5000, 4789, u32(0x08000000) + u32(0x700) + ip(udp(5000, 2223, offer), 9)), 10),
          ip(udp(9060, 9060, hep), 11),
          ethernet(0x0800, Ipv4{.protocol = 6, .id = 12}.with(tcp)),
          ethernet(0x86dd, Ipv6{}.with(udp(5000, 2223, report)))};
}

std::string pcap(Order order) {
  const PcapFile file{{order}};
  std::string out = file.header();
  std::uint32_t number = 0;
  for (const auto& frame : frames()) out += file.frame(100 + ++number, 5, frame);
  return out;
}

std::string pcapng(Order order) {
  const PcapngFile file{{order}};
  std::string out = file.section() + file.interface(1, 0);
  std::uint64_t number = 0;
  for (const auto& frame : frames()) out += file.frame(0, ++number * 1'000'000, frame);
  return out + file.simple(frames()[0]);
}

std::string gzipped(const std::string& bytes) {
  z_stream stream{};
  BOOST_REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(bytes.size() + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  BOOST_REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstandard(const std::string& bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
  return out;
}

struct Course {
  std::uint64_t frames = 0;
  std::string error;
};

/// Through everything that the pcap verbs run.
Course course_of(std::string_view bytes) {
  Course course;
  auto reader = capture::CaptureReader::read(capture::memory_bytes(bytes), "capture");
  if (!reader) {
    course.error = reader.error().text();
    return course;
  }
  capture::CallBook book({"X-CID"}, {.interval = std::chrono::seconds(1)});
  const auto summary = capture::read_frames(
      *reader, [&](const capture::WireExchange& one, const capture::CaptureClock&) { book.exchange(one); },
      {.matcher = {.with_sdp = true, .with_reports = true}, .listener = &book});
  course.frames = summary.frames.frames;
  if (summary.damage) course.error = summary.damage->text();
  book.join();
  for (const auto& stream : book.streams()) {
    (void)reported_quality(book, stream);
    (void)engine_quality(book, stream);
    (void)interval_qualities(book, stream);
  }
  (void)capture::check_capture({.book = book, .end = summary.clock.newest()});
  return course;
}

}  // namespace

BOOST_AUTO_TEST_CASE(cut_at_every_byte) {
  const std::pair<const char*, std::string> files[] = {
      {"pcap", pcap(Order::little)},          {"pcap, big endian", pcap(Order::big)},
      {"pcapng", pcapng(Order::little)},      {"pcapng, big endian", pcapng(Order::big)},
      {"gzip", gzipped(pcap(Order::little))}, {"zstd", zstandard(pcapng(Order::little))}};
  for (const auto& [name, bytes] : files) {
    const auto whole = course_of(bytes);
    BOOST_TEST(whole.error == "", name);
    BOOST_TEST(whole.frames >= frames().size(), name);
    std::uint64_t before = 0, complete = 0;
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      const auto course = course_of(std::string_view(bytes).substr(0, length));
      // What comes later takes nothing away from what came before, and a cut is told unless it lies between two frames.
      BOOST_TEST((course.frames >= before || name[0] == 'g' || name[0] == 'z'), name << " cut at " << length);
      before = course.frames;
      complete += course.error.empty() ? 1 : 0;
    }
    BOOST_TEST(complete <= frames().size() + 3, name);
  }
}

BOOST_AUTO_TEST_CASE(twenty_thousand_changed_files) {
  boost::random::mt19937_64 random(20261129);
  const auto dice = [&](std::size_t bound) {
    return boost::random::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
  };
  const std::string files[] = {pcap(Order::little), pcap(Order::big), pcapng(Order::little), pcapng(Order::big)};
  std::uint64_t frames_read = 0, told = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = files[dice(std::size(files))];
    for (std::size_t changes = 1 + dice(8); changes > 0 && !bytes.empty(); --changes) {
      const std::size_t at = dice(bytes.size());
      switch (dice(6)) {
        case 0:
          bytes[at] = static_cast<char>(dice(256));
          break;
        case 1:
          bytes[at] = static_cast<char>(bytes[at] ^ 1 << dice(8));
          break;
        case 2:
          bytes.erase(at, 1 + dice(40));
          break;
        case 3:
          bytes.insert(at, bytes.substr(dice(bytes.size()), 1 + dice(60)));
          break;
        case 4:
          bytes.replace(at, std::min<std::size_t>(4, bytes.size() - at), "\xff\xff\xff\xff",
                        std::min<std::size_t>(4, bytes.size() - at));
          break;
        default:
          bytes.replace(at, std::min<std::size_t>(2, bytes.size() - at), std::min<std::size_t>(2, bytes.size() - at),
                        '\0');
          break;
      }
    }
    const auto course = course_of(bytes);
    frames_read += course.frames;
    told += course.error.empty() ? 0 : 1;
  }
  BOOST_TEST_MESSAGE(frames_read << " frames were read, " << told << " files were called damaged");
  BOOST_TEST(frames_read > 100'000U);
  BOOST_TEST(told > 5'000U);
}

BOOST_AUTO_TEST_SUITE_END()
