// TOML -> Scenario: the whole file.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/toml.hpp"
#include "mock_engine/program/program_file.hpp"
#include "scenarios/model/parts.hpp"
#include "scenarios/model/sdp_file.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::size_t largest_file_bytes = 8 << 20;  // room for most_listed_calls
constexpr std::size_t most_entries = 1000, most_listed_calls = 10'000;
constexpr std::size_t longest_title = 200;
constexpr std::int64_t most_events = 10'000'000'000;

using Failed = std::unexpected<std::vector<Error>>;

Failed failed(ErrorKind kind, std::string message, const std::string& path) {
  return Failed(std::vector{Error{.kind = kind, .message = std::move(message), .place = path}});
}

class Reader {
 public:
  Reader(const Table& root, const std::string& path, Problems& problems)
      : root_(root, "the file", problems), problems_(problems) {
    scenario_.file = path;
  }

  ScenarioFile read() {
    read_head();
    read_proxies(root_, scenario_, reading_);
    one("routing", [&](TableReader& table) { read_routing(table, scenario_); });
    one("assume", [&](TableReader& table) { read_assumptions(table, scenario_.routes); });
    one("network", [&](TableReader& table) {
      scenario_.places.network = table.place();
      read_network(table, scenario_.network);
    });
    Places& places = scenario_.places;
    several("engine", scenario_.engines, places.engines, Engine{}, &read_engine);
    for (const Table* engine : root_.tables("engine", most_entries)) {
      const Value* program = engine->get("program");
      places.programs.push_back(program == nullptr ? engine->place : program->place);
    }
    several("link", scenario_.links, places.links, scenario_.network, &read_link);
    several("flow", scenario_.flows, places.flows, InlineFlow{}, &read_flow);
    several("traffic", scenario_.traffic, places.traffic, Traffic{},
            [this](TableReader& table, Traffic& traffic) { read_traffic(table, scenario_, traffic); });
    several(
        "call", scenario_.calls, places.calls, ListedCall{},
        [this](TableReader& table, ListedCall& call) { read_call(table, scenario_, call); }, most_listed_calls);
    several("fault", scenario_.faults, places.faults, Fault{}, &read_fault);
    several("check", scenario_.checks, places.checks, Check{}, &read_check);
    need("routing", "[routing]", "without it the proxy does nothing for any message");
    if (!has_tables("call")) need("traffic", "[[traffic]] or [[call]]", "without calls nothing happens");
    if (scenario_.checks.empty() && !has_tables("check"))
      problems_.warn(root_.place(), "there is no [[check]]: this run cannot fail");
    static_cast<void>(root_.find("space"));  // what a search may choose from: scenarios/campaign reads it
    root_.finish();
    judge_route_blocks(root_, scenario_, problems_);
    judge_relations(root_.table(), scenario_, reading_, problems_);
    scenario_.warnings = problems_.warnings();
    return std::move(scenario_);
  }

 private:
  void read_head() {
    scenario_.title = root_.text("title").value_or(default_title(scenario_.file));
    if (scenario_.title.size() > longest_title || scenario_.title.find('\n') != std::string::npos)
      root_.error_at_value("title", fmt::format("a title is one line of at most {} bytes", longest_title));
    for (const PlacedText& tag : root_.texts("tags")) {
      if (tag.text.empty() || tag.text.find_first_of(" \t,") != std::string::npos)
        root_.problems().error(tag.place, "a tag is one word without commas");
      scenario_.tags.push_back(tag.text);
    }
    if (const auto seed = root_.integer("seed", 0, std::numeric_limits<std::int64_t>::max()))
      scenario_.seed = static_cast<std::uint64_t>(*seed);
    if (const auto duration = root_.duration("duration")) {
      scenario_.duration = *duration;
      if (*duration == Duration::zero()) root_.error_at_value("duration", "a run of no duration shows nothing");
    }
    if (const auto events = root_.integer("max_events", 1, most_events))
      scenario_.max_events = static_cast<std::uint64_t>(*events);
  }

  /// Something is there, be it wrong.
  [[nodiscard]] bool has_tables(std::string_view key) const {
    const Value* value = root_.table().get(key);
    return value != nullptr && (value->array() == nullptr || !value->array()->elements.empty());
  }

