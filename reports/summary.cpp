#include "reports/summary.hpp"

#include <boost/json.hpp>

#include "reports/text.hpp"

namespace rtpe::report {
namespace {

namespace json = boost::json;
using scenario::CheckResult;
using scenario::NodeSummary;
using scenario::RunResult;

json::value text(std::string_view bytes) { return json::value(valid_utf8(bytes)); }

json::object check_object(const CheckResult& check) {
  json::array evidence;
  for (const std::string& line : check.evidence) evidence.push_back(text(line));
  return {{"that", text(check.that)},
          {"passed", check.passed},
          {"summary", text(check.summary)},
          {"evidence", std::move(evidence)},
          {"line", check.place.line}};
}

json::object node_object(const NodeSummary& node) {
  return {{"name", text(node.name)},
          {"url", text(node.url)},
          {"engine", text(node.engine)},
          {"set", node.set_id},
          {"weight", node.weight},
          {"new_calls", node.new_calls},
          {"commands", node.commands},
          {"sends", node.sends},
          {"answered", node.answered},
          {"refused", node.refused},
          {"timed_out", node.timed_out},
          {"pings", node.pings},
          {"pings_answered", node.pings_answered},
          {"times_disabled", node.times_disabled},
          {"time_disabled_ns", node.time_disabled.count()},
          {"latency_median_ns", node.latency_median.count()},
          {"latency_highest_ns", node.latency_highest.count()},
          {"disabled_at_end", node.disabled_at_end}};
}

void add_result(json::object& out, const RunResult& result) {
  out["clock"] = result.clock == scenario::ClockKind::virtual_time ? "virtual" : "real";
  out["end"] = text(result.end);
  out["simulated_ns"] = result.simulated.count();
  out["wall_ns"] = result.wall.count();
  out["calls"] = {{"started", result.calls}, {"completed", result.calls_completed}, {"failed", result.calls_failed}};
  out["operations"] = {{"ended", result.operations},
                       {"failed", result.operations_failed},
                       {"longest_ns", result.longest_operation.count()}};
  out["exchanges"] = result.exchanges;
  out["sends"] = result.sends;
  out["sip_messages"] = {{"handled", result.sip_messages}, {"dropped", result.sip_dropped}};
  out["workers"] = {{"all", result.workers}, {"most_busy", result.most_workers_busy}};
  out["events"] = result.events;
  json::array checks, nodes;
  for (const CheckResult& check : result.checks) checks.push_back(check_object(check));
  for (const NodeSummary& node : result.nodes) nodes.push_back(node_object(node));
  out["checks"] = std::move(checks);
  out["nodes"] = std::move(nodes);
}

}  // namespace

std::string summary_json(std::span<const PlayedRun> runs) {
  json::array list;
  bool all_passed = true;
  for (const PlayedRun& run : runs) {
    all_passed = all_passed && run.passed();
    json::object out{{"title", text(run.title)},
                     {"file", text(run.file)},
                     {"seed", run.seed},
                     {"passed", run.passed()},
                     {"replay", text(run.replay_command)}};
    if (run.started) out["started"] = iso_text(*run.started);
    if (run.result)
      add_result(out, *run.result);
    else
      out["error"] = text(run.result.error().text());
    list.push_back(std::move(out));
  }
  return json::serialize(
             json::object{{"schema", summary_schema_version}, {"passed", all_passed}, {"runs", std::move(list)}}) +
         "\n";
}

}  // namespace rtpe::report
