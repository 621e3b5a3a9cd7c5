#include "reports/summary.hpp"

#include <boost/json.hpp>

#include "reports/text.hpp"

namespace rtpe::report {
namespace {

namespace json = boost::json;
using scenario::CheckResult;
using scenario::LatencySummary;
using scenario::NodeSummary;
using scenario::RunResult;

json::value text(std::string_view bytes) { return json::value(valid_utf8(bytes)); }

json::object check_object(const CheckResult& check) {
  json::array evidence;
  for (const std::string& line : check.evidence) evidence.push_back(text(line));
  return {{"that", text(check.that)},
          {"outcome", text(to_string(check.outcome))},
          {"expect", text(to_string(check.expect))},
          {"passed", check.passed()},
          {"summary", text(check.summary)},
          {"evidence", std::move(evidence)},
          {"line", check.line}};
}

json::object latency_object(const LatencySummary& latency) {
  return {{"answered", latency.count},
          {"median_ns", latency.median.count()},
          {"p90_ns", latency.p90.count()},
          {"p99_ns", latency.p99.count()},
          {"highest_ns", latency.highest.count()}};
}

json::object node_object(const NodeSummary& node) {
  json::object latency{{"all", latency_object(node.latency)}};
  for (const auto& [command, summary] : node.latencies) latency[wire_name(command)] = latency_object(summary);
  json::array refusals;
  for (const auto& [reason, count] : node.refusals)
    refusals.push_back(json::object{{"reason", text(reason)}, {"count", count}});
  return {{"name", text(node.name)},
          {"proxy", node.proxy},
          {"url", text(node.url)},
          {"engine", text(node.engine)},
          {"set", node.set_id},
          {"weight", node.weight},
          {"new_calls", node.new_calls},
          {"commands", node.commands},
          {"sends", node.sends},
          {"answered", node.answered},
          {"refused", node.refused},
          {"refusals", std::move(refusals)},
          {"timed_out", node.timed_out},
          {"pings", node.pings},
          {"pings_answered", node.pings_answered},
          {"times_disabled", node.times_disabled},
          {"time_disabled_ns", node.time_disabled.count()},
          {"latency", std::move(latency)},
          {"disabled_at_end", node.disabled_at_end}};
}

void add_result(json::object& out, const RunResult& result) {
  out["clock"] = text(to_string(result.clock));
  out["end"] = text(to_string(result.end));
  out["simulated_ns"] = result.simulated.count();
  out["wall_ns"] = result.wall.count();
  out["calls"] = {{"started", result.calls}, {"completed", result.calls_completed}, {"failed", result.calls_failed}};
  out["operations"] = {{"ended", result.operations},
                       {"failed", result.operations_failed},
                       {"longest_ns", result.longest_operation.count()}};
  out["exchanges"] = result.exchanges;
  out["sends"] = result.sends;
  out["commands"] = result.commands;
  out["sip_messages"] = {{"handled", result.sip_messages},
                         {"dropped", result.sip_dropped},
                         {"waited", result.sip_waited},
                         {"waited_longest_ns", result.sip_waited_longest.count()},
                         {"waited_all_ns", result.sip_waited_total.count()},
                         {"most_queued", result.most_queued}};
  out["workers"] = {{"all", result.workers}, {"most_busy", result.most_workers_busy}};
  out["events"] = result.events;
  json::array checks, nodes;
  for (const CheckResult& check : result.checks) checks.push_back(check_object(check));
  for (const NodeSummary& node : result.nodes) nodes.push_back(node_object(node));
  out["checks"] = std::move(checks);
  out["nodes"] = std::move(nodes);
}

json::object run_object(const PlayedRun& run) {
  json::object out{
      {"title", text(run.title)}, {"file", text(run.file)},
      {"seed", run.seed},         {"outcome", run.result ? text(to_string(run.result->outcome())) : "error"},
      {"passed", run.passed()},   {"replay", text(run.replay_command)}};
  if (!run.case_name.empty()) out["case"] = text(run.case_name);
  if (run.started) out["started"] = iso_text(*run.started);
  if (run.result)
    add_result(out, *run.result);
  else
    out["error"] = text(run.result.error().text());
  return out;
}

}  // namespace

std::string run_content(const PlayedRun& run) {
  json::object out = run_object(run);
  for (const char* name : {"started", "wall_ns", "replay"}) out.stable_erase(name);
  return json::serialize(out);
}

std::string summary_json(std::span<const PlayedRun> runs) {
  json::array list;
  bool all_passed = true;
  for (const PlayedRun& run : runs) {
    all_passed = all_passed && run.passed();
    list.push_back(run_object(run));
  }
  return json::serialize(
             json::object{{"schema", summary_schema_version}, {"passed", all_passed}, {"runs", std::move(list)}}) +
         "\n";
}

}  // namespace rtpe::report
