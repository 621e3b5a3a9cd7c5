#include "tests/conformance/kamailio/report.hpp"

#include <fmt/format.h>

#include "tests/conformance/kamailio/library_run.hpp"

namespace rtpe::lane {
namespace {

std::string spelled(const Scalar& scalar) {
  if (const auto* number = std::get_if<std::int64_t>(&scalar)) return std::to_string(*number);
  return fmt::format("\"{}\"", std::get<std::string>(scalar));
}

std::string spelled(const EngineState& state) {
  if (state.closed) return "closed";
  return fmt::format("{}, pings {}{}", to_string(state.commands), to_string(state.pings),
                     state.delay_ms ? fmt::format(", delay {} ms", state.delay_ms) : std::string());
}

std::string spelled(const Step& step) {
  std::string out;
  for (const auto& change : step.engines) out += fmt::format("e{} becomes {}; ", change.engine, spelled(change.state));
  if (step.message) {
    const auto& message = *step.message;
    out += fmt::format("{} {} of {} ({}){}:", message.status ? std::to_string(message.status) : "request",
                       message.method, message.call_id, message.branch, message.to_tag ? " with to-tag" : "");
    for (const auto& [name, value] : step.variables) out += fmt::format(" {}={}", name, spelled(value));
    for (const auto& statement : step.statements) out += " " + statement;
  } else if (!step.rpc.empty()) {
    out += step.rpc;
    for (const auto& parameter : step.rpc_parameters) out += " " + spelled(parameter);
  } else {
    out += "wait";
  }
  return out;
}

std::string spelled(const StepTrace& trace) {
  std::string out;
  for (const auto& command : trace.commands)
    out += fmt::format("      {} to e{} at {} ms {}\n", command.cookie, command.engine,
                       fmt::join(command.sends_ms, ", "), command.dictionary);
  out += fmt::format("      results {} {} nodes {} total {}\n", fmt::join(trace.results, " | "), trace.reply,
                     fmt::join(trace.nodes, " | "), trace.total);
  return out;
}

}  // namespace

Outcome check(const Recording& recording) {
  Outcome outcome{.recording = recording, .difference = {}, .error = {}, .attempts = 1};
  const auto library = run_on_library(recording.sequence);
  if (!library)
    outcome.error = library.error();
  else
    outcome.difference = compare(recording.trace, library->trace, tolerance_ms(recording.sequence));
  return outcome;
}

std::string summary_of(std::size_t index, const Outcome& outcome) {
  const auto seed = outcome.recording.sequence.seed;
  if (outcome.error) return fmt::format("sequence {} (seed {}): {}\n", index + 1, seed, outcome.error->text());
  if (outcome.difference)
    return fmt::format("sequence {} (seed {}), step {}: {}\n", index + 1, seed, outcome.difference->step,
                       outcome.difference->what);
  return {};
}

std::string story_of(const Outcome& outcome) {
  const auto& [sequence, trace] = outcome.recording;
  std::string out = fmt::format("--- seed {}\n", sequence.seed);
  for (const auto& [name, value] : sequence.parameters) out += fmt::format("  {} {}\n", name, spelled(value));
  for (std::size_t i = 0; i < sequence.engines.size(); ++i)
    out += fmt::format("  e{}: {}\n", i, spelled(sequence.engines[i]));
  const std::size_t last = outcome.difference ? outcome.difference->step : sequence.steps.size();
  for (std::size_t i = 0; i <= last && i <= sequence.steps.size(); ++i) {
    out += i == 0 ? "  startup\n"
                  : fmt::format("  {} at {} ms: {}\n", i, sequence.steps[i - 1].at_ms, spelled(sequence.steps[i - 1]));
    if (i < trace.size()) out += spelled(trace[i]);
  }
  if (outcome.difference) out += fmt::format("  DIFFERENCE at step {}: {}\n", last, outcome.difference->what);
  return out + fmt::format("  {}\n", to_json_line({.sequence = sequence, .trace = {}}));
}

}  // namespace rtpe::lane
