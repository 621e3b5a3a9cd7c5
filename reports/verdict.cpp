#include "reports/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/text.hpp"
#include "reports/text_table.hpp"

namespace rtpe::report {
namespace {

using scenario::CheckOutcome;
using scenario::CheckResult;
using scenario::ClockKind;
using scenario::LatencySummary;
using scenario::NodeSummary;
using scenario::RunEnd;
using scenario::RunResult;

constexpr std::string_view green = "\x1b[32m", yellow = "\x1b[33m", red = "\x1b[1;31m", plain = "\x1b[0m";

/// More nodes than that have one line of latency each, of all their commands.
constexpr std::size_t nodes_by_command = 8;

const std::string& node_name(const NodeSummary& node) { return node.name.empty() ? node.url : node.name; }

/// Sends of commands beside the first of each.
std::uint64_t sent_again(const NodeSummary& node) {
  const std::uint64_t firsts = node.commands + node.pings;
  return node.sends > firsts ? node.sends - firsts : 0;
}

/// Is the blank at `place` inside a number, or between one and its unit: "12 345", "5.001 s", "1 min"?
bool is_in_a_number(std::string_view text, std::size_t place) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (place == 0 || !is_digit(text[place - 1])) return false;
  std::string_view next = text.substr(place + 1);
  next = next.substr(0, next.find(' '));
  while (!next.empty() && std::string_view(".,;:)").contains(next.back())) next.remove_suffix(1);
  constexpr std::string_view units[] = {"ns", "us", "ms", "s", "min", "h", "%"};
  return std::ranges::find(units, next) != std::end(units) || (next.size() == 3 && std::ranges::all_of(next, is_digit));
}

/// The last blank of the first `room` characters where a line may end, else the first one behind; npos: there is none.
std::size_t line_end(std::string_view text, std::size_t room) {
  for (auto cut = text.rfind(' ', room); cut != std::string_view::npos && cut > 0; cut = text.rfind(' ', cut - 1))
    if (!is_in_a_number(text, cut)) return cut;
  return text.find(' ', room);
}

class VerdictWriter {
 public:
  explicit VerdictWriter(const VerdictOptions& options) : options_(options) {}
  std::string take() { return std::move(out_); }

  void heading(const PlayedRun& run, std::string_view word);
  void checks(const RunResult& result);
  void nodes(const RunResult& result);
  void latencies(const RunResult& result);
  void queue(const RunResult& result);
  void sums(const RunResult& result);
  void error(const Error& error);

