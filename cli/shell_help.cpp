// rtpe-lab completion SHELL and rtpe-lab manual [VERB...]: what packages install, made from the verbs themselves.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "cli/replaced_file.hpp"
#include "cli/verb_tree.hpp"

namespace rtpe::cli {
namespace {

struct ManualOptions {
  std::vector<std::string> path;
  std::string out;
};

int write_all(const std::vector<VerbText>& all, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail({.kind = ErrorKind::missing, .message = error.message(), .place = folder});
  for (const VerbText& verb : all)
    if (const auto written = write_whole(fmt::format("{}/{}.1", folder, verb.name("-")), manual_page(verb, all));
        !written)
      return fail(written.error());
  return exit_passed;
}

int show_manual(const CLI::App& app, const ManualOptions& options) {
  const auto all = verb_tree(app);
  if (!options.out.empty()) return write_all(all, options.out);
  const auto verb = std::ranges::find(all, options.path, &VerbText::path);
  if (verb == all.end())
    return fail(
        {.message = fmt::format("\"{}\" is no verb (rtpe-lab --help names them)", fmt::join(options.path, " "))});
  print(manual_page(*verb, all));
  return exit_passed;
}

}  // namespace

void add_completion(CLI::App& app, int& exit_code) {
  auto shell = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("completion", "Print a completion script for a shell");
  verb->footer(examples(
      {"source <(rtpe-lab completion bash)", "rtpe-lab completion fish > ~/.config/fish/completions/rtpe-lab.fish"}));
  verb->add_option("SHELL", *shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  verb->callback([&app, shell, &exit_code] {
    print(completion(verb_tree(app), *shell));
    exit_code = exit_passed;
  });
}

void add_manual(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ManualOptions>();
  CLI::App* verb = app.add_subcommand("manual", "Print a verb's manual page, in troff");
  verb->footer(examples({"rtpe-lab manual run | man -l -", "rtpe-lab manual --out /usr/local/share/man/man1"}));
  verb->add_option("VERB", options->path, "The verb, as in: pcap ls; none: the program");
  verb->add_option("--out", options->out, "Directory for the pages of all verbs");
  verb->callback([&app, options, &exit_code] { exit_code = show_manual(app, *options); });
}

}  // namespace rtpe::cli
