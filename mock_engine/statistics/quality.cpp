#include "mock_engine/statistics/quality.hpp"

#include <algorithm>

namespace rtpe::mock {

void SsrcQuality::count_payload(std::uint8_t payload_type, std::uint64_t packets) {
  auto slot = std::ranges::find_if(payloads_, [payload_type](const PayloadCount& count) {
    return count.packets > 0 && count.payload_type == payload_type;
  });
  if (slot == payloads_.end()) {  // a new type takes the least used slot
    slot = std::ranges::min_element(payloads_, {}, &PayloadCount::packets);
    *slot = {.payload_type = payload_type};
  }
  slot->packets += packets;
}

int SsrcQuality::payload_type() const {
  const auto most = std::ranges::max_element(payloads_, {}, &PayloadCount::packets);
  return most->packets == 0 ? -1 : most->payload_type;
}

void SsrcQuality::add(const QualitySample& sample, std::uint32_t cumulative_lost) {
  cumulative_lost_ = cumulative_lost;
  if (!samples_.empty() && sample.at - last_sample_ < std::chrono::seconds(1)) return;
  last_sample_ = sample.at;
  if (samples_.empty()) highest_ = sample;
  if (sample.mos > highest_.mos) highest_ = sample;
  if (sample.mos != 0 && (!has_lowest_ || sample.mos < lowest_.mos)) {
    lowest_ = sample;
    has_lowest_ = true;
  }
  if (sample.mos != 0) {
    sums_.mos += sample.mos;
    sums_.round_trip_us += sample.round_trip_us;
    sums_.round_trip_leg_us += sample.round_trip_leg_us;
    sums_.jitter_ms += sample.jitter_ms;
    sums_.loss_percent += sample.loss_percent;
    ++sums_.samples;
  }
  if (samples_.size() == max_samples) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < samples_.size(); i += 2) samples_[kept++] = samples_[i];
    samples_.resize(kept);
  }
  samples_.push_back(sample);
}

QualityAverage SsrcQuality::average() const {
  const std::uint64_t count = std::max<std::uint64_t>(sums_.samples, 1);
  return {.mos = sums_.mos / count,
          .round_trip_us = sums_.round_trip_us / count,
          .round_trip_leg_us = sums_.round_trip_leg_us / count,
          .jitter_ms = sums_.jitter_ms / count,
          .loss_percent = sums_.loss_percent / count,
          .samples = count};
}

QualityProgression SsrcQuality::progression() const {
  QualityProgression result;
  if (samples_.empty()) return result;
  const Duration span = samples_.back().at - samples_.front().at;
  result.interval_s = static_cast<std::uint32_t>(std::chrono::floor<std::chrono::seconds>(span).count() / 10);
  Time next = samples_.front().at;
  for (const QualitySample& sample : samples_) {
    if (sample.at < next) continue;
    result.entries.push_back(sample);
    next += std::chrono::seconds(result.interval_s);
  }
  return result;
}

}  // namespace rtpe::mock
