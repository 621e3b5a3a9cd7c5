// Bytes of any content as a capture file (pcap, pcapng, gzip, zstd), through everything that the pcap verbs run.
#include <cstdlib>

#include "pcap/check/check_capture.hpp"
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
  capture::CallBook book;
  const auto summary = capture::read_frames(
      *reader, [&](const capture::WireExchange& one, const capture::CaptureClock&) { book.exchange(one); },
      {.matcher = {.open_at_most = 64, .with_sdp = true}, .listener = &book, .wanted = [&] {
         return ++frames < 10000;
       }});
  if (summary.clock.newest() < summary.clock.first()) std::abort();
  book.join();
  for (const auto& stream : book.streams()) (void)book.mos_of(stream);
  for (const auto& finding : capture::check_capture({.book = book, .end = summary.clock.newest()}))
    if (finding.text.empty() && finding.rule != capture::Rule::error_reply) std::abort();
  return 0;
}
