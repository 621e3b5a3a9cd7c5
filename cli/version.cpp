#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"

namespace rtpe::cli {

void add_version(CLI::App& app, int& exit_code) {
  CLI::App* verb = app.add_subcommand("version", "Print the version");
  verb->footer(examples({"rtpe-lab version"}));
  verb->callback([&exit_code] {
    print("rtpe-lab " RTPE_LAB_VERSION "\n");
    exit_code = exit_passed;
  });
}

}  // namespace rtpe::cli