 private:
  void word(CheckOutcome outcome, std::string_view text) {
    const bool colour = options_.colour == Colour::always;
    if (colour) out_ += outcome == CheckOutcome::passed ? green : outcome == CheckOutcome::failed ? red : yellow;
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
  std::string clean = printable(text);
  // What is indented goes on below itself, a little further in.
  const std::size_t own = std::min(clean.find_first_not_of(' '), clean.size());
  out_.append(own, ' ');
  std::string_view rest = std::string_view(clean).substr(own);
  indent += own;
  std::size_t room = options_.columns > indent + 20 ? options_.columns - indent : 20;
  while (display_width(rest) > room) {
    const auto cut = line_end(rest, room);
    if (cut == std::string_view::npos) break;
    out_ += rest.substr(0, cut);
    const std::size_t further = own > 0 ? 2 : 0;
    out_.append(1, '\n').append(indent + further, ' ');
    room = options_.columns > indent + further + 20 ? options_.columns - indent - further : 20;
    rest.remove_prefix(cut + 1);
  }
  out_ += rest;
  out_ += "\n";
}

void VerdictWriter::heading(const PlayedRun& run, std::string_view verdict_word) {
  word(run.result ? run.result->outcome() : CheckOutcome::failed, verdict_word);
  out_ += "  ";
  wrapped(run.title.empty() ? run.file : run.title, verdict_word.size() + 2);
  std::string line = run.file;
  if (is_capture(run.file)) {
    if (run.result) line += ": " + duration_text(run.result->simulated);
    return sentence(line);
  }
  line += fmt::format(", seed {}", run.seed);
  if (run.result) {
    line += run.result->clock == ClockKind::virtual_time ? ", virtual time: " : ", real time: ";
    line += duration_text(run.result->simulated);
    if (run.result->clock == ClockKind::virtual_time && run.result->wall > Duration::zero())
      line += " in " + duration_text(run.result->wall);
  }
  sentence(line);
  if (!run.result || run.result->time_scale <= 1) return;
  sentence(run.result->time_scale_reached > 0
               ? fmt::format("Kamailio's clock went {:.2f} times as fast as the machine's ({} was asked for)",
                             run.result->time_scale_reached, run.result->time_scale)
               : fmt::format("Kamailio's clock was to go {} times as fast; the run was too short to measure it",
                             run.result->time_scale));
}

void VerdictWriter::checks(const RunResult& result) {
  if (result.checks.empty()) return sentence("no checks");
  std::size_t widest = 0;
  for (const CheckResult& check : result.checks) widest = std::max(widest, check.that.size());
  for (const CheckResult& check : result.checks) {
    out_ += "  ";
    const bool failed = check.verdict() == CheckOutcome::failed;
    word(check.verdict(), check.passed() ? "ok  " : failed ? "FAIL" : "--  ");
    out_ += fmt::format("  {:<{}}  ", check.that, widest);
    wrapped(check.said(), widest + 10);
    if (!failed) continue;
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
                   {"answered", Align::right},
                   {"refused", Align::right},
                   {"no reply", Align::right},
                   {"again", Align::right},
                   {"pings", Align::right}});
  for (const NodeSummary& node : result.nodes)
    table.add({"  " + printable(node_name(node)), node.engine.empty() ? "-" : printable(node.engine),
               count_text(node.new_calls), count_text(node.answered), count_text(node.refused),
               count_text(node.timed_out), count_text(sent_again(node)), count_text(node.pings)});
  table.render(out_);
  for (const NodeSummary& node : result.nodes) {
    if (node.refusals.empty()) continue;
    std::string reasons;
    for (const auto& [reason, count] : node.refusals)
      reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", count_text(count), reason);
    sentence(fmt::format("{} refused {}: {}", node_name(node), counted(node.refused, "command"), reasons));
  }
  for (const NodeSummary& node : result.nodes) {
    if (node.times_disabled == 0 && !node.disabled_at_end) continue;
    sentence(fmt::format("{} was disabled {}, {} in all{}", node_name(node),
                         node.times_disabled == 1 ? "once" : fmt::format("{} times", node.times_disabled),
                         duration_text(node.time_disabled), node.disabled_at_end ? "; it still was at the end" : ""));
  }
}

void VerdictWriter::latencies(const RunResult& result) {
  TextTable table({{"  latency of replies"},
                   {"command"},
                   {"answered", Align::right},
                   {"median", Align::right},
                   {"90 %", Align::right},
                   {"99 %", Align::right},
                   {"highest", Align::right}});
  const auto row = [&](const NodeSummary& node, std::string_view command, const LatencySummary& latency) {
    table.add({"  " + printable(node_name(node)), std::string(command), count_text(latency.count),
               duration_text(latency.median), duration_text(latency.p90), duration_text(latency.p99),
               duration_text(latency.highest)});
  };
  for (const NodeSummary& node : result.nodes) {
    if (node.latency.count == 0) continue;
    if (result.nodes.size() > nodes_by_command) {
      row(node, "all", node.latency);
      continue;
    }
    for (const auto& [command, latency] : node.latencies)
      if (command != Command::ping) row(node, wire_name(command), latency);
  }
  if (table.rows() == 0) return;
  out_ += "\n";
  table.render(out_);
}

void VerdictWriter::queue(const RunResult& result) {
  if (result.sip_waited > 0)
    sentence(fmt::format("{} of {} waited for a worker, {} at the longest; {} in the queue at most",
                         count_text(result.sip_waited), counted(result.sip_messages, "SIP message"),
                         duration_text(result.sip_waited_longest), count_text(result.most_queued)));
  if (result.sip_dropped > 0)
    sentence(fmt::format("{} of {} that came were dropped, the queue was full", count_text(result.sip_dropped),
                         counted(result.sip_messages + result.sip_dropped, "SIP message")));
}

void VerdictWriter::sums(const RunResult& result) {
  out_ += "\n";
  std::string calls = counted(result.calls, "call");
  calls +=
      fmt::format(": {} completed, {} failed", count_text(result.calls_completed), count_text(result.calls_failed));
  if (const auto open = result.calls - result.calls_completed - result.calls_failed;
      result.calls_completed + result.calls_failed < result.calls)
    calls += fmt::format(", {} not over", count_text(open));
  sentence(calls);
  sentence(fmt::format("{}, {} that no node helped; {} to nodes in {}", counted(result.operations, "operation"),
                       count_text(result.operations_failed), counted(result.exchanges, "command"),
                       counted(result.sends, "send")));
  sentence(fmt::format("{} of {} busy at most, longest operation {}", result.most_workers_busy,
                       counted(result.workers, "worker"), duration_text(result.longest_operation)));
  queue(result);
  if (result.nothing_tried()) sentence(nothing_tried_text);
  if (result.end != RunEnd::finished) sentence(fmt::format("the run was cut short: {}", to_string(result.end)));
}

void VerdictWriter::error(const Error& error) { sentence(error.text()); }

std::string_view word_of(const RunResult& result) {
  if (result.end == RunEnd::interrupted) return "INTERRUPTED";
  const CheckOutcome outcome = result.outcome();
  return outcome == CheckOutcome::passed ? "PASSED" : outcome == CheckOutcome::failed ? "FAILED" : "NOT JUDGED";
}

}  // namespace

std::string verdict(const PlayedRun& run, const VerdictOptions& options) {
  VerdictWriter writer(options);
  if (!run.result) {
    writer.heading(run, "ERROR");
    writer.error(run.result.error());
    return writer.take();
  }
  const RunResult& result = *run.result;
  writer.heading(run, word_of(result));
  writer.checks(result);
  writer.nodes(result);
  writer.latencies(result);
  writer.sums(result);
  return writer.take();
}

}  // namespace rtpe::report
