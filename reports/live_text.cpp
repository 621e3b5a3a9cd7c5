#include "reports/live_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "reports/text.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::report {
namespace {

using scenario::flow::Pause;

/// Before that much of a run its pace is that of its start-up.
constexpr double least_share = 0.01;

Duration mean(const DurationRange& range) { return (range.low + range.high) / 2; }

Duration call_length(const scenario::Flow& flow, const DurationRange& ring, const DurationRange& hold,
                     const DurationRange& reinvite_after) {
  Duration length{};
  for (const scenario::flow::Step& step : flow.steps) {
    if (step.pause == Pause::ring) length += mean(ring);
    if (step.pause == Pause::hold) length += mean(hold);
    if (step.pause == Pause::reinvite_after) length += mean(reinvite_after);
    if (step.pause == Pause::own && step.own < flow.pauses.size()) length += mean(flow.pauses[step.own]);
  }
  return length;
}

/// Over the points of a curve, its last rate where it has one.
double mean_rate(const scenario::Traffic& traffic) {
  if (traffic.curve.size() < 2) return traffic.curve.empty() ? traffic.rate_per_s : traffic.curve.front().per_s;
  double area = 0;
  for (std::size_t i = 1; i < traffic.curve.size(); ++i) {
    const auto &from = traffic.curve[i - 1], &to = traffic.curve[i];
    area += (from.per_s + to.per_s) / 2 * std::chrono::duration<double>(to.at - from.at).count();
  }
  return area / std::chrono::duration<double>(traffic.curve.back().at - traffic.curve.front().at).count();
}

Duration last_arrival(const scenario::Traffic& traffic) {
  const double rate = mean_rate(traffic);
  if (!traffic.count || !(rate > 0)) return traffic.until;
  const double after_s = static_cast<double>(*traffic.count) / rate;
  constexpr double longest_s = 366.0 * 86400;
  const auto after = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(std::min(after_s, longest_s)));
  return std::min(traffic.until, traffic.start + after);
}

}  // namespace

std::string live_text(const LiveFigures& figures, std::size_t columns) {
  std::string out;
  if (figures.expected > Duration{}) {
    const double share = std::chrono::duration<double>(figures.at) / std::chrono::duration<double>(figures.expected);
    out = fmt::format("{:.0f} %", std::min(99.0, share * 100));
    if (figures.left) out += fmt::format(", {} left", duration_text(*figures.left));
    out += "; ";
  }
  out += fmt::format("{}: {} calls ({} open, {} failed)", duration_text(figures.at), count_text(figures.calls),
                     count_text(figures.calls - figures.over), count_text(figures.failed));
  if (figures.calls_per_s > 0) out += fmt::format(", {:.3g}/s", figures.calls_per_s);
  if (!figures.disabled.empty()) out += fmt::format("; disabled: {}", fmt::join(figures.disabled, ", "));
  if (display_width(out) <= columns) return out;
  while (display_width(out) > columns - 3) {
    out.pop_back();
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0U) == 0x80U) out.pop_back();
  }
  return out + "...";
}

Duration expected_length(const scenario::Scenario& scenario) {
  Duration end{};
  for (const scenario::Traffic& traffic : scenario.traffic) {
    const Duration last = last_arrival(traffic);
    const auto flow = scenario.flow(traffic.flow);
    if (last == Duration::max() || !flow) continue;
    end = std::max(end, last + call_length(*flow, traffic.ring, traffic.hold, traffic.reinvite_after));
  }
  for (const scenario::ListedCall& call : scenario.calls)
    if (const auto flow = scenario.flow(call.flow))
      end = std::max(end, call.start + call_length(*flow, call.ring, call.hold, call.reinvite_after));
  return scenario.duration > Duration{} ? scenario.duration : end;
}

std::optional<Duration> time_left(Duration at, Duration expected, Duration passed) {
  if (expected <= Duration{} || at <= Duration{}) return std::nullopt;
  const double share = std::chrono::duration<double>(at) / std::chrono::duration<double>(expected);
  if (share < least_share) return std::nullopt;
  const double left_s = std::chrono::duration<double>(passed).count() * (1 / std::min(share, 1.0) - 1);
  return std::chrono::round<std::chrono::seconds>(std::chrono::duration<double>(left_s));
}

}  // namespace rtpe::report
