// File formats: pcap and pcapng of either byte order, several interfaces, packed files, several files as one.
#include "tests/support/capture_file.hpp"

#include <zlib.h>
#include <zstd.h>

#include <boost/test/unit_test.hpp>

#include "pcap/file/capture_reader.hpp"
#include "pcap/file/merged_source.hpp"
#include "pcap/read_capture.hpp"

BOOST_AUTO_TEST_SUITE(capture_file_test)

using namespace rtpe;
using namespace rtpe::test;
using capture::CaptureReader;
using capture::Frame;

namespace {

struct Seen {
  std::vector<std::string> bytes = {};
  std::vector<std::int64_t> ns = {};
  std::vector<std::uint32_t> wire_lengths = {};
  std::vector<int> link_types = {};
  std::string error = {};
};

Seen all_of(capture::FrameSource& source) {
  Seen seen;
  capture::Frame frame;
  for (;;) {
    const auto has_frame = source.next(frame);
    if (!has_frame) {
      seen.error = has_frame.error().text();
      return seen;
    }
    if (!*has_frame) return seen;
    seen.bytes.emplace_back(frame.bytes);
    seen.ns.push_back(frame.time.time_since_epoch().count());
    seen.wire_lengths.push_back(frame.wire_length);
    seen.link_types.push_back(frame.link_type);
    BOOST_TEST(frame.number == seen.bytes.size());
  }
}

Seen read(std::string_view file) {
  auto reader = CaptureReader::read(capture::memory_bytes(file), "mem");
  if (!reader) return {.error = reader.error().text()};
  return all_of(*reader);
}

std::string gzipped(const std::string& plain) {
  std::string out(compressBound(plain.size()) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  BOOST_REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd_packed(const std::string& plain) {
  std::string out(ZSTD_compressBound(plain.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), 3));
  return out;
}

/// Gives its bytes one by one, as a slow pipe does.
class Dribble : public capture::ByteSource {
 public:
  explicit Dribble(std::string bytes) : bytes_(std::move(bytes)) {}
  Expected<std::size_t> read(char* into, std::size_t) override {
    if (at_ == bytes_.size()) return 0;
    *into = bytes_[at_++];
    return 1;
  }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

const std::vector<std::string> two = {"first frame", "second"};

}  // namespace

BOOST_AUTO_TEST_CASE(pcap_of_every_kind) {
  for (const Order order : {Order::little, Order::big})
    for (const std::uint32_t magic : {0xa1b2c3d4U, 0xa1b23c4dU}) {
      const PcapFile file{{order}, magic, 113};
      const Seen seen = read(file.header() + file.frame(7, 5, two[0], 99) + file.frame(8, 0, two[1]));
      BOOST_TEST(seen.error == "");
      BOOST_TEST(seen.bytes == two, boost::test_tools::per_element());
      BOOST_TEST(seen.ns[0] == 7'000'000'000 + 5 * (magic == 0xa1b2c3d4U ? 1000 : 1));
      BOOST_TEST(seen.wire_lengths[0] == 99U);
      BOOST_TEST(seen.link_types[0] == 113);
    }
}

BOOST_AUTO_TEST_CASE(pcapng_with_interfaces_that_differ) {
  for (const Order order : {Order::little, Order::big}) {
    const PcapngFile file{{order}};
    const std::string whole = file.section() + file.interface(1, 1500) + file.interface(276, 65535, 9) +
                              file.interface(12, 0, 0x80 | 10) + file.block(0xbad, "skip me") +
                              file.frame(0, 2'000'001, two[0]) + file.frame(1, 2'000'000'001, two[1], 5000) +
                              file.frame(2, 1536, "third") + file.simple("fourth");
    const Seen seen = read(whole);
    BOOST_TEST(seen.error == "");
    BOOST_REQUIRE(seen.bytes.size() == 4U);
    BOOST_TEST(seen.bytes[3] == "fourth");
    const std::vector<std::int64_t> times = {2'000'001'000, 2'000'000'001, 1'500'000'000, 1'500'000'000};
    BOOST_TEST(seen.ns == times, boost::test_tools::per_element());
    const std::vector<int> types = {1, 276, 101, 1};
    BOOST_TEST(seen.link_types == types, boost::test_tools::per_element());
    BOOST_TEST(seen.wire_lengths[1] == 5000U);
  }
}

BOOST_AUTO_TEST_CASE(a_second_section_of_the_other_order) {
  const PcapngFile little{{Order::little}}, big{{Order::big}};
  const Seen seen = read(little.section() + little.interface(1, 0) + little.frame(0, 1, two[0]) + big.section() +
                         big.interface(113, 0) + big.frame(0, 2, two[1]));
  BOOST_TEST(seen.error == "");
  BOOST_TEST(seen.bytes == two, boost::test_tools::per_element());
  BOOST_TEST(seen.link_types[1] == 113);
}

BOOST_AUTO_TEST_CASE(packed_files) {
  const PcapFile file;
  const std::string plain = file.header() + file.frame(1, 0, two[0]) + file.frame(2, 0, two[1]);
  const std::string half = plain.substr(0, 50), rest = plain.substr(50);
  for (const std::string& packed : {gzipped(plain), zstd_packed(plain), gzipped(half) + gzipped(rest),
                                    zstd_packed(half) + zstd_packed(rest), gzipped(zstd_packed(plain))}) {
    const Seen seen = read(packed);
    BOOST_TEST(seen.error == "");
    BOOST_TEST(seen.bytes == two, boost::test_tools::per_element());
  }
  for (const std::string& packed : {gzipped(plain), zstd_packed(plain)})
    for (std::size_t length = 6; length < packed.size(); ++length) {
      const Seen seen = read(packed.substr(0, length));
      BOOST_TEST(seen.error != "", length);
    }
}

BOOST_AUTO_TEST_CASE(a_pipe_that_dribbles) {
  const PcapFile file;
  const std::string plain = file.header() + file.frame(1, 0, two[0]) + file.frame(2, 0, two[1]);
  for (const std::string& bytes : {plain, gzipped(plain), zstd_packed(plain)}) {
    auto reader = CaptureReader::read(std::make_unique<Dribble>(bytes), "pipe");
    BOOST_REQUIRE(reader.has_value());
    const Seen seen = all_of(*reader);
    BOOST_TEST(seen.bytes == two, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_capture_is_named) {
  const struct {
    std::string bytes;
    const char* message;
  } rows[] = {
      {"", "it has 0 bytes"},
      {"\xd4\xc3", "it has 2 bytes"},
      {"just some text", "unknown file format"},
      {std::string("\xfd"
                   "7zXZ\0\0\0",
                   8),
       "packed with xz"},
      {"BZh91AY&SY", "packed with bzip2"},
      {std::string("PK\x03\x04zip", 7), "packed with zip"},
      {gzipped("no capture in here"), "unknown file format"},
      {PcapFile{}.header().substr(0, 20), "its header is cut: 20 of 24 bytes"},
  };
  for (const auto& row : rows)
    BOOST_TEST(read(row.bytes).error.find(row.message) != std::string::npos,
               row.message << ": " << read(row.bytes).error);
}

BOOST_AUTO_TEST_CASE(damage_has_a_place) {
  const PcapngFile ng;
  const PcapFile classic;
  const std::string good = ng.section() + ng.interface(1, 0) + ng.frame(0, 1, two[0]);
  const struct {
    std::string bytes;
    const char* message;
  } rows[] = {
      {good + ng.frame(7, 1, "x"), "mem: after frame 1, near byte"},
      {good + ng.frame(7, 1, "x"), "interface 7, which is not described"},
      {good + ng.n32(6) + ng.n32(13) + std::string(8, 'x'), "a block of 13 bytes cannot be"},
      {good + ng.n32(6) + ng.n32(1U << 30) + std::string(8, 'x'), "a block of 1073741824 bytes cannot be"},
      {good + ng.frame(0, 1, "x").substr(0, 20), "ends inside a block"},
      {good + ng.block(6, std::string(12, '\0') + ng.n32(4000) + ng.n32(4000)), "a frame of 4000 bytes in a block"},
      {ng.section() + ng.simple("early"), "simple packet block out of place"},
      {classic.header() + classic.frame(1, 0, "x").substr(0, 9), "ends inside a frame's header"},
      {classic.header() + classic.frame(1, 0, "xyz").substr(0, 18), "ends inside a frame of 3 bytes"},
      {classic.header() + classic.n32(1) + classic.n32(0) + classic.n32(1U << 30) + classic.n32(0), "cannot be"},
  };
  for (const auto& row : rows)
    BOOST_TEST(read(row.bytes).error.find(row.message) != std::string::npos,
               row.message << ": " << read(row.bytes).error);
}

BOOST_AUTO_TEST_CASE(every_prefix_of_every_format) {
  const PcapngFile ng;
  const PcapFile classic;
  const std::string files[] = {
      classic.header() + classic.frame(1, 0, ethernet(0x0800, "xx")) + classic.frame(1, 0, "y"),
      ng.section() + ng.interface(1, 0) + ng.frame(0, 1, ethernet(0x0800, "xx")) + ng.simple("z")};
  for (const std::string& whole : files)
    for (std::size_t length = 0; length < whole.size(); ++length) {
      auto reader = CaptureReader::read(capture::memory_bytes(std::string_view(whole).substr(0, length)), "mem");
      if (!reader) {
        BOOST_TEST(!reader.error().message.empty());
        continue;
      }
      const auto summary = capture::read_frames(*reader, [](const auto&, const auto&) {});
      BOOST_TEST(summary.frames.frames <= 2U);
    }
}

BOOST_AUTO_TEST_CASE(several_files_by_time) {
  const PcapFile file;
  const std::string one = file.header() + file.frame(1, 0, "a") + file.frame(5, 0, "d");
  const std::string other = file.header() + file.frame(2, 0, "b") + file.frame(3, 0, "c") + "damage";
  std::vector<std::unique_ptr<capture::FrameSource>> sources;
  sources.push_back(std::make_unique<CaptureReader>(*CaptureReader::read(capture::memory_bytes(one), "one")));
  sources.push_back(std::make_unique<CaptureReader>(*CaptureReader::read(capture::memory_bytes(other), "other")));
  capture::MergedSource merged(std::move(sources));
  const Seen seen = all_of(merged);
  const std::vector<std::string> expected = {"a", "b", "c", "d"};
  BOOST_TEST(seen.bytes == expected, boost::test_tools::per_element());
  BOOST_TEST(seen.error.find("other: after frame 2") != std::string::npos, seen.error);
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back) {
  capture::CaptureClock clock;
  const auto at = [](int s, int ms = 0) { return Time(std::chrono::seconds(s) + std::chrono::milliseconds(ms)); };
  BOOST_TEST((clock.advance(at(5000)) == at(5000)));
  BOOST_TEST((clock.advance(at(4999, 500)) == at(4999, 500)));  // out of order, no step
  BOOST_TEST((clock.advance(at(1000)) == at(5000)));
  BOOST_TEST((clock.advance(at(1002)) == at(5002)));
  BOOST_TEST(clock.steps_back() == 1U);
  BOOST_TEST((clock.wall(at(5002)) == at(1002)));
  BOOST_TEST((clock.wall(at(4999)) == at(4999)));
  BOOST_TEST((clock.first() == at(4999, 500)));
}

BOOST_AUTO_TEST_SUITE_END()
