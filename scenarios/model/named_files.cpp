// Files that a scenario names: SDP bodies, programs of engines, route blocks, node lists.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "mock_engine/program/program_file.hpp"
#include "scenarios/model/parts.hpp"
#include "scenarios/model/sdp_file.hpp"
#include "scenarios/model/sources.hpp"

namespace rtpe::scenario {
namespace {

/// The rules of the file that an engine names. Problems inside that file are told as that file's own.
void read_program_of(Engine& engine, Place place, const std::filesystem::path& directory, Problems& problems) {
  const std::string path = (directory / engine.program).string();
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    return problems.error(place, fmt::format("program: there is no file {}", shown(path)), ErrorKind::missing);
  auto text = read_scenario_text(path);
  if (!text) return problems.add(std::move(text.error()));
  if (text->size() > largest_file_bytes)
    return problems.error(place, fmt::format("program: {} is larger than {} bytes", shown(path), largest_file_bytes),
                          ErrorKind::limit);
  auto program = mock::read_program(*text, path);
  if (!program) return problems.add(std::move(program.error()));
  engine.rules = std::move(program->rules);
  engine.program_seed = program->seed.value_or(engine.program_seed);
}

/// Each call with bodies of its own has as many as its flow needs.
void judge_call_bodies(const ScenarioFile& scenario, Problems& problems) {
  CallBodies bodies(std::filesystem::path(scenario.file).parent_path().string());
  for (std::size_t index = 0; index < scenario.calls.size(); ++index) {
    const ListedCall& call = scenario.calls[index];
    if (call.sdp_from.empty()) continue;
    const Place place = scenario.places.calls[index];
    const auto found = bodies.of(call);
    if (!found) {
      problems.error(place, found.error().text(), found.error().kind);
      continue;
    }
    const auto needed = static_cast<std::size_t>(std::ranges::count_if(
        scenario.flow(call.flow)->steps, [](const flow::Step& step) { return step.body.has_value(); }));
    if ((*found)->size() < needed)
      problems.error(place,
                     fmt::format("sdp_from: {} has {} SDP bodies for the Call-ID {}, its flow \"{}\" needs {}",
                                 shown(call.sdp_from), (*found)->size(), shown(call.call_id), call.flow, needed));
  }
}

void judge_traffic_bodies(const ScenarioFile& scenario, const std::filesystem::path& directory, Problems& problems) {
  for (std::size_t index = 0; index < scenario.traffic.size(); ++index) {
    const Traffic& traffic = scenario.traffic[index];
    if (traffic.sdp_from.empty()) continue;
    const auto file = directory / traffic.sdp_from;
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error))
      problems.error(scenario.places.traffic[index], fmt::format("sdp_from: there is no file {}", shown(file.string())),
                     ErrorKind::missing);
    else if (auto bodies = read_sdp_file(file.string()); !bodies)
      problems.add({std::move(bodies.error())});
  }
}

}  // namespace

void read_named_files(ScenarioFile& scenario, const ReadNodeRows& read_rows, Problems& problems) {
  const auto directory = std::filesystem::path(scenario.file).parent_path();
  judge_traffic_bodies(scenario, directory, problems);
  judge_call_bodies(scenario, problems);
  for (std::size_t index = 0; index < scenario.engines.size(); ++index)
    if (Engine& engine = scenario.engines[index]; !engine.program.empty())
      read_program_of(engine, scenario.places.programs[index], directory, problems);
  if (!scenario.routes.file.empty()) read_route_file(scenario, directory.string(), problems);
  if (has_database_nodes(scenario)) read_database_nodes(scenario, read_rows, problems);
}

}  // namespace rtpe::scenario
