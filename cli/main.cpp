// rtpe-lab VERB ...: reads the command line, runs one verb, returns its exit code.
#include <fmt/ranges.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <memory>
#include <sstream>

#include "base/nearest.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"

namespace rtpe::cli {
namespace {

std::vector<std::string> verb_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(verb->get_name());
  return names;
}

int complain_about_verb(std::string_view word, const std::vector<std::string>& names) {
  const std::vector<std::string_view> verbs(names.begin(), names.end());
  const auto near = nearest(word, verbs);
  complain(fmt::format("\"{}\" is no verb; {}", word,
                       near.empty() ? fmt::format("the verbs are {}", fmt::join(verbs, ", "))
                                    : fmt::format("did you mean \"{}\"?", near)));
  return exit_invalid_input;
}

int run(int argc, char** argv) {
  CLI::App app{"A laboratory for RTPEngine deployments: plays scenarios and gives a verdict", "rtpe-lab"};
  app.formatter(std::make_shared<ExamplesFirst>());
  app.footer(examples({"rtpe-lab check scenarios/library", "rtpe-lab run scenarios/library/node-dies-mid-call.toml"}));
  app.set_version_flag("--version", "rtpe-lab " RTPE_LAB_VERSION, "Print the version");
  app.set_help_all_flag("--help-all", "Help of all verbs");
  app.require_subcommand(1);
  int exit_code = exit_passed;
  add_advise(app, exit_code);
  add_audit(app, exit_code);
  add_calls(app, exit_code);
  add_chaos(app, exit_code);
  add_check(app, exit_code);
  add_completion(app, exit_code);
  add_control(app, exit_code);
  add_explain(app, exit_code);
  add_ladder(app, exit_code);
  add_manual(app, exit_code);
  add_mock(app, exit_code);
  add_new(app, exit_code);
  add_ng(app, exit_code);
  add_pcap(app, exit_code);
  add_relay(app, exit_code);
  add_report(app, exit_code);
  add_run(app, exit_code);
  add_upgrade(app, exit_code);
  add_version(app, exit_code);
  if (argc < 2) {
    complain(fmt::format("a verb is needed: {}; see rtpe-lab --help", fmt::join(verb_names(app), ", ")));
    return exit_invalid_input;
  }
  if (argv[1][0] != '-') {
    const auto names = verb_names(app);
    if (std::ranges::find(names, argv[1]) == names.end()) return complain_about_verb(argv[1], names);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {  // --help, --version
      std::ostringstream text;
      app.exit(error, text);
      print(text.str());
      return exit_passed;
    }
    const auto verbs = app.get_subcommands();
    complain(fmt::format("{}; see rtpe-lab {}--help", error.what(), verbs.empty() ? "" : verbs[0]->get_name() + " "));
    return exit_invalid_input;
  }
  return exit_code;
}

}  // namespace
}  // namespace rtpe::cli

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_DFL);  // `rtpe-lab ... | head` ends quietly
  try {
    return rtpe::cli::finish_output(rtpe::cli::run(argc, argv));
  } catch (const std::exception& error) {
    rtpe::cli::complain(std::string("internal error: ") + error.what());
    return rtpe::cli::exit_internal;
  }
}
