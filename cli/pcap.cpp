// rtpe-lab pcap ...: what captures say.
#include "cli/commands.hpp"
#include "cli/help.hpp"

namespace rtpe::cli {

void add_pcap(CLI::App& app, int& exit_code) {
  auto* group = app.add_subcommand("pcap", "Look into captures of NG traffic");
  group->require_subcommand(1);
  group->footer(examples({"rtpe-lab pcap ls capture.pcapng", "rtpe-lab pcap ls --calls capture.pcapng",
                          "rtpe-lab pcap check capture.pcapng", "rtpe-lab pcap log capture.pcapng -o events.jsonl",
                          "rtpe-lab pcap to-scenario capture.pcapng -o incident.toml"}));
  add_pcap_check(*group, exit_code);
  add_pcap_export(*group, exit_code);
  add_pcap_log(*group, exit_code);
  add_pcap_ls(*group, exit_code);
  add_pcap_mos(*group, exit_code);
  add_pcap_replay(*group, exit_code);
  add_pcap_to_scenario(*group, exit_code);
}

}  // namespace rtpe::cli
