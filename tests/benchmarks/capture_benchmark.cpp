// Reading captures, as a ratio to a bare libpcap loop over the same file in the same run. The files are real captures
// repeated: NG only (every packet is decoded and matched), and SIP, RTP and NG together as on a proxy's interface.
#include <benchmark/benchmark.h>
#include <pcap/pcap.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "pcap/read_capture.hpp"
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

const std::string& file_of(std::int64_t which) {
  static const std::string files[] = {repeated("ng_framing_raw.pcap"), repeated("sip_media_mos.pcap"),
                                      repeated("sip_kill9_reinvite.pcap")};
  return files[which];
}

void label(benchmark::State& state, std::uint64_t frames) {
  constexpr const char* names[] = {"NG only", "RTP, SIP and NG", "SIP and NG"};
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
BENCHMARK(bare_libpcap)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);

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
BENCHMARK(read_capture)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);

}  // namespace
