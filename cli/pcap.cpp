// rtpe-lab pcap ...: what captures say.
#include "cli/commands.hpp"

namespace rtpe::cli {

void add_pcap(CLI::App& app, int& exit_code) {
  auto* group = app.add_subcommand("pcap", "Look into captures of NG traffic");
  group->require_subcommand(1);
  add_pcap_ls(*group, exit_code);
}

}  // namespace rtpe::cli
