#include "cli/machine_reports.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "cli/output.hpp"
#include "cli/replaced_file.hpp"
#include "reports/code_hosts.hpp"
#include "reports/junit.hpp"
#include "reports/prometheus.hpp"
#include "reports/tap.hpp"

namespace rtpe::cli {
namespace {

struct Form {
  std::string MachineReports::* file;
  const char *option, *help;
  std::string (*text)(std::span<const report::PlayedRun> runs);
};

constexpr std::array forms{
    Form{&MachineReports::junit, "--junit", "File for JUnit XML", &report::junit_xml},
    Form{&MachineReports::tap, "--tap", "File for TAP 14; - is stdout", &report::tap},
    Form{&MachineReports::markdown, "--markdown", "File for a summary in GitHub's Markdown", &report::markdown_summary},
    Form{&MachineReports::gitlab, "--gitlab", "File for GitLab's code quality report", &report::gitlab_code_quality},
    Form{&MachineReports::prometheus, "--prometheus", "File for Prometheus' textfile collector", &report::prometheus},
};

/// Steps append to the file that GitHub names.
Expected<void> append_step_summary(const std::string& text) {
  const char* const path = std::getenv("GITHUB_STEP_SUMMARY");
  if (path == nullptr || *path == '\0') return {};
  std::ofstream file(path, std::ios::app | std::ios::binary);
  file << text << std::flush;
  if (file) return {};
  return std::unexpected(Error{.kind = ErrorKind::missing,
                               .message = std::string("cannot write the summary: ") + std::strerror(errno),
                               .place = path});
}

}  // namespace

void MachineReports::add_options(CLI::App& verb) {
  for (const Form& form : forms) verb.add_option(form.option, this->*form.file, form.help);
  verb.add_flag("--github", is_github,
                "Annotations for GitHub Actions on stdout, and a summary of the step where GITHUB_STEP_SUMMARY says");
}

std::vector<std::pair<std::string, std::string>> MachineReports::files() const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const Form& form : forms)
    if (const std::string& path = this->*form.file; !path.empty() && path != "-") out.emplace_back(path, form.option);
  return out;
}

bool MachineReports::takes_stdout() const {
  return std::ranges::any_of(forms, [&](const Form& form) { return this->*form.file == "-"; });
}

Expected<void> MachineReports::write(std::span<const report::PlayedRun> runs) const {
  for (const Form& form : forms) {
    const std::string& path = this->*form.file;
    if (path == "-") print(form.text(runs));
    if (path.empty() || path == "-") continue;
    if (const auto written = write_whole(path, form.text(runs)); !written) return written;
  }
  if (!is_github) return {};
  print(report::github_annotations(runs));
  return append_step_summary(report::markdown_summary(runs));
}

}  // namespace rtpe::cli
