// Bytes of any content as a capture file (pcap, pcapng, gzip, zstd), through everything that `pcap ls` runs.
#include <cstdlib>

#include "pcap/file/capture_reader.hpp"
#include "pcap/read_capture.hpp"

using namespace rtpe;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto reader = capture::CaptureReader::read(capture::memory_bytes(bytes), "fuzz");
  if (!reader) {
    if (reader.error().message.empty()) std::abort();
    return 0;
  }
  std::uint64_t frames = 0;
  const auto summary = capture::read_frames(
      *reader, [](const capture::WireExchange&, const capture::CaptureClock&) {},
      {.matcher = {.open_at_most = 64, .with_sdp = true}, .wanted = [&] { return ++frames < 10000; }});
  if (summary.clock.newest() < summary.clock.first()) std::abort();
  return 0;
}
