#include "reports/verdict.hpp"

#include <fmt/format.h>

#include "reports/text.hpp"
#include "reports/text_table.hpp"

namespace rtpe::report {
namespace {

using scenario::CheckResult;
using scenario::ClockKind;
using scenario::NodeSummary;
using scenario::RunResult;

constexpr std::string_view green = "\x1b[32m", red = "\x1b[1;31m", plain = "\x1b[0m";

class VerdictWriter {
 public:
  explicit VerdictWriter(const VerdictOptions& options) : options_(options) {}
  std::string take() { return std::move(out_); }

  void heading(const PlayedRun& run, std::string_view word);
  void checks(const RunResult& result);
  void nodes(const RunResult& result);
  void sums(const RunResult& result);
  void error(const Error& error);

 private:
  void word(bool good, std::string_view text) {
    const bool colour = options_.colour == Colour::always;
    if (colour) out_ += good ? green : red;
    out_ += text;
    if (colour) out_ += plain;
  }
  /// `text` wrapped between blanks; the first line goes where the output stands, at column `indent`.
  void wrapped(std::string_view text, std::size_t indent);
  /// A line of its own, indented by two.
  void sentence(std::string_view text) {
    out_ += "  ";
    wrapped(text, 2);
  }
  VerdictOptions options_;
  std::string out_;
};

void VerdictWriter::wrapped(std::string_view text, std::size_t indent) {
  const std::size_t room = options_.columns > indent + 20 ? options_.columns - indent : 20;
  const std::string clean = printable(text);
  std::string_view rest = clean;
  while (display_width(rest) > room) {
    auto cut = rest.rfind(' ', room);
    if (cut == std::string_view::npos || cut == 0) cut = rest.find(' ', room);
    if (cut == std::string_view::npos) break;
    out_ += rest.substr(0, cut);
    out_.append(1, '\n').append(indent, ' ');
    rest.remove_prefix(cut + 1);
  }
  out_ += rest;
  out_ += "\n";
}

void VerdictWriter::heading(const PlayedRun& run, std::string_view verdict_word) {
  word(run.passed(), verdict_word);
  out_ += "  ";
  wrapped(run.title.empty() ? run.file : run.title, verdict_word.size() + 2);
  std::string line = fmt::format("{}, seed {}", run.file, run.seed);
  if (run.result) {
    line += run.result->clock == ClockKind::virtual_time ? ", virtual time: " : ", real time: ";
    line += duration_text(run.result->simulated);
    if (run.result->clock == ClockKind::virtual_time && run.result->wall > Duration::zero())
      line += " in " + duration_text(run.result->wall);
  }
  sentence(line);
}

void VerdictWriter::checks(const RunResult& result) {
  if (result.checks.empty()) return sentence("no checks");
  std::size_t widest = 0;
  for (const CheckResult& check : result.checks) widest = std::max(widest, check.that.size());
  for (const CheckResult& check : result.checks) {
    out_ += "  ";
    word(check.passed, check.passed ? "ok  " : "FAIL");
    out_ += fmt::format("  {:<{}}  ", check.that, widest);
    wrapped(check.summary, widest + 10);
    for (const std::string& line : check.evidence) {
      out_ += "          ";
      wrapped(line, 10);
    }
  }
}

void VerdictWriter::nodes(const RunResult& result) {
  if (result.nodes.empty()) return;
  out_ += "\n";
  TextTable table({{"  node"},
                   {"engine"},
                   {"calls", Align::right},
                   {"commands", Align::right},
                   {"sends", Align::right},
                   {"answered", Align::right},
                   {"refused", Align::right},
                   {"no reply", Align::right},
                   {"pings", Align::right},
                   {"median", Align::right}});
  for (const NodeSummary& node : result.nodes)
    table.add({"  " + printable(node.name.empty() ? node.url : node.name),
               node.engine.empty() ? "-" : printable(node.engine), count_text(node.new_calls),
               count_text(node.commands), count_text(node.sends), count_text(node.answered), count_text(node.refused),
               count_text(node.timed_out), count_text(node.pings),
               node.answered > 0 ? duration_text(node.latency_median) : "-"});
  table.render(out_);
  for (const NodeSummary& node : result.nodes) {
    if (node.times_disabled == 0 && !node.disabled_at_end) continue;
    sentence(fmt::format("{} was disabled {}, {} in all{}", node.name.empty() ? node.url : node.name,
                         node.times_disabled == 1 ? "once" : fmt::format("{} times", node.times_disabled),
                         duration_text(node.time_disabled), node.disabled_at_end ? "; it still was at the end" : ""));
  }
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return count_text(count) + " " + std::string(count == 1 ? one : many);
}

void VerdictWriter::sums(const RunResult& result) {
  out_ += "\n";
  std::string calls = counted(result.calls, "call", "calls");
  calls +=
      fmt::format(": {} completed, {} failed", count_text(result.calls_completed), count_text(result.calls_failed));
  if (const auto open = result.calls - result.calls_completed - result.calls_failed;
      result.calls_completed + result.calls_failed < result.calls)
    calls += fmt::format(", {} not over", count_text(open));
  sentence(calls);
  sentence(fmt::format("{}, {} without a node; {} to nodes in {}",
                       counted(result.operations, "operation", "operations"), count_text(result.operations_failed),
                       counted(result.exchanges, "command", "commands"), counted(result.sends, "send", "sends")));
  std::string workers =
      fmt::format("{} of {} busy at most, longest operation {}", result.most_workers_busy,
                  counted(result.workers, "worker", "workers"), duration_text(result.longest_operation));
  if (result.sip_dropped > 0)
    workers += fmt::format("; {} of {} dropped, the queue was full", count_text(result.sip_dropped),
                           counted(result.sip_messages, "SIP message", "SIP messages"));
  sentence(workers);
  if (result.end != "finished") sentence(fmt::format("the run was cut short: {}", result.end));
}

void VerdictWriter::error(const Error& error) { sentence(error.text()); }

}  // namespace

std::string verdict(const PlayedRun& run, const VerdictOptions& options) {
  VerdictWriter writer(options);
  if (!run.result) {
    writer.heading(run, "ERROR");
    writer.error(run.result.error());
    return writer.take();
  }
  const RunResult& result = *run.result;
  writer.heading(run, run.passed() ? "PASSED" : result.end == "interrupted" ? "INTERRUPTED" : "FAILED");
  writer.checks(result);
  writer.nodes(result);
  writer.sums(result);
  return writer.take();
}

}  // namespace rtpe::report
