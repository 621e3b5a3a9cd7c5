#include "scenarios/run/engine_duties.hpp"

#include <algorithm>
#include <array>

namespace rtpe::scenario {
namespace {

bool looks_at_everything(const Scenario& scenario, const RunOptions& options) {
  return options.clock == ClockKind::real_time || options.engine_detail == EngineDetail::full ||
         options.datagrams != nullptr ||
         std::ranges::any_of(scenario.engines, [](const Engine& engine) { return !engine.rules.empty(); });
}

/// A line that neither looks into the body that it is given back nor has the engine remember what it wrote before.
bool is_plain(std::string_view line) {
  constexpr auto functions = std::to_array<std::string_view>(
      {"rtpengine_offer(", "rtpengine_answer(", "rtpengine_manage(", "rtpengine_delete("});
  constexpr auto telling = std::to_array<std::string_view>({"$", "loop", "username", "name", "version"});
  return std::ranges::any_of(functions, [&](std::string_view name) { return line.starts_with(name); }) &&
         std::ranges::none_of(telling, [&](std::string_view word) { return line.contains(word); });
}

/// Another line of the same message would be given the body that came back.
bool is_plain_rule(const RoutingRule& rule) {
  const auto leaves_body = [](std::string_view line) { return line.starts_with("rtpengine_delete("); };
  return std::ranges::all_of(rule.lines, [](const std::string& line) { return is_plain(line); }) &&
         std::ranges::count_if(rule.lines, std::not_fn(leaves_body)) <= 1;
}

bool reads_bodies(const Scenario& scenario) {
  const auto has_body_variable = [](const Client& client) {
    const Parameters& parameters = client.parameters;
    return !parameters.write_sdp_pv.empty() || !parameters.read_sdp_pv.empty() || !parameters.mos.empty();
  };
  return !scenario.routes.empty() || std::ranges::any_of(scenario.proxies, has_body_variable) ||
         !std::ranges::all_of(scenario.routing, is_plain_rule);
}

}  // namespace

EngineDuties engine_duties(const Scenario& scenario, const RunOptions& options, EventKinds asked) {
  if (looks_at_everything(scenario, options)) return {};
  const auto has_mos = [](const Client& client) { return !client.parameters.mos.empty(); };
  return {.statistics_in_delete =
              (asked & kinds_of<MediaMeasured>()) != 0 || std::ranges::any_of(scenario.proxies, has_mos),
          .rewrites_bodies = (asked & kinds_of<SdpSent, MediaMeasured>()) != 0 || reads_bodies(scenario)};
}

}  // namespace rtpe::scenario