  void need(std::string_view key, std::string_view table, std::string_view why) {
    if (!has_tables(key)) problems_.error(root_.place(), fmt::format("the file has no {}: {}", table, why));
  }

  template <class ReadTable>
  void one(std::string_view key, ReadTable read_table) {
    const Value* value = root_.find(key);
    if (value == nullptr) return;
    if (const Table* table = value->table()) {
      TableReader reader(*table, fmt::format("[{}]", key), problems_);
      read_table(reader);
    } else {
      problems_.error(value->place,
                      fmt::format("\"{0}\" must be a table, written [{0}], not {1}", key, type_name(*value)));
    }
  }

  template <class Part, class ReadPart>
  void several(std::string_view key, std::vector<Part>& parts, std::vector<Place>& places, const Part& empty,
               ReadPart read_part, std::size_t most = most_entries) {
    for (const Table* table : root_.tables(key, most)) {
      TableReader reader(*table, fmt::format("[[{}]]", key), problems_);
      places.push_back(reader.place());
      read_part(reader, parts.emplace_back(empty));
    }
  }

  TableReader root_;
  Problems& problems_;
  ScenarioFile scenario_;
  Reading reading_;
};

/// The file's bytes, at most one more than allowed.
Read<std::string> read_file(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return failed(ErrorKind::invalid_input, "is a directory, not a scenario file", path);
  std::ifstream in(path, std::ios::binary);
  if (!in) return failed(ErrorKind::missing, std::strerror(errno), path);
  const auto size = std::filesystem::file_size(path, error);  // of what is no regular file: unknown
  std::string text(error ? largest_file_bytes + 1 : std::min<std::size_t>(size, largest_file_bytes) + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return failed(ErrorKind::missing, "cannot be read", path);
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

/// The rules of the file that an engine names. Problems inside that file are told as that file's own.
void read_program_of(Engine& engine, Place place, const std::filesystem::path& directory, Problems& problems) {
  const std::string path = (directory / engine.program).string();
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    return problems.error(place, fmt::format("program: there is no file {}", shown(path)), ErrorKind::missing);
  auto text = read_file(path);
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

}  // namespace

std::string default_title(const std::string& file) { return std::filesystem::path(file).stem().string(); }

Read<ScenarioFile> parse_scenario(std::string_view text, const std::string& path) {
  if (text.size() > largest_file_bytes)
    return failed(ErrorKind::limit, fmt::format("larger than {} bytes", largest_file_bytes), path);
  Problems problems(text, path);
  if (const auto root = parse_toml(text, problems)) {
    ScenarioFile scenario = Reader(*root, path, problems).read();
    if (!problems.any_errors()) return scenario;
  }
  return Failed(problems.errors());
}

Read<ScenarioFile> read_scenario(const std::string& path, const ReadNodeRows& read_rows) {
  auto text = read_file(path);
  if (!text) return Failed(std::move(text.error()));
  auto scenario = parse_scenario(*text, path);
  if (!scenario) return scenario;
  Problems problems(*text, path);
  for (std::size_t index = 0; index < scenario->traffic.size(); ++index) {
    const Traffic& traffic = scenario->traffic[index];
    if (traffic.sdp_from.empty()) continue;
    const auto file = std::filesystem::path(path).parent_path() / traffic.sdp_from;
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error))
      problems.error(scenario->places.traffic[index],
                     fmt::format("sdp_from: there is no file {}", shown(file.string())), ErrorKind::missing);
    else if (auto bodies = read_sdp_file(file.string()); !bodies)
      problems.add({std::move(bodies.error())});
  }
  judge_call_bodies(*scenario, problems);
  for (std::size_t index = 0; index < scenario->engines.size(); ++index)
    if (Engine& engine = scenario->engines[index]; !engine.program.empty())
      read_program_of(engine, scenario->places.programs[index], std::filesystem::path(path).parent_path(), problems);
  if (!scenario->routes.file.empty())
    read_route_file(*scenario, std::filesystem::path(path).parent_path().string(), problems);
  if (has_database_nodes(*scenario)) read_database_nodes(*scenario, read_rows, problems);
  if (problems.any_errors()) return Failed(problems.errors());
  std::ranges::move(problems.warnings(), std::back_inserter(scenario->warnings));
  return scenario;
}

}  // namespace rtpe::scenario
