#include "reports/prometheus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "reports/text.hpp"

namespace rtpe::report {
namespace {

using scenario::NodeSummary;

/// A label's value between quotes.
std::string value_of(const std::string& text) {
  std::string out = "\"";
  for (const char one : valid_utf8(text)) {
    if (one == '\\' || one == '"') out.push_back('\\');
    if (one == '\n')
      out += "\\n";
    else
      out.push_back(one);
  }
  return out + "\"";
}

/// All samples of one metric stand together.
struct Metric {
  std::string_view name, help;
  std::string samples = {};
};

double seconds(Duration time) { return std::chrono::duration<double>(time).count(); }

class MetricWriter {
 public:
  void write(const PlayedRun& run) {
    const std::string of_case = run.case_name.empty() ? "" : fmt::format(",case={}", value_of(run.case_name));
    const std::string labels = fmt::format("scenario={}{},seed=\"{}\"", value_of(run.file), of_case, run.seed);
    sample("run_passed", "1: every check of the run passed", labels, run.passed() ? 1 : 0);
    if (!run.result) return;
    const scenario::RunResult& result = *run.result;
    for (const scenario::CheckResult& check : result.checks)
      sample("check_passed", "1: the check passed",
             fmt::format("{},check={},line=\"{}\"", labels, value_of(check.that), check.line), check.passed() ? 1 : 0);
    for (const auto& [end, calls] : {std::pair{"completed", result.calls_completed}, {"failed", result.calls_failed}})
      sample("calls", "Calls by how they ended", fmt::format("{},end=\"{}\"", labels, end), static_cast<double>(calls));
    sample("operations_failed", "Script functions that needed a node and got no help", labels,
           static_cast<double>(result.operations_failed));
    sample("longest_operation_seconds", "The longest time for which a worker was blocked", labels,
           seconds(result.longest_operation));
    sample("most_workers_busy", "Workers busy at once, at most", labels, result.most_workers_busy);
    sample("sip_messages_dropped", "SIP messages for which the queue had no room", labels,
           static_cast<double>(result.sip_dropped));
    sample("simulated_seconds", "Time that passed in the run's world", labels, seconds(result.simulated));
    for (const NodeSummary& node : result.nodes) write(node, labels);
  }
  [[nodiscard]] std::string take() const {
    std::string out;
    for (const Metric& metric : metrics_)
      out += fmt::format("# HELP rtpe_lab_{0} {1}\n# TYPE rtpe_lab_{0} gauge\n{2}", metric.name, metric.help,
                         metric.samples);
    return out;
  }

 private:
  void write(const NodeSummary& node, const std::string& run) {
    const std::string labels = fmt::format("{},node={},proxy=\"{}\"", run, value_of(node.name), node.proxy);
    sample("node_new_calls", "Calls whose first accepted command the node answered", labels,
           static_cast<double>(node.new_calls));
    for (const auto& [outcome, count] :
         {std::pair{"answered", node.answered}, {"refused", node.refused}, {"timed out", node.timed_out}})
      sample("node_commands", "Commands to the node by outcome, pings aside",
             fmt::format("{},outcome=\"{}\"", labels, outcome), static_cast<double>(count));
    sample("node_times_disabled", "How often the proxy disabled the node", labels, node.times_disabled);
    sample("node_disabled_seconds", "For how long in all", labels, seconds(node.time_disabled));
    const auto& latency = node.latency;
    for (const auto& [quantile, time] :
         {std::pair{"0.5", latency.median}, {"0.9", latency.p90}, {"0.99", latency.p99}, {"1", latency.highest}})
      if (latency.count > 0)
        sample("node_latency_seconds", "From the first send to the reply, pings aside",
               fmt::format("{},quantile=\"{}\"", labels, quantile), seconds(time));
  }
  void sample(std::string_view name, std::string_view help, const std::string& labels, double value) {
    auto metric = std::ranges::find(metrics_, name, &Metric::name);
    if (metric == metrics_.end()) metric = metrics_.insert(metrics_.end(), {.name = name, .help = help});
    metric->samples += fmt::format("rtpe_lab_{}{{{}}} {}\n", name, labels, value);
  }
  std::vector<Metric> metrics_;
};

}  // namespace

std::string prometheus(std::span<const PlayedRun> runs) {
  MetricWriter writer;
  for (const PlayedRun& run : runs) writer.write(run);
  return writer.take();
}

}  // namespace rtpe::report
