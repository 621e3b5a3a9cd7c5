// rtpe-lab report diff A B: two event logs beside each other.
#include <CLI/CLI.hpp>
#include <charconv>
#include <memory>

#include "cli/commands.hpp"
#include "cli/event_log_input.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "reports/run_difference.hpp"
#include "scenarios/log/counters.hpp"

namespace rtpe::cli {
namespace {

struct DiffOptions {
  std::string left, right, tolerance = "5%";
  bool is_json = false;
};

/// Numbers and decisions from one reading of a log.
class RecordSink final : public scenario::EventSink {
 public:
  void record(Duration since_start, const scenario::Event& event) override {
    counters_.record(since_start, event);
    transcript_.record(since_start, event);
  }
  [[nodiscard]] report::RunRecord take() {
    return {.run = report::played_run(counters_.result()), .transcript = std::move(transcript_)};
  }

 private:
  scenario::Counters counters_;
  scenario::Transcript transcript_;
};

/// "5%" or "5 %" or "0.05".
Expected<double> read_tolerance(const std::string& text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  std::string_view rest(at, static_cast<std::size_t>(end - at));
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  if (error != std::errc{} || value < 0 || (rest != "%" && !rest.empty()))
    return std::unexpected(Error{.message = "a share is wanted: 5% or 0.05", .place = "--tolerance"});
  return rest == "%" ? value / 100 : value;
}

int run_diff(const DiffOptions& options) {
  const auto tolerance = read_tolerance(options.tolerance);
  if (!tolerance) return fail(tolerance.error());
  RecordSink left, right;
  if (const auto read = read_event_log(options.left, left); !read) return fail(read.error());
  if (const auto read = read_event_log(options.right, right); !read) return fail(read.error());
  const report::RunRecord a = left.take(), b = right.take();
  const report::RunDifference difference = report::difference(a, b, *tolerance);
  print(options.is_json ? report::difference_json(difference) : report::difference_text(difference, a, b));
  return difference.is_worse() ? exit_check_failed : exit_passed;
}

}  // namespace

CLI::App* add_report_diff(CLI::App& group, int& exit_code) {
  auto options = std::make_shared<DiffOptions>();
  CLI::App* verb = group.add_subcommand("diff", "Two runs beside each other: exit code 1 when the second is worse");
  verb->footer(examples({"rtpe-lab report diff before.jsonl after.jsonl",
                         "rtpe-lab report diff before.jsonl after.jsonl --tolerance 10% --json"}));
  verb->add_option("A", options->left, "Event log of the one run; - is stdin")->required();
  verb->add_option("B", options->right, "Event log of the other")->required();
  verb->add_option("--tolerance", options->tolerance, "A number that grew by no more is the same (default 5%)");
  verb->add_flag("--json", options->is_json, "One JSON object");
  verb->callback([options, &exit_code] { exit_code = run_diff(*options); });
  return verb;
}

}  // namespace rtpe::cli
