// The verbs of the command line: each adds its subcommand to the application and leaves its exit code in `exit_code`.
#pragma once
#include <CLI/CLI.hpp>

namespace rtpe::cli {

void add_advise(CLI::App& app, int& exit_code);
void add_audit(CLI::App& app, int& exit_code);
void add_calls(CLI::App& app, int& exit_code);
void add_chaos(CLI::App& app, int& exit_code);
void add_check(CLI::App& app, int& exit_code);
void add_completion(CLI::App& app, int& exit_code);
void add_control(CLI::App& app, int& exit_code);
void add_explain(CLI::App& app, int& exit_code);
void add_ladder(CLI::App& app, int& exit_code);
void add_manual(CLI::App& app, int& exit_code);
void add_mock(CLI::App& app, int& exit_code);
void add_new(CLI::App& app, int& exit_code);
void add_ng(CLI::App& app, int& exit_code);
void add_pcap(CLI::App& app, int& exit_code);
void add_pcap_check(CLI::App& group, int& exit_code);
void add_pcap_export(CLI::App& group, int& exit_code);
void add_pcap_log(CLI::App& group, int& exit_code);
void add_pcap_ls(CLI::App& group, int& exit_code);
void add_pcap_mos(CLI::App& group, int& exit_code);
void add_pcap_replay(CLI::App& group, int& exit_code);
void add_pcap_to_scenario(CLI::App& group, int& exit_code);
void add_relay(CLI::App& app, int& exit_code);
void add_report(CLI::App& app, int& exit_code);
/// Returns the verb.
CLI::App* add_report_diff(CLI::App& group, int& exit_code);
CLI::App* add_report_merge(CLI::App& group, int& exit_code);
void add_run(CLI::App& app, int& exit_code);
void add_upgrade(CLI::App& app, int& exit_code);
void add_version(CLI::App& app, int& exit_code);

}  // namespace rtpe::cli
