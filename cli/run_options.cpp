#include "cli/run_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>

#include "cli/external_options.hpp"
#include "cli/scenario_files.hpp"
#include "client/database/node_rows.hpp"
#include "reports/html_report.hpp"
#include "reports/played_run.hpp"
#include "scenarios/log/run_case.hpp"

namespace rtpe::cli {
namespace {

constexpr std::uint64_t runs_at_most = 100'000;

struct SeedRange {
  std::uint64_t first = 0, last = 0;
};

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Expected<SeedRange> read_seeds(const std::string& text) {
  const auto dots = text.find("..");
  const auto first = whole_number(std::string_view(text).substr(0, dots));
  const auto last = dots == std::string::npos ? first : whole_number(std::string_view(text).substr(dots + 2));
  if (!first || !last) {
    const bool negative = text.starts_with('-') || text.find("..-") != std::string::npos;
    return std::unexpected(Error{.message = fmt::format("\"{}\" is no seed", text),
                                 .place = "--seed",
                                 .remedy = negative ? "a seed is not below 0"
                                                    : "a number up to 18446744073709551615, or a range such as 1..20"});
  }
  if (*last < *first)
    return std::unexpected(Error{.message = fmt::format("the range {} ends before it begins", text),
                                 .place = "--seed",
                                 .remedy = fmt::format("{}..{}", *last, *first)});
  if (*last - *first >= runs_at_most)
    return std::unexpected(
        Error{.kind = ErrorKind::limit, .message = fmt::format("more than {} seeds", runs_at_most), .place = "--seed"});
  return SeedRange{*first, *last};
}

std::string stem_of(const std::string& file) { return std::filesystem::path(file).stem().string(); }

bool passes(const std::string& filter, const scenario::Scenario& scenario) {
  if (filter.empty()) return true;
  return fnmatch(filter.c_str(), stem_of(scenario.file).c_str(), 0) == 0 ||
         fnmatch(filter.c_str(), scenario.title.c_str(), 0) == 0;
}

bool has_tag(const std::vector<std::string>& wanted, const scenario::ScenarioFile& scenario) {
  const auto has = [&](const std::string& tag) { return std::ranges::find(scenario.tags, tag) != scenario.tags.end(); };
  return wanted.empty() || std::ranges::any_of(wanted, has);
}

/// What a file without a match is told.
Error no_match(const RunVerbOptions& options) {
  if (options.tags.empty())
    return {.message = fmt::format("no scenario matches \"{}\"", options.filter),
            .place = "--filter",
            .remedy = "the pattern is compared with file names without .toml and with titles; --list shows both"};
  return {
      .message = fmt::format("no scenario{} has the tag{} {}", options.filter.empty() ? "" : " that matches --filter",
                             options.tags.size() == 1 ? "" : "s", fmt::join(options.tags, " or ")),
      .place = "--tag",
      .remedy = "tags = [\"...\"] at the top of a scenario file"};
}

/// The options that choose hosts, where they are not the default.
std::string hosts_of(const RunVerbOptions& options) {
  std::string out;
  if (options.client != "builtin") out += " --client " + options.client;
  if (options.engines == "rtpengine" || options.engines == "external") out += " --engines " + options.engines;
  if (options.time_scale > 1) out += fmt::format(" --time-scale {}", options.time_scale);
  if (!options.kamailio_cfg.empty()) out += " --kamailio-cfg " + options.kamailio_cfg;
  for (const std::string& define : options.defines) out += " --define " + define;
  if (!options.external_client.empty()) out += " --external-client " + options.external_client;
  if (!options.phones.empty()) out += " --phones " + options.phones;
  for (const std::string& engine : options.external_engines) out += " --external-engine " + engine;
  return out;
}

/// "retr = 3, release = kamailio-5.6" -> "-retr-3-release-kamailio-5.6", for the name of a file.
std::string file_part_of(const std::string& case_name) {
  std::string out;
  for (const char c : case_name) {
    const bool fits =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    if (fits || (!out.empty() && out.back() != '-')) out.push_back(fits ? c : '-');
  }
  return out.empty() ? out : "-" + out;
}

/// --set for what was set, and for the case of the matrix.
std::string variables_of(const RunVerbOptions& options, const scenario::ScenarioFile& scenario) {
  std::string out;
  const auto chosen = scenario::values_of_case(scenario.case_name);
  for (const auto& [name, value] : options.variables)
    if (std::ranges::find(chosen, name, &scenario::CaseValue::name) == chosen.end())
      out += report::set_option(name, value);
  return out + report::case_options(scenario.case_name);
}

}  // namespace

Expected<scenario::GivenVariables> given_variables(const std::vector<std::string>& settings) {
  scenario::GivenVariables variables;
  for (const std::string& setting : settings) {
    const auto equal = setting.find('=');
    if (equal == 0 || equal == std::string::npos)
      return std::unexpected(Error{.message = fmt::format("\"{}\" sets nothing", setting),
                                   .place = "--set",
                                   .remedy = "NAME=VALUE, of [variables] or [matrix]"});
    variables.insert_or_assign(setting.substr(0, equal), setting.substr(equal + 1));
  }
  return variables;
}

Expected<void> check_options(const RunVerbOptions& options) {
  if (auto checked = check_external_options(options); !checked) return checked;
  if (options.clock == "virtual" && options.has_programs())
    return std::unexpected(Error{
        .message = "other programs live in real time", .place = "--clock virtual", .remedy = "leave --clock out"});
  if (options.has_programs() && !options.control.empty())
    return std::unexpected(
        Error{.message = "only built-in proxies over sockets take them", .place = "--control with other programs"});
  if (options.datagrams && options.events.empty() && options.html.empty() && options.out.empty())
    return std::unexpected(Error{.message = "no event log and no page is written that could have them",
                                 .place = "--datagrams",
                                 .remedy = "add --events FILE, --html FILE or --out DIR"});
  if (!options.html.empty())
    if (const auto built = report::HtmlReport::is_built(); !built) return std::unexpected(built.error());
  for (const auto& [name, text] : {std::pair{"--until", &options.until}, {"--timeout", &options.timeout}}) {
    if (text->empty()) continue;
    auto duration = parse_duration(*text);
    if (!duration) {
      duration.error().place = name;
      return std::unexpected(duration.error());
    }
    if (*duration <= Duration{})
      return std::unexpected(Error{.message = "a run of no duration shows nothing", .place = name});
  }
  if (!options.control.empty() && options.clock_kind() != scenario::ClockKind::real_time)
    return std::unexpected(Error{
        .message = "RPC commands from outside need real time", .place = "--control", .remedy = "add --clock real"});
  if (options.clock_kind() == scenario::ClockKind::real_time && options.jobs > 1)
    return std::unexpected(
        Error{.message = "runs over real sockets are played one after the other", .place = "--jobs with --clock real"});
  return {};
}

std::expected<std::vector<scenario::ScenarioFile>, Trouble> read_scenarios(const RunVerbOptions& options) {
  const auto files = scenario_files(options.paths);
  if (!files) return std::unexpected(Trouble{{files.error()}});
  std::vector<scenario::ScenarioFile> scenarios;
  Trouble trouble;
  for (const std::string& file : *files) {
    auto cases =
        scenario::read_scenarios(file, {.read_rows = &database::read_node_rows, .variables = options.variables});
    if (!cases) {
      trouble.errors.insert(trouble.errors.end(), cases.error().begin(), cases.error().end());
      continue;
    }
    for (scenario::ScenarioFile& scenario : *cases)
      if (passes(options.filter, scenario) && has_tag(options.tags, scenario)) scenarios.push_back(std::move(scenario));
  }
  if (!trouble.errors.empty()) return std::unexpected(std::move(trouble));
  if (scenarios.empty()) return std::unexpected(Trouble{{no_match(options)}});
  for (scenario::ScenarioFile& scenario : scenarios)
    if (const auto set = set_external_addresses(options, scenario); !set)
      return std::unexpected(Trouble{{set.error()}});
  if (!options.until.empty())
    if (const auto until = parse_duration(options.until))
      for (scenario::ScenarioFile& scenario : scenarios)
        if (scenario.duration == Duration{} || scenario.duration > *until) scenario.duration = *until;
  return scenarios;
}

Expected<std::vector<PlannedRun>> plan_runs(const RunVerbOptions& options,
                                            const std::vector<scenario::ScenarioFile>& scenarios) {
  std::vector<PlannedRun> plan;
  std::set<std::string> names;
  for (const scenario::ScenarioFile& scenario : scenarios) {
    SeedRange seeds{scenario.seed, scenario.seed};
    if (!options.seed.empty()) {
      const auto wanted = read_seeds(options.seed);
      if (!wanted) return std::unexpected(wanted.error());
      seeds = *wanted;
    }
    for (std::uint64_t seed = seeds.first;; ++seed) {
      std::string base = stem_of(scenario.file) + file_part_of(scenario.case_name);
      if (seeds.first != seeds.last) base += fmt::format("-seed-{}", seed);
      for (std::uint32_t repetition = 0; repetition < options.repeat; ++repetition) {
        std::string name = base;
        for (int number = 2; !names.insert(name).second; ++number) name = fmt::format("{}-{}", base, number);
        plan.push_back({.scenario = &scenario,
                        .seed = seed,
                        .name = name,
                        .replay_command = report::replay_command(scenario.file, seed, options.clock_kind()) +
                                          hosts_of(options) + variables_of(options, scenario) +
                                          (options.until.empty() ? "" : " --until " + options.until)});
      }
      if (seed == seeds.last || plan.size() > runs_at_most) break;
    }
    if (plan.size() > runs_at_most)
      return std::unexpected(
          Error{.kind = ErrorKind::limit, .message = fmt::format("more than {} runs", runs_at_most)});
  }
  for (const auto& [name, path] : {std::pair{"--events", &options.events},
                                   {"--pcap", &options.pcap},
                                   {"--html", &options.html},
                                   {"--perfetto", &options.perfetto}})
    if (plan.size() > 1 && !path->empty())
      return std::unexpected(
          Error{.message = fmt::format("one file cannot hold {} runs", plan.size()),
                .place = name,
                .remedy = "name one scenario and one seed, --set one case of its [matrix], or use --out DIR for "
                          "event logs"});
  return plan;
}

}  // namespace rtpe::cli
