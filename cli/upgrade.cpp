// rtpe-lab upgrade FILE: what a change of releases does to a deployment's own calls.
#include "scenarios/upgrade/upgrade.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/kamailio_cfg.hpp"
#include "cli/output.hpp"
#include "cli/run_options.hpp"
#include "client/database/node_rows.hpp"

namespace rtpe::cli {
namespace {

namespace upgrade = scenario::upgrade;

struct UpgradeCliOptions {
  std::string file, proxy, engine;
  std::vector<std::string> settings, defines;
  std::uint64_t seed = 0;
  bool json = false;
};

constexpr std::size_t most_lines_of_excerpt = 12;

std::string finding_excerpt(std::string_view text, std::string_view lead) {
  std::string shown;
  std::size_t lines = 0;
  for (; !text.empty(); ++lines) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (lines < most_lines_of_excerpt) shown += fmt::format("             {} {}\n", lead, line);
  }
  if (lines > most_lines_of_excerpt)
    shown += fmt::format("             {} and {} more lines\n", lead, lines - most_lines_of_excerpt);
  return shown;
}

std::string finding_text(const upgrade::Finding& finding, const upgrade::Rehearsal& rehearsal) {
  std::string text = fmt::format("{:<7}{:<7}{}", to_string(finding.change), to_string(finding.harm), finding.says);
  if (finding.of > 0) text += fmt::format(" ({} of {} calls)", finding.count, finding.of);
  text += "\n";
  for (const std::string& place : finding.places)
    if (!place.empty()) text += fmt::format("              at {}\n", place);
  // Where all is new is where one looks first; it is said when it is not so, or not only.
  if (rehearsal.states.size() > 2) text += fmt::format("              in: {}\n", fmt::join(finding.states, ", "));
  if (!finding.example.empty()) text += fmt::format("              call {}\n", finding.example);
  return text + finding_excerpt(finding.before, "-") + finding_excerpt(finding.after, "+");
}

std::string release_list(const std::vector<std::string>& names) {
  std::vector<std::string> once;
  for (const std::string& name : names)
    if (once.empty() || once.back() != name) once.push_back(name);
  return fmt::format("{}", fmt::join(once, ", "));
}

void print_rehearsal(const upgrade::Rehearsal& rehearsal) {
  for (const upgrade::StatePlayed& state : rehearsal.states)
    print(fmt::format("{:<18} {} calls, {} failed; {}; {}\n", state.name, state.calls, state.failed,
                      release_list(state.releases.proxies), release_list(state.releases.engines)));
  print("\n");
  for (const upgrade::Finding& finding : rehearsal.findings) print(finding_text(finding, rehearsal));
  if (rehearsal.findings.empty()) print("Nothing differs.\n");
  const auto worse = std::ranges::count(rehearsal.findings, upgrade::Change::worse, &upgrade::Finding::change);
  if (!rehearsal.findings.empty())
    print(fmt::format("\n{} findings, {} of them worse\n", rehearsal.findings.size(), worse));
}

boost::json::array finding_texts(const std::vector<std::string>& texts) {
  boost::json::array array;
  for (const std::string& text : texts)
    if (!text.empty()) array.emplace_back(text);
  return array;
}

void print_rehearsal_json(const upgrade::Rehearsal& rehearsal) {
  boost::json::array states, findings;
  for (const upgrade::StatePlayed& state : rehearsal.states)
    states.push_back(boost::json::object{{"name", state.name},
                                         {"proxies", finding_texts(state.releases.proxies)},
                                         {"engines", finding_texts(state.releases.engines)},
                                         {"calls", state.calls},
                                         {"failed", state.failed}});
  for (const upgrade::Finding& one : rehearsal.findings)
    findings.push_back(boost::json::object{{"harm", to_string(one.harm)},
                                           {"change", to_string(one.change)},
                                           {"says", one.says},
                                           {"count", one.count},
                                           {"of", one.of},
                                           {"example", one.example},
                                           {"places", finding_texts(one.places)},
                                           {"before", one.before},
                                           {"after", one.after},
                                           {"states", finding_texts(one.states)}});
  print(boost::json::serialize(boost::json::object{{"states", std::move(states)}, {"findings", std::move(findings)}}) +
        "\n");
}

int run_upgrade(const UpgradeCliOptions& options) {
  if (options.proxy.empty() && options.engine.empty())
    return fail(
        {.message = "nothing changes", .place = {}, .remedy = "say --proxy FROM..TO, --engine FROM..TO, or both"});
  upgrade::UpgradeOptions what{.proxy = {}, .engine = {}, .seed = options.seed};
  if (!options.proxy.empty()) {
    auto change = upgrade::read_change(options.proxy, upgrade::Part::proxy);
    if (!change) return fail(change.error());
    what.proxy = std::move(*change);
  }
  if (!options.engine.empty()) {
    auto change = upgrade::read_change(options.engine, upgrade::Part::engine);
    if (!change) return fail(change.error());
    what.engine = std::move(*change);
  }
  auto variables = given_variables(options.settings);
  if (!variables) return fail(variables.error());
  const auto deployment = upgrade::Deployment::open(
      options.file, {.read_rows = &database::read_node_rows,
                     .variables = std::move(*variables),
                     .files = [&](std::string_view name) { return included_cfg(options.file, std::string(name)); },
                     .defines = options.defines});
  if (!deployment) return fail(deployment.error());
  const auto rehearsal = upgrade::rehearse(*deployment, what);
  if (!rehearsal) {
    int code = exit_passed;
    for (const Error& error : rehearsal.error()) code = fail(error);
    return code;
  }
  if (options.json)
    print_rehearsal_json(*rehearsal);
  else
    print_rehearsal(*rehearsal);
  return rehearsal->is_worse() ? exit_check_failed : exit_passed;
}

}  // namespace

void add_upgrade(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<UpgradeCliOptions>();
  CLI::App* verb = app.add_subcommand("upgrade", "Rehearse a change of releases with a deployment's own calls");
  verb->footer(examples({"rtpe-lab upgrade my-cluster.toml --proxy kamailio-5.6..kamailio-6.1",
                         "rtpe-lab upgrade kamailio.cfg --engine rtpengine-10.5..rtpengine-12.5 --json"}));
  verb->add_option("FILE", options->file, "A scenario, or a kamailio.cfg")->required();
  verb->add_option("--proxy", options->proxy, "FROM..TO, releases of Kamailio's module; TO alone: from what FILE says");
  verb->add_option("--engine", options->engine, "FROM..TO, releases of rtpengine; TO alone: from what FILE says");
  verb->add_option("--set", options->settings, "NAME=VALUE: a variable of the scenario, or a key of its [matrix]");
  verb->add_option("--define", options->defines, "NAME of an #!ifdef of the kamailio.cfg");
  verb->add_option("--seed", options->seed, "Instead of the scenario's");
  verb->add_flag("--json", options->json, "The states and findings as JSON");
  verb->callback([options, &exit_code] { exit_code = run_upgrade(*options); });
}

}  // namespace rtpe::cli
