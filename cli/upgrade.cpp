// rtpe-lab upgrade FILE: what a change of releases does to a deployment's own calls.
#include "scenarios/upgrade/upgrade.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/time_text.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/interrupt.hpp"
#include "cli/kamailio_cfg.hpp"
#include "cli/output.hpp"
#include "cli/run_options.hpp"
#include "client/database/node_rows.hpp"
#include "scenarios/checks/evidence.hpp"
#include "scenarios/upgrade/confirm.hpp"

namespace rtpe::cli {
namespace {

namespace upgrade = scenario::upgrade;

struct UpgradeCliOptions {
  std::string file, proxy, engine;
  std::vector<std::string> settings, defines;
  std::uint64_t seed = 0;
  bool json = false, confirm = false;
  std::string confirm_for;
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
  text += finding_excerpt(finding.before, "-") + finding_excerpt(finding.after, "+");
  if (finding.confirmation)
    text += fmt::format("              real: {}: {}\n", to_string(finding.confirmation->verdict),
                        finding.confirmation->says);
  return text;
}

std::string release_list(const std::vector<std::string>& names) {
  std::vector<std::string> once;
  for (const std::string& name : names)
    if (once.empty() || once.back() != name) once.push_back(name);
  return fmt::format("{}", fmt::join(once, ", "));
}

std::string real_plays_text(const upgrade::Rehearsal& rehearsal) {
  std::string text = rehearsal.real.plays.empty() ? "" : "\non real programs\n";
  for (const upgrade::RealPlay& play : rehearsal.real.plays)
    text += fmt::format("{:<18} {} calls, {} failed; {}; {}\n", play.state, play.calls, play.failed,
                        fmt::join(play.programs, ", "), scenario::took_text(play.lasted));
  return text;
}

/// "; on real programs 3 confirmed, 1 not seen"; empty: nobody asked.
std::string verdict_counts(const upgrade::Rehearsal& rehearsal) {
  std::string text;
  for (const auto verdict :
       {upgrade::Verdict::confirmed, upgrade::Verdict::in_part, upgrade::Verdict::not_seen, upgrade::Verdict::cannot}) {
    const auto count = std::ranges::count_if(rehearsal.findings, [&](const upgrade::Finding& finding) {
      return finding.confirmation && finding.confirmation->verdict == verdict;
    });
    if (count > 0)
      text += fmt::format("{}{} {}", text.empty() ? "; on real programs " : ", ", count, to_string(verdict));
  }
  return text;
}

void print_rehearsal(const upgrade::Rehearsal& rehearsal) {
  for (const upgrade::StatePlayed& state : rehearsal.states)
    print(fmt::format("{:<18} {} calls, {} failed; {}; {}\n", state.name, state.calls, state.failed,
                      release_list(state.releases.proxies), release_list(state.releases.engines)));
  print(real_plays_text(rehearsal) + "\n");
  for (const upgrade::Finding& finding : rehearsal.findings) print(finding_text(finding, rehearsal));
  if (rehearsal.findings.empty()) print("Nothing differs.\n");
  const auto worse = std::ranges::count(rehearsal.findings, upgrade::Change::worse, &upgrade::Finding::change);
  if (!rehearsal.findings.empty())
    print(fmt::format("\n{} findings, {} of them worse{}\n", rehearsal.findings.size(), worse,
                      verdict_counts(rehearsal)));
}

boost::json::array finding_texts(const std::vector<std::string>& texts) {
  boost::json::array array;
  for (const std::string& text : texts)
    if (!text.empty()) array.emplace_back(text);
  return array;
}

boost::json::array real_plays_json(const upgrade::Rehearsal& rehearsal) {
  boost::json::array plays;
  for (const upgrade::RealPlay& play : rehearsal.real.plays)
    plays.push_back(boost::json::object{{"state", play.state},
                                        {"programs", finding_texts(play.programs)},
                                        {"calls", play.calls},
                                        {"failed", play.failed},
                                        {"lasted_ns", play.lasted.count()}});
  return plays;
}

void print_rehearsal_json(const upgrade::Rehearsal& rehearsal, bool is_confirmed) {
  boost::json::array states, findings;
  for (const upgrade::StatePlayed& state : rehearsal.states)
    states.push_back(boost::json::object{{"name", state.name},
                                         {"proxies", finding_texts(state.releases.proxies)},
                                         {"engines", finding_texts(state.releases.engines)},
                                         {"calls", state.calls},
                                         {"failed", state.failed}});
  for (const upgrade::Finding& one : rehearsal.findings) {
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
    if (one.confirmation)
      findings.back().as_object()["confirmation"] =
          boost::json::object{{"verdict", to_string(one.confirmation->verdict)}, {"says", one.confirmation->says}};
  }
  boost::json::object whole{{"states", std::move(states)}, {"findings", std::move(findings)}};
  if (is_confirmed) whole["real"] = real_plays_json(rehearsal);
  print(boost::json::serialize(whole) + "\n");
}

/// The exit code of what could not be started, or was stopped.
int confirm_rehearsal(const UpgradeCliOptions& options, const upgrade::Deployment& deployment,
                      const upgrade::UpgradeOptions& what, Duration longest, upgrade::Rehearsal& rehearsal) {
  if (!options.json && isatty(STDERR_FILENO) != 0)
    complain(fmt::format("confirming on real programs: at most {} plays of {}", upgrade::most_real_plays,
                         rtpe::duration_text(longest)));
  upgrade::confirm(deployment, what, {.longest = longest, .interrupt = &interrupt_flag()}, rehearsal);
  int code = rehearsal.real.interrupted ? exit_check_failed : exit_passed;
  for (const Error& error : rehearsal.real.missing) code = std::max(code, fail(error));
  return code;
}

Expected<Duration> confirm_time(const UpgradeCliOptions& options) {
  if (options.confirm_for.empty()) return upgrade::ConfirmOptions{}.longest;
  if (!options.confirm)
    return std::unexpected(
        Error{.message = "nothing is confirmed", .place = "--confirm-for", .remedy = "add --confirm"});
  auto time = parse_duration(options.confirm_for);
  if (!time) time.error().place = "--confirm-for";
  if (time && (*time < std::chrono::seconds(1) || *time > std::chrono::minutes(10)))
    return std::unexpected(
        Error{.message = "a play lasts from 1s to 10min of this machine's time", .place = "--confirm-for"});
  return time;
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
  const auto longest = confirm_time(options);
  if (!longest) return fail(longest.error());
  auto variables = given_variables(options.settings);
  if (!variables) return fail(variables.error());
  const auto deployment = upgrade::Deployment::open(
      options.file, {.read_rows = &database::read_node_rows,
                     .variables = std::move(*variables),
                     .files = [&](std::string_view name) { return included_cfg(options.file, std::string(name)); },
                     .defines = options.defines});
  if (!deployment) return fail(deployment.error());
  auto rehearsal = upgrade::rehearse(*deployment, what);
  if (!rehearsal) {
    int code = exit_passed;
    for (const Error& error : rehearsal.error()) code = fail(error);
    return code;
  }
  const int confirmed = options.confirm ? confirm_rehearsal(options, *deployment, what, *longest, *rehearsal) : 0;
  if (options.json)
    print_rehearsal_json(*rehearsal, options.confirm);
  else
    print_rehearsal(*rehearsal);
  return std::max<int>(confirmed, rehearsal->is_worse() ? exit_check_failed : exit_passed);
}

}  // namespace

void add_upgrade(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<UpgradeCliOptions>();
  CLI::App* verb = app.add_subcommand("upgrade", "Rehearse a change of releases with a deployment's own calls");
  verb->footer(examples({"rtpe-lab upgrade my-cluster.toml --proxy kamailio-5.6..kamailio-6.1",
                         "rtpe-lab upgrade my-cluster.toml --engine rtpengine-12.5 --confirm",
                         "rtpe-lab upgrade kamailio.cfg --engine rtpengine-10.5..rtpengine-12.5 --json"}));
  verb->add_option("FILE", options->file, "A scenario, or a kamailio.cfg")->required();
  verb->add_option("--proxy", options->proxy, "FROM..TO, releases of Kamailio's module; TO alone: from what FILE says");
  verb->add_option("--engine", options->engine, "FROM..TO, releases of rtpengine; TO alone: from what FILE says");
  verb->add_option("--set", options->settings, "NAME=VALUE: a variable of the scenario, or a key of its [matrix]");
  verb->add_option("--define", options->defines, "NAME of an #!ifdef of the kamailio.cfg");
  verb->add_option("--seed", options->seed, "Instead of the scenario's");
  verb->add_flag("--confirm", options->confirm,
                 "Then play it on the real programs that are here, and say what they show of each finding");
  verb->add_option("--confirm-for", options->confirm_for,
                   "How much of each play the real programs get: 30s, of your time too; 4 plays are the most");
  verb->add_flag("--json", options->json, "The states and findings as JSON");
  verb->callback([options, &exit_code] { exit_code = run_upgrade(*options); });
}

}  // namespace rtpe::cli
