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

void TrafficSource::fill(Dialog& dialog) {
  dialog.flow = &flow_;
  dialog.order = &order_;
  dialog.bodies = &bodies_;
  dialog.own_bodies = nullptr;
  dialog.facts = {&traffic_.caller, &traffic_.callee};
  dialog.pair = static_cast<std::uint32_t>(filled_ % bodies_.pairs());
  const std::uint64_t high = calls_.bits(), low = calls_.bits();
  dialog.ring = calls_.uniform(traffic_.ring);
  dialog.hold = calls_.uniform(traffic_.hold);
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
  ++filled_;
}

}  // namespace rtpe::scenario::flow
