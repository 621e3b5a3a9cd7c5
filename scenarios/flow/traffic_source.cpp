#include "scenarios/flow/traffic_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "scenarios/flow/append_number.hpp"

namespace rtpe::scenario::flow {
namespace {

void write_call_id(std::uint64_t high, std::uint64_t low, std::string& out) {
  out.clear();
  append_hex(out, high, 16);
  append_hex(out, low, 16);
  out.append("@").append(caller_address);
}

}  // namespace

Expected<TrafficSource> TrafficSource::open(const Scenario& scenario, std::uint32_t index, std::uint64_t seed) {
  const Traffic& traffic = scenario.traffic[index];
  const auto flow = scenario.flow(traffic.flow);
  if (!flow)
    return std::unexpected(Error{ErrorKind::invalid_input, fmt::format("no flow is called \"{}\"", traffic.flow)});
  if (traffic.sdp_from.empty()) return TrafficSource(traffic, index, seed, *flow, Bodies::recorded());
  auto bodies = Bodies::read((std::filesystem::path(scenario.file).parent_path() / traffic.sdp_from).string());
  if (!bodies) return std::unexpected(bodies.error());
  return TrafficSource(traffic, index, seed, *flow, std::move(*bodies));
}

TrafficSource::TrafficSource(const Traffic& traffic, std::uint32_t index, std::uint64_t seed, const Flow& flow,
                             Bodies bodies)
    : traffic_(traffic),
      flow_(flow),
      order_(flow),
      bodies_(std::move(bodies)),
      arrivals_(seed, fmt::format("arrivals of traffic {}", index)),
      calls_(seed, fmt::format("calls of traffic {}", index)) {
  if (traffic_.call_ids.empty()) traffic_.call_ids = bodies_.call_ids();
}

std::optional<Duration> TrafficSource::next_arrival() {
  if (!traffic_.curve.empty()) return next_of_curve();
  if (traffic_.rate_per_s <= 0 || (traffic_.count && arrived_ >= *traffic_.count)) return std::nullopt;
  if (traffic_.arrival == Traffic::Arrival::regular) {
    // Counted from the start, not from the last call: rounding does not add up.
    const double offset_ns = static_cast<double>(arrived_) * 1e9 / traffic_.rate_per_s;
    if (offset_ns > 9e18) return std::nullopt;
    last_ = traffic_.start + Duration(std::llround(offset_ns));
  } else {
    const double mean_ns = std::min(1e9 / traffic_.rate_per_s, 1e18);
    last_ = (arrived_ == 0 ? traffic_.start : last_) + arrivals_.exponential(Duration(std::llround(mean_ns)));
  }
  if (last_ >= traffic_.until) return std::nullopt;
  ++arrived_;
  return last_;
}

Duration TrafficSource::drawn_hold() {
  switch (traffic_.hold_shape) {
    case HoldShape::exponential:
      return calls_.exponential(traffic_.hold.low);
    case HoldShape::lognormal:
      return calls_.lognormal(traffic_.hold.low, traffic_.hold_sigma);
    case HoldShape::uniform:
      break;
  }
  return calls_.uniform(traffic_.hold);
}

double TrafficSource::rate_at(Duration at) const {
  const std::vector<RatePoint>& curve = traffic_.curve;
  if (curve.empty()) return traffic_.rate_per_s;
  if (traffic_.period > Duration{}) at %= traffic_.period;
  const auto next = std::ranges::upper_bound(curve, at, {}, &RatePoint::at);
  const bool wraps = traffic_.period > Duration{};
  if (next == curve.begin() && !wraps) return curve.front().per_s;
  if (next == curve.end() && !wraps) return curve.back().per_s;
  // From the last point to the first of the next period the line is straight, too.
  const RatePoint& left = next == curve.begin() ? curve.back() : *std::prev(next);
  const RatePoint& right = next == curve.end() ? curve.front() : *next;
  const Duration begin = next == curve.begin() ? left.at - traffic_.period : left.at;
  const Duration end = next == curve.end() ? right.at + traffic_.period : right.at;
  const double part = static_cast<double>((at - begin).count()) / static_cast<double>((end - begin).count());
  return left.per_s + (right.per_s - left.per_s) * part;
}

bool TrafficSource::curve_is_over() const {
  return traffic_.period == Duration{} && traffic_.curve.back().per_s <= 0 && last_ > traffic_.curve.back().at;
}

/// Equal parts of the area under the curve, added up second by second.
void TrafficSource::step_regularly() {
  constexpr Duration second = std::chrono::seconds(1);
  while (last_ < traffic_.until && !curve_is_over()) {
    const double rate = rate_at(last_), missing = static_cast<double>(arrived_) - area_;
    if (rate > 0 && missing <= rate) {
      last_ += Duration(std::llround(missing / rate * 1e9));
      area_ = static_cast<double>(arrived_);
      return;
    }
    area_ += rate;
    last_ += second;
  }
}

/// Thinned out: as many as the highest rate would bring, of which the rate of the moment decides.
void TrafficSource::step_at_random() {
  const double most = std::ranges::max_element(traffic_.curve, {}, &RatePoint::per_s)->per_s;
  const Duration mean(std::llround(std::min(1e9 / most, 1e18)));
  do last_ += arrivals_.exponential(mean);
  while (last_ < traffic_.until && !curve_is_over() && !arrivals_.chance(rate_at(last_) / most));
}

std::optional<Duration> TrafficSource::next_of_curve() {
  const bool has_calls = std::ranges::any_of(traffic_.curve, [](const RatePoint& point) { return point.per_s > 0; });
  if (!has_calls || (traffic_.count && arrived_ >= *traffic_.count)) return std::nullopt;
  if (arrived_ == 0) last_ = traffic_.start;
  if (traffic_.arrival == Traffic::Arrival::regular)
    step_regularly();
  else
    step_at_random();
  if (last_ >= traffic_.until || curve_is_over()) return std::nullopt;
  ++arrived_;
  return last_;
}

void TrafficSource::fill(Dialog& dialog) {
  dialog.flow = &flow_;
  dialog.order = &order_;
  dialog.bodies = &bodies_;
  dialog.own_bodies = nullptr;
  dialog.facts = {&traffic_.caller, &traffic_.callee};
  dialog.media = traffic_.media ? &*traffic_.media : nullptr;
  dialog.pair = static_cast<std::uint32_t>(filled_ % bodies_.pairs());
  const std::uint64_t high = calls_.bits(), low = calls_.bits();
  dialog.ring = calls_.uniform(traffic_.ring);
  dialog.hold = drawn_hold();
  dialog.reinvite_after = calls_.uniform(traffic_.reinvite_after);
  dialog.pauses.clear();
  for (const DurationRange& pause : flow_.pauses) dialog.pauses.push_back(calls_.uniform(pause));
  dialog.hangs_up = (low & 1U) == 0 ? Party::caller : Party::callee;
  if (filled_ < traffic_.call_ids.size())
    dialog.call_id = traffic_.call_ids[filled_];
  else
    write_call_id(high, low, dialog.call_id);
  append_hex(dialog.caller_tag.assign(1, 'a'), high >> 32U, 8);
  append_hex(dialog.callee_tag.assign(1, 'b'), low >> 32U, 8);
  dialog.tag_phones();
  ++filled_;
}

}  // namespace rtpe::scenario::flow
