// rtpe-lab check FILE...: validates scenario files without running them.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "cli/check_releases.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "cli/scenario_files.hpp"
#include "client/database/node_rows.hpp"
#include "scenarios/model/json_schema.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/model/vocabulary_text.hpp"

namespace rtpe::cli {
namespace {

struct CheckOptions {
  std::vector<std::string> paths;
  std::string releases;  ///< of --for; empty: those that the files say
  bool json = false, strict = false, vocabulary = false, schema = false;
};

struct Judged {
  std::string file;
  std::vector<Error> errors, warnings;
  std::string summary;
};

Judged judge(const std::string& file, bool strict) {
  auto cases = scenario::read_scenarios(file, {.read_rows = &database::read_node_rows});
  if (!cases) return {.file = file, .errors = std::move(cases.error()), .warnings = {}, .summary = {}};
  scenario::ScenarioFile* const scenario = &cases->front();
  if (strict && !scenario->warnings.empty())
    return {.file = file, .errors = std::move(scenario->warnings), .warnings = {}, .summary = {}};
  const auto count = [](std::size_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
  };
  return {.file = file,
          .errors = {},
          .warnings = std::move(scenario->warnings),
          .summary = fmt::format("{}{}, {}, {}", cases->size() > 1 ? count(cases->size(), "case") + ", each with " : "",
                                 count(scenario->engines.size(), "engine"), count(scenario->faults.size(), "fault"),
                                 count(scenario->checks.size(), "check"))};
}

/// 17 from "file:17:3" with position 1, 3 with position 0; null when the place has no such number.
boost::json::value number_of(std::string_view place, int position) {
  for (; position > 0; --position) place = place.substr(0, place.rfind(':'));
  const auto colon = place.rfind(':');
  std::uint32_t number = 0;
  if (colon == std::string_view::npos) return nullptr;
  const auto text = place.substr(colon + 1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return nullptr;
  return number;
}

boost::json::array errors_json(const std::vector<Error>& errors) {
  boost::json::array out;
  for (const Error& error : errors) {
    const auto first_line = error.message.find('\n');
    boost::json::object object{{"line", number_of(error.place, 1)},
                               {"column", number_of(error.place, 0)},
                               {"message", error.message.substr(0, first_line)}};
    if (first_line != std::string::npos) object["excerpt"] = error.message.substr(first_line + 1);
    out.push_back(std::move(object));
  }
  return out;
}

void print_files_json(const std::vector<Judged>& all) {
  boost::json::array out;
  for (const Judged& judged : all)
    out.push_back(boost::json::object{{"file", judged.file},
                                      {"valid", judged.errors.empty()},
                                      {"errors", errors_json(judged.errors)},
                                      {"warnings", errors_json(judged.warnings)}});
  print(boost::json::serialize(out) + "\n");
}

void print_files_text(const std::vector<Judged>& all) {
  for (const Judged& judged : all) {
    for (const Error& warning : judged.warnings) complain("warning: " + warning.text());
    for (const Error& error : judged.errors) complain(error.text());
    if (judged.errors.empty()) print(fmt::format("{}: valid ({})\n", judged.file, judged.summary));
  }
}

/// Of all files together.
int exit_code_of_files(const std::vector<Judged>& all) {
  int code = exit_passed;
  for (const Judged& judged : all)
    for (const Error& error : judged.errors) code = graver(code, exit_code_of(error.kind));
  return code;
}

int run_check(const CheckOptions& options) {
  if (options.vocabulary) {
    print(fmt::format("{}", fmt::join(scenario::vocabulary_tables(), "\n")));
    return exit_passed;
  }
  if (options.schema) {
    print(scenario::json_schema());
    return exit_passed;
  }
  if (!options.releases.empty())
    return check_releases({.releases = options.releases, .paths = options.paths, .json = options.json});
  if (options.paths.empty()) return fail({.message = "FILE is required; see rtpe-lab check --help"});
  const auto files = scenario_files(options.paths);
  if (!files) return fail(files.error());
  std::vector<Judged> all;
  for (const std::string& file : *files) all.push_back(judge(file, options.strict));
  options.json ? print_files_json(all) : print_files_text(all);
  return exit_code_of_files(all);
}

}  // namespace

void add_check(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* verb = app.add_subcommand("check", "Validate scenario files without running them");
  verb->footer(examples({"rtpe-lab check my-cluster.toml", "rtpe-lab check scenarios/library --json",
                         "rtpe-lab check my-cluster.toml --strict",
                         "rtpe-lab check --for kamailio-6.1,rtpengine-12.5 my-cluster.toml kamailio.cfg"}));
  verb->add_option("FILE", options->paths,
                   "Scenario files, or directories of them; with --for also kamailio.cfg files");
  verb->add_option("--for", options->releases,
                   "Releases, with commas between: tell the flags and parameters that they do not know");
  verb->add_flag("--strict", options->strict, "Warnings are errors");
  verb->add_flag("--json", options->json, "One JSON array with every file's errors and warnings");
  verb->add_flag("--vocabulary", options->vocabulary, "Print what files may name, as tables; reads no file");
  verb->add_flag("--schema", options->schema, "Print the JSON Schema of scenario files, for editors; reads no file");
  verb->callback([options, &exit_code] { exit_code = run_check(*options); });
}

}  // namespace rtpe::cli
