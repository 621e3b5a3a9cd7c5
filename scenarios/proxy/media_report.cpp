#include "scenarios/proxy/media_report.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace rtpe::scenario {
namespace {

std::uint32_t count_of(const bencode::View& entry, std::string_view key) {
  constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(entry.find_integer(key).value_or(0), 0, most));
}

}  // namespace

void tell_media(const bencode::View& reply, MediaMeasured about, Time now, Recorder& recorder) {
  const auto streams = reply.find("SSRC");
  if (!streams || streams.kind() != bencode::Kind::dictionary) return;
  for (auto at = streams.begin(); at != streams.end(); ++at) {
    const std::string_view ssrc = at.key();
    const bencode::View stream = *at;
    const auto average = stream.find("average MOS"), lowest = stream.find("lowest MOS");
    if (!average) continue;
    about.ssrc = 0;
    std::from_chars(ssrc.data(), ssrc.data() + ssrc.size(), about.ssrc);
    about.mos_tenths = count_of(average, "MOS");
    about.lowest_mos_tenths = lowest ? count_of(lowest, "MOS") : about.mos_tenths;
    about.jitter_ms = count_of(average, "jitter");
    about.loss_percent = count_of(average, "packet loss");
    about.round_trip_us = count_of(average, "round-trip time");
    about.samples = count_of(average, "samples");
    recorder.record(now, about);
  }
}

}  // namespace rtpe::scenario
