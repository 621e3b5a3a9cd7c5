// TOML -> Scenario: the whole file.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>

#include "base/toml.hpp"
#include "scenarios/model/parts.hpp"
#include "scenarios/model/sources.hpp"

namespace rtpe::scenario {
namespace {

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
    read_faults();
    several("check", scenario_.checks, places.checks, Check{}, &read_check);
    need("routing", "[routing]", "without it the proxy does nothing for any message");
    if (!has_tables("call")) need("traffic", "[[traffic]] or [[call]]", "without calls nothing happens");
    if (scenario_.checks.empty() && !has_tables("check"))
      problems_.warn(root_.place(), "there is no [[check]]: this run cannot fail");
    static_cast<void>(root_.find("space"));  // what a search may choose from: scenarios/campaign reads it
    root_.finish();
    judge_route_blocks(root_, scenario_, problems_);
    judge_relations(root_.table(), scenario_, reading_, problems_);
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

  void read_faults() {
    for (const Table* table : root_.tables("fault", most_entries)) {
      TableReader reader(*table, "[[fault]]", problems_);
      for (Fault& fault : read_fault(reader)) {
        scenario_.faults.push_back(std::move(fault));
        scenario_.places.faults.push_back(table->place);
        reading_.faults.push_back(table);
      }
    }
    if (scenario_.faults.size() > most_entries)
      problems_.error(scenario_.places.faults[most_entries], fmt::format("more than {} faults", most_entries),
                      ErrorKind::limit);
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

}  // namespace

std::string default_title(const std::string& file) { return std::filesystem::path(file).stem().string(); }

namespace {

/// Of several cases the same mistake once.
void add_new(std::vector<Error>& all, std::vector<Error> errors) {
  for (Error& error : errors) {
    const auto is_same = [&](const Error& known) {
      return known.place == error.place && known.message == error.message;
    };
    if (std::ranges::none_of(all, is_same)) all.push_back(std::move(error));
  }
}

void forget_included(std::vector<Place>& places, const Problems& problems) {
  for (Place& place : places)
    if (!problems.is_own(place)) place = {};
}

/// Reports name lines of the scenario file alone.
void keep_own_places(Places& places, const Problems& problems) {
  for (std::vector<Place>* const list :
       {&places.proxies, &places.routing, &places.engines, &places.programs, &places.links, &places.flows,
        &places.traffic, &places.calls, &places.faults, &places.checks})
    forget_included(*list, problems);
  if (!problems.is_own(places.network)) places.network = {};
}

enum class NamedFiles : std::uint8_t { left_alone, read };

Read<std::vector<ScenarioFile>> scenarios_of(Table root, const Sources& sources, const ReadOptions& options,
                                             NamedFiles files) {
  Problems of_all = sources.problems();
  std::vector<Case> cases = cases_of(std::move(root), options.variables, of_all);
  std::vector<Error> errors = of_all.errors();
  const std::vector<Error> warnings = of_all.warnings();
  std::vector<ScenarioFile> scenarios;
  for (Case& one : cases) {
    Problems problems = sources.problems();
    give_releases(one.root, options.releases);
    ScenarioFile scenario = Reader(one.root, sources.path(), problems).read();
    if (files == NamedFiles::read && !problems.any_errors()) read_named_files(scenario, options.read_rows, problems);
    add_new(errors, problems.errors());
    if (!one.name.empty()) scenario.title += fmt::format(" ({})", one.name);
    scenario.case_name = std::move(one.name);
    scenario.warnings = warnings;
    add_new(scenario.warnings, problems.warnings());
    keep_own_places(scenario.places, problems);
    scenarios.push_back(std::move(scenario));
  }
  if (!errors.empty()) return Failed(std::move(errors));
  return scenarios;
}

Read<ScenarioFile> only_one(Read<std::vector<ScenarioFile>> scenarios, const std::string& path) {
  if (!scenarios) return Failed(std::move(scenarios.error()));
  if (scenarios->size() == 1) return std::move(scenarios->front());
  return failed(ErrorKind::invalid_input,
                fmt::format("its [matrix] makes {} cases, where one scenario is needed (write the values that you mean "
                            "into [variables])",
                            scenarios->size()),
                path);
}

}  // namespace

Read<std::vector<ScenarioFile>> parse_scenarios(std::string_view text, const std::string& path,
                                                const ReadOptions& options) {
  if (text.size() > largest_file_bytes)
    return failed(ErrorKind::limit, fmt::format("larger than {} bytes", largest_file_bytes), path);
  const Sources sources({.path = path, .text = std::string(text)});
  Problems problems = sources.problems();
  auto root = parse_toml(sources.text(), problems);
  if (root && root->contains("include"))
    problems.error(root->find("include")->place, "a scenario that is no file includes nothing");
  if (problems.any_errors()) return Failed(problems.errors());
  return scenarios_of(std::move(*root), sources, options, NamedFiles::left_alone);
}

Read<ScenarioFile> parse_scenario(std::string_view text, const std::string& path) {
  return only_one(parse_scenarios(text, path), path);
}

Read<std::vector<ScenarioFile>> read_scenarios(const std::string& path, const ReadOptions& options) {
  auto text = read_scenario_text(path);
  if (!text) return Failed(std::move(text.error()));
  if (text->size() > largest_file_bytes)
    return failed(ErrorKind::limit, fmt::format("larger than {} bytes", largest_file_bytes), path);
  Sources sources({.path = path, .text = std::move(*text)});
  Problems problems = sources.problems();
  auto root = sources.tables(problems);
  if (!root) return Failed(problems.errors());
  return scenarios_of(std::move(*root), sources, options, NamedFiles::read);
}

Read<ScenarioFile> read_scenario(const std::string& path, const ReadNodeRows& read_rows) {
  return only_one(read_scenarios(path, {.read_rows = read_rows}), path);
}

}  // namespace rtpe::scenario
