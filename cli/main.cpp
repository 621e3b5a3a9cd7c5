// rtpe-lab VERB ...: reads the command line, runs one verb, returns its exit code.
#include <csignal>
#include <exception>

#include "cli/commands.hpp"
#include "cli/output.hpp"

namespace {

int run(int argc, char** argv) {
  using namespace rtpe::cli;
  CLI::App app{"A laboratory for RTPEngine deployments", "rtpe-lab"};
  app.require_subcommand(1);
  app.set_help_all_flag("--help-all", "Help of all verbs");
  int exit_code = exit_passed;
  add_pcap(app, exit_code);
  add_version(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_passed : exit_invalid_input;
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_DFL);  // `rtpe-lab ... | head` ends quietly
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    rtpe::cli::complain(std::string("internal error: ") + error.what());
    return rtpe::cli::exit_internal;
  }
}
