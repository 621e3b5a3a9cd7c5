#include "cli/check_releases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>

#include "cli/kamailio_cfg.hpp"
#include "cli/output.hpp"
#include "cli/scenario_files.hpp"
#include "client/database/node_rows.hpp"
#include "scenarios/upgrade/lint.hpp"
#include "scenarios/upgrade/release_change.hpp"

namespace rtpe::cli {
namespace {

namespace upgrade = scenario::upgrade;

/// Every release of a proxy with every one of an engine.
std::vector<upgrade::ReleasePair> release_pairs(const upgrade::Releases& releases) {
  std::vector<const Personality*> proxies = releases.proxies;
  std::vector<const mock::Personality*> engines = releases.engines;
  if (proxies.empty()) proxies.push_back(nullptr);
  if (engines.empty()) engines.push_back(nullptr);
  std::vector<upgrade::ReleasePair> pairs;
  for (const Personality* proxy : proxies)
    for (const mock::Personality* engine : engines) pairs.push_back({.proxy = proxy, .engine = engine});
  return pairs;
}

/// Scenario files; what is no .toml and no directory is a kamailio.cfg.
Expected<std::vector<std::string>> deployment_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files, scenarios;
  for (const std::string& path : paths) {
    const bool is_scenario = std::filesystem::is_directory(path) || std::filesystem::path(path).extension() == ".toml";
    (is_scenario ? scenarios : files).push_back(path);
  }
  if (scenarios.empty()) return files;
  auto found = scenario_files(scenarios);
  if (found) found->insert(found->end(), files.begin(), files.end());
  return found;
}

boost::json::object lint_problem_json(const upgrade::LintProblem& problem) {
  return {{"place", problem.place}, {"message", problem.message}, {"stops_start", problem.stops_start}};
}

/// One file beside all pairs; returns its exit code.
int judge_file(const std::string& file, const std::vector<upgrade::ReleasePair>& pairs, bool as_json,
               boost::json::array& json) {
  const auto deployment = upgrade::Deployment::open(
      file, {.read_rows = &database::read_node_rows,
             .files = [&file](std::string_view name) { return included_cfg(file, std::string(name)); }});
  if (!deployment) return fail(deployment.error());
  int code = exit_passed;
  for (const upgrade::ReleasePair& pair : pairs) {
    const auto [problems, not_judged] = upgrade::lint(*deployment, pair);
    boost::json::array listed;
    for (const upgrade::LintProblem& problem : problems) {
      code = std::max<int>(code, problem.stops_start ? exit_invalid_input : exit_check_failed);
      listed.push_back(lint_problem_json(problem));
      if (!as_json)
        print(fmt::format("{}: {}{}{}\n", problem.place.empty() ? file : problem.place,
                          problem.stops_start ? "error: " : "", problem.message,
                          pairs.size() > 1 ? fmt::format(" [{}]", upgrade::name_of(pair)) : std::string()));
    }
    if (problems.empty() && !as_json)
      print(fmt::format("{}: {} knows all of it{}\n", file, upgrade::name_of(pair),
                        not_judged.empty() ? "" : " that was judged"));
    boost::json::array skipped;
    for (const std::string& line : not_judged) {
      skipped.emplace_back(line);
      if (!as_json) print(fmt::format("{}: not judged, only a call tells its flags: {}\n", file, line));
    }
    json.push_back(boost::json::object{{"file", file},
                                       {"releases", upgrade::name_of(pair)},
                                       {"problems", std::move(listed)},
                                       {"not_judged", std::move(skipped)}});
  }
  return code;
}

}  // namespace

int check_releases(const CheckReleasesOptions& options) {
  const auto releases = upgrade::read_releases(options.releases);
  if (!releases) return fail(releases.error());
  if (options.paths.empty()) return fail({.message = "FILE is required; see rtpe-lab check --help"});
  const auto files = deployment_files(options.paths);
  if (!files) return fail(files.error());
  const auto pairs = release_pairs(*releases);
  boost::json::array json;
  int code = exit_passed;
  for (const std::string& file : *files) code = std::max(code, judge_file(file, pairs, options.json, json));
  if (options.json) print(boost::json::serialize(json) + "\n");
  return code;
}

}  // namespace rtpe::cli
