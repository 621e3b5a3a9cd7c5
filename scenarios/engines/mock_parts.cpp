#include "scenarios/engines/mock_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/world/random.hpp"

namespace rtpe::scenario {

mock::Delay delay_of(const DurationRange& range) {
  if (range.high <= range.low) return {.base = range.low};
  return {.distribution = mock::Delay::Distribution::uniform, .base = range.low, .spread = range.high - range.low};
}

mock::EngineConfig config_of(const EngineSetup& setup) {
  mock::EngineConfig config = setup.engine.config;
  config.statistics_in_delete = setup.duties.statistics_in_delete;
  config.rewrites_bodies = setup.duties.rewrites_bodies;
  config.seed = derive_seed(setup.seed, "engine " + config.name);
  return config;
}

mock::ProgramOptions program_options_of(const EngineSetup& setup) {
  const Engine& engine = setup.engine;
  const std::string& name = engine.config.name;
  return {.seed = derive_seed(setup.seed, fmt::format("program {} of {}", engine.program_seed, name)),
          .rules = engine.rules,
          .service_time = delay_of(engine.service_time),
          .service_seed = derive_seed(setup.seed, "service time of " + name),
          .journal_entries = setup.journal_entries};
}

namespace {

constexpr std::uint32_t first_ssrc = 0x1001;  ///< the caller's; the callee's is the next one

/// What each party reports of the other's media, a few times.
void report_quality(mock::Engine& engine, Time now, const flow::Talk& talk) {
  constexpr int reports = 3;
  constexpr double clock_rate = 8000;
  const MediaQuality& quality = *talk.quality;
  for (int number = 1; number <= reports; ++number)
    for (std::uint32_t party = 0; party < talk.tags.size(); ++party) {
      const mock::ReportObservation about{
          .from = {.call_id = talk.call_id, .tag = talk.tags[party]},
          .at = now + talk.duration * number / reports,
          .reporter_ssrc = first_ssrc + party,
          .measured_ssrc = first_ssrc + 1 - party,
          .fraction_lost = static_cast<std::uint8_t>(std::min(255.0, quality.loss * 256)),
          .jitter = static_cast<std::uint32_t>(std::chrono::duration<double>(quality.jitter).count() * clock_rate),
          .round_trip_leg_us = static_cast<std::uint32_t>(
              std::chrono::duration_cast<std::chrono::microseconds>(quality.round_trip).count())};
      if (!engine.observe(about)) return;
    }
}

}  // namespace

void talk_to(mock::Engine& engine, Time now, const flow::Talk& talk) {
  constexpr std::uint64_t packets_per_s = 50, packet_octets = 172;  // G.711 in 20 ms
  const auto packets =
      static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::seconds>(talk.duration).count()) * packets_per_s;
  std::uint32_t ssrc = first_ssrc;
  for (const std::string_view tag : talk.tags) {
    const mock::PacketObservation media{.from = {.call_id = talk.call_id, .tag = tag},
                                        .at = now + talk.duration,
                                        .packets = packets,
                                        .octets = packets * packet_octets,
                                        .ssrc = ssrc++};
    if (!engine.observe(media)) return;  // crashed since: the media is lost, calls_lost says so
  }
  if (talk.quality != nullptr) report_quality(engine, now, talk);
}

EngineHost::Process process_of(const mock::Program& program) {
  return {.state = program.process(), .keeps_calls = program.keeps_calls(), .slowed = program.slowed()};
}

// Engines date a removal by when it was due, which is long ago after a hang: the log has when it happened.
void CallEvents::call_created(Time /*now*/, std::string_view call_id) {
  ++calls_;
  recorder_.record(world_.now(), EngineCall{.engine = name_, .call_id = call_id, .created = true});
}

void CallEvents::call_removed(Time /*now*/, std::string_view call_id, std::string_view cause) {
  --calls_;
  recorder_.record(world_.now(), EngineCall{.engine = name_,
                                            .call_id = call_id,
                                            .created = false,
                                            .cause = from_word<RemovalCause>(cause).value_or(RemovalCause::none)});
}

}  // namespace rtpe::scenario
