// Reading captures, as a ratio to a bare libpcap loop over the same file in the same run. The files are real captures
// repeated: NG only (every packet is decoded and matched), and SIP, RTP and NG together as on a proxy's interface; and
// calls that are made here, each with its own cookies and Call-ID: without media, and with 50 RTP packets each.
#include <benchmark/benchmark.h>
#include <pcap/pcap.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "pcap/read_capture.hpp"
#include "tests/support/capture_file.hpp"
#include "tests/support/packets.hpp"
#include "tests/support/paths.hpp"

namespace {

constexpr std::size_t repeats = 400;

/// The capture repeated; later repetitions are moved in time, as a cookie never comes back within seconds.
std::string repeated(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(rtpe::test::data_directory() + "/pcap/" + name, std::ios::binary).rdbuf();
  const std::string whole = text.str();
  const auto path =
      std::filesystem::temp_directory_path() / ("rtpe-lab-bench-" + std::to_string(getpid()) + "-" + name);
  std::ofstream out(path, std::ios::binary);
  out << whole.substr(0, 24);
  for (std::uint32_t round = 0; round < repeats; ++round) {
    std::string records = whole.substr(24);
    for (std::size_t at = 0; at + 16 <= records.size();) {
      std::uint32_t seconds = 0, length = 0;
      std::memcpy(&seconds, &records[at], 4);
      std::memcpy(&length, &records[at + 8], 4);
      seconds += round * 60;
      std::memcpy(&records[at], &seconds, 4);
      at += 16 + length;
    }
    out << records;
  }
  return path.string();
}

std::string text(std::string_view value) { return std::to_string(value.size()) + ":" + std::string(value); }

/// Offer, answer and delete of 20,000 calls with two frames a millisecond.
class MadeCalls {
 public:
  MadeCalls(const std::string& name, int rtp_packets)
      : path_(std::filesystem::temp_directory_path() / ("rtpe-lab-bench-" + std::to_string(getpid()) + "-" + name)),
        out_(path_, std::ios::binary) {
    out_ << rtpe::test::PcapFile{}.header();
    for (int number = 0; number < 20'000; ++number) call(number, rtp_packets);
  }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  void frame(bool to_node, unsigned client_port, unsigned node_port, const std::string& payload) {
    const std::string client("\x0a\0\0\x09", 4), node("\x0a\0\0\x01", 4);
    const rtpe::test::Ipv4 ip{.source = to_node ? client : node,
                              .destination = to_node ? node : client,
                              .id = static_cast<unsigned>(frames_ % 65535 + 1)};
    const std::string packet =
        to_node ? rtpe::test::udp(client_port, node_port, payload) : rtpe::test::udp(node_port, client_port, payload);
    out_ << rtpe::test::PcapFile{}.frame(100 + static_cast<std::uint32_t>(frames_ / 2000),
                                         static_cast<std::uint32_t>(frames_ % 2000 * 500),
                                         rtpe::test::ethernet(0x0800, ip.with(packet)));
    ++frames_;
  }
  void call(int number, int rtp_packets) {
    const unsigned port = 20'000 + static_cast<unsigned>(number % 10'000) * 2;
    const std::string sdp = "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\nm=audio " +
                            std::to_string(port) + " RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n";
    const std::string names = "7:call-id" + text(std::to_string(number * 7919LL) + "@10.0.0.9"),
                      tags = "8:from-tag" + text("from" + std::to_string(number));
    int step = 0;
    for (const char* command : {"offer", "answer", "delete"}) {
      const std::string cookie = "1200_" + std::to_string(number) + "_" + std::to_string(++step) + " d",
                        body = step == 3 ? "" : "3:sdp" + text(sdp);
      frame(true, 40'000, 2223, cookie + names + "7:command" + text(command) + tags + body + "e");
      frame(false, 40'000, 2223, cookie + "6:result2:ok" + body + "e");
      for (int packet = 0; step == 2 && packet < rtp_packets; ++packet)
        frame(true, port, port,
              std::string("\x80\0", 2) + rtpe::test::u16(static_cast<unsigned>(packet)) +
                  rtpe::test::u32(static_cast<std::uint32_t>(packet) * 160) +
                  rtpe::test::u32(static_cast<std::uint32_t>(number)) + std::string(160, 'U'));
    }
  }
  std::filesystem::path path_;
  std::ofstream out_;
  std::uint64_t frames_ = 0;
};

const std::string& file_of(std::int64_t which) {
  static const std::string files[] = {repeated("ng_framing_raw.pcap"), repeated("sip_media_mos.pcap"),
                                      repeated("sip_kill9_reinvite.pcap"), MadeCalls("calls", 0).path(),
                                      MadeCalls("media", 50).path()};
  return files[which];
}

void label(benchmark::State& state, std::uint64_t frames) {
  constexpr const char* names[] = {"NG only", "RTP, SIP and NG", "SIP and NG", "NG only, made here", "RTP-heavy"};
  state.SetLabel(names[state.range(0)]);
  state.SetItemsProcessed(static_cast<std::int64_t>(frames));
}

void bare_libpcap(benchmark::State& state) {
  const std::string& path = file_of(state.range(0));
  std::uint64_t frames = 0;
  for (auto _ : state) {
    char message[PCAP_ERRBUF_SIZE];
    pcap_t* handle = pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, message);
    if (handle == nullptr) return state.SkipWithError(message);
    pcap_pkthdr* header = nullptr;
    const u_char* data = nullptr;
    std::uint64_t bytes = 0;
    while (pcap_next_ex(handle, &header, &data) == 1) {
      ++frames;
      bytes += header->caplen + data[0];
    }
    benchmark::DoNotOptimize(bytes);
    pcap_close(handle);
  }
  label(state, frames);
}
BENCHMARK(bare_libpcap)->DenseRange(0, 4)->Unit(benchmark::kMillisecond);

void read_capture(benchmark::State& state) {
  const std::string& path = file_of(state.range(0));
  std::uint64_t frames = 0, exchanges = 0;
  for (auto _ : state) {
    const auto summary = rtpe::capture::read_capture(
        path, [&](const rtpe::capture::WireExchange&, const rtpe::capture::CaptureClock&) { ++exchanges; });
    if (!summary) return state.SkipWithError(summary.error().text().c_str());
    frames += summary->frames.frames;
  }
  benchmark::DoNotOptimize(exchanges);
  label(state, frames);
}
BENCHMARK(read_capture)->DenseRange(0, 4)->Unit(benchmark::kMillisecond);

}  // namespace
