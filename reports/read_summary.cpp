#include "reports/read_summary.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "reports/summary.hpp"

namespace rtpe::report {
namespace {

namespace json = boost::json;

std::string text(const json::object& from, std::string_view name) { return std::string(from.at(name).as_string()); }
template <class T>
T whole(const json::object& from, std::string_view name) {
  return from.at(name).to_number<T>();
}
Duration duration(const json::object& from, std::string_view name) { return Duration(whole<std::int64_t>(from, name)); }

/// Throws std::invalid_argument.
template <scenario::Word T>
T word(const json::object& from, std::string_view name) {
  const std::string value = text(from, name);
  if (const auto found = scenario::from_word<T>(value)) return *found;
  throw std::invalid_argument(fmt::format("\"{}\" is no {}", value, name));
}

scenario::LatencySummary latency_of(const json::object& from) {
  return {.count = whole<std::uint64_t>(from, "answered"),
          .median = duration(from, "median_ns"),
          .p90 = duration(from, "p90_ns"),
          .p99 = duration(from, "p99_ns"),
          .highest = duration(from, "highest_ns")};
}

scenario::NodeSummary node_of(const json::object& from) {
  scenario::NodeSummary node{.name = text(from, "name"),
                             .url = text(from, "url"),
                             .engine = text(from, "engine"),
                             .proxy = whole<std::uint32_t>(from, "proxy"),
                             .set_id = whole<std::uint32_t>(from, "set"),
                             .weight = whole<std::uint32_t>(from, "weight"),
                             .new_calls = whole<std::uint64_t>(from, "new_calls"),
                             .commands = whole<std::uint64_t>(from, "commands"),
                             .sends = whole<std::uint64_t>(from, "sends"),
                             .answered = whole<std::uint64_t>(from, "answered"),
                             .refused = whole<std::uint64_t>(from, "refused"),
                             .timed_out = whole<std::uint64_t>(from, "timed_out"),
                             .pings = whole<std::uint64_t>(from, "pings"),
                             .pings_answered = whole<std::uint64_t>(from, "pings_answered"),
                             .times_disabled = whole<std::uint32_t>(from, "times_disabled"),
                             .time_disabled = duration(from, "time_disabled_ns"),
                             .disabled_at_end = from.at("disabled_at_end").as_bool()};
  const json::object& latency = from.at("latency").as_object();
  node.latency = latency_of(latency.at("all").as_object());
  for (const Command command : scenario::all_of_a_word<Command>())
    if (const auto* one = latency.if_contains(wire_name(command)))
      node.latencies.push_back({.command = command, .latency = latency_of(one->as_object())});
  for (const json::value& refusal : from.at("refusals").as_array())
    node.refusals.push_back(
        {.reason = text(refusal.as_object(), "reason"), .count = whole<std::uint64_t>(refusal.as_object(), "count")});
  return node;
}

scenario::CheckResult check_of(const json::object& from) {
  scenario::CheckResult check{.that = text(from, "that"),
                              .outcome = word<scenario::CheckOutcome>(from, "outcome"),
                              .expect = word<scenario::Expectation>(from, "expect"),
                              .summary = text(from, "summary"),
                              .line = whole<std::uint32_t>(from, "line")};
  for (const json::value& line : from.at("evidence").as_array()) check.evidence.emplace_back(line.as_string());
  return check;
}

scenario::RunResult result_of(const json::object& from) {
  const json::object &calls = from.at("calls").as_object(), &operations = from.at("operations").as_object(),
                     &messages = from.at("sip_messages").as_object(), &workers = from.at("workers").as_object();
  scenario::RunResult result{.title = text(from, "title"),
                             .file = text(from, "file"),
                             .case_name = from.contains("case") ? text(from, "case") : std::string(),
                             .seed = whole<std::uint64_t>(from, "seed"),
                             .clock = word<scenario::ClockKind>(from, "clock"),
                             .simulated = duration(from, "simulated_ns"),
                             .wall = duration(from, "wall_ns"),
                             .calls = whole<std::uint64_t>(calls, "started"),
                             .calls_completed = whole<std::uint64_t>(calls, "completed"),
                             .calls_failed = whole<std::uint64_t>(calls, "failed"),
                             .operations = whole<std::uint64_t>(operations, "ended"),
                             .operations_failed = whole<std::uint64_t>(operations, "failed"),
                             .exchanges = whole<std::uint64_t>(from, "exchanges"),
                             .commands = whole<std::uint64_t>(from, "commands"),
                             .sends = whole<std::uint64_t>(from, "sends"),
                             .sip_messages = whole<std::uint64_t>(messages, "handled"),
                             .sip_dropped = whole<std::uint64_t>(messages, "dropped"),
                             .events = whole<std::uint64_t>(from, "events"),
                             .workers = whole<std::uint32_t>(workers, "all"),
                             .most_workers_busy = whole<std::uint32_t>(workers, "most_busy"),
                             .most_queued = whole<std::uint32_t>(messages, "most_queued"),
                             .sip_waited = whole<std::uint64_t>(messages, "waited"),
                             .sip_waited_total = duration(messages, "waited_all_ns"),
                             .sip_waited_longest = duration(messages, "waited_longest_ns"),
                             .longest_operation = duration(operations, "longest_ns"),
                             .end = word<scenario::RunEnd>(from, "end")};
  for (const json::value& node : from.at("nodes").as_array()) result.nodes.push_back(node_of(node.as_object()));
  for (const json::value& check : from.at("checks").as_array()) result.checks.push_back(check_of(check.as_object()));
  return result;
}

PlayedRun run_of(const json::object& from) {
  PlayedRun run{.title = text(from, "title"),
                .file = text(from, "file"),
                .case_name = from.contains("case") ? text(from, "case") : std::string(),
                .seed = whole<std::uint64_t>(from, "seed"),
                .started = {},
                .replay_command = text(from, "replay"),
                .result = {}};
  if (from.contains("error"))
    run.result = std::unexpected(Error{.message = text(from, "error")});
  else
    run.result = result_of(from);
  return run;
}

}  // namespace

Expected<std::vector<PlayedRun>> read_summary(std::string_view text, const std::string& name) try {
  const json::value whole_text = json::parse(text);
  const json::object& summary = whole_text.as_object();
  const auto schema = whole<std::uint32_t>(summary, "schema");
  if (schema != summary_schema_version)
    return std::unexpected(Error{.message = fmt::format("this summary has schema {}, this program reads schema {}",
                                                        schema, summary_schema_version),
                                 .place = name});
  std::vector<PlayedRun> runs;
  for (const json::value& run : summary.at("runs").as_array()) runs.push_back(run_of(run.as_object()));
  return runs;
} catch (const std::exception& trouble) {
  return std::unexpected(Error{.message = fmt::format("no summary of runs: {}", trouble.what()),
                               .place = name,
                               .remedy = "an event log, or what run --json prints and run --out leaves"});
}

}  // namespace rtpe::report
