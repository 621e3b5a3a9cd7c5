#include "scenarios/run/event_log_writer.hpp"

#include "scenarios/run/json_line.hpp"

namespace rtpe::scenario {
namespace {

std::string_view source_name(ChoiceSource source) {
  switch (source) {
    case ChoiceSource::table:
      return "table";
    case ChoiceSource::weighted:
      return "weighted";
    case ChoiceSource::none:
      return "none";
  }
  return "unknown";
}

std::string_view failure_name(NoChoice failure) {
  switch (failure) {
    case NoChoice::chosen:
      return "";
    case NoChoice::no_eligible_node:
      return "no eligible node";
    case NoChoice::known_node_disabled:
      return "known node disabled";
    case NoChoice::known_node_tried:
      return "known node tried";
    case NoChoice::unknown_hash_algorithm:
      return "unknown hash algorithm";
  }
  return "unknown";
}

void write(JsonLine& line, const RunStarted& e) {
  line.number("schema", event_schema_version).text("title", e.title).text("file", e.file);
  line.text("personality", e.personality).text("clock", e.clock).number("seed", e.seed).number("workers", e.workers);
  line.begin_list("nodes");
  for (const NodeEntry& node : e.nodes)
    line.begin_object()
        .text("name", node.name)
        .text("url", node.url)
        .number("set", node.set_id)
        .number("weight", node.weight)
        .text("engine", node.engine)
        .end_object();
  line.end_list().begin_list("engines");
  for (const std::string_view engine : e.engines) line.element(engine);
  line.end_list();
}
void write(JsonLine& line, const CallStarted& e) {
  line.number("call", e.call).text("call_id", e.call_id).text("flow", e.flow);
}
void write(JsonLine& line, const SipMessage& e) {
  line.number("call", e.call).number("worker", e.worker).text("message", e.name).number("waited_ns", e.waited.count());
}
void write(JsonLine& line, const SipDropped& e) { line.number("call", e.call).text("message", e.name); }
void write(JsonLine& line, const OperationStarted& e) {
  line.number("operation", e.operation).number("call", e.call).number("worker", e.worker);
  line.text("function", e.function).text("message", e.message);
}
void write(JsonLine& line, const Selected& e) {
  const SelectionReport& report = *e.report;
  line.number("operation", e.operation).number("call", e.call).text("call_id", report.call_id);
  if (!report.via_branch.empty()) line.text("via_branch", report.via_branch);
  line.number("set", report.set_id).text("source", source_name(report.source));
  if (report.failure != NoChoice::chosen) line.text("failure", failure_name(report.failure));
  line.text("node", report.node != nullptr ? std::string_view(report.node->url) : std::string_view{});
  if (report.weight_sum != 0)
    line.number("number", report.number).number("weight_sum", report.weight_sum).number("remainder", report.remainder);
  if (report.forced) line.boolean("forced", true);
  if (report.excluded.empty()) return;
  line.begin_list("excluded");
  for (const ExcludedNode& excluded : report.excluded)
    line.begin_object().text("node", excluded.node->url).text("why", to_string(excluded.why)).end_object();
  line.end_list();
}
void write(JsonLine& line, const Sent& e) {
  line.number("operation", e.operation).number("call", e.call).number("worker", e.worker);
  line.text("node", e.node).text("command", e.command).text("cookie", e.cookie);
  line.number("attempt", e.attempt).number("bytes", e.bytes);
}
void write(JsonLine& line, const Stale& e) {
  line.number("operation", e.operation).number("call", e.call).text("node", e.node).text("cookie", e.cookie);
}
void write(JsonLine& line, const ExchangeEnded& e) {
  line.number("operation", e.operation).number("call", e.call).number("worker", e.worker);
  line.text("node", e.node).text("command", e.command).text("outcome", to_string(e.outcome)).text("result", e.result);
  if (!e.reason.empty()) line.text("reason", e.reason);
  line.number("latency_ns", e.latency.count()).number("sends", e.sends);
}
void write(JsonLine& line, const NodeState& e) {
  line.text("node", e.node).boolean("disabled", e.disabled).number("recheck_s", e.recheck);
  line.text("cause", to_string(e.cause));
}
void write(JsonLine& line, const TableChange& e) {
  line.number("call", e.call).text("call_id", e.call_id);
  if (!e.via_branch.empty()) line.text("via_branch", e.via_branch);
  line.text("node", e.node);
}
void write(JsonLine& line, const LockWait& e) {
  line.number("worker", e.worker).text("lock", e.lock.kind == Lock::Kind::set ? "set" : "set list");
  if (e.lock.kind == Lock::Kind::set) line.number("set", e.lock.set_id);
  line.number("waited_ns", e.waited.count());
}
void write(JsonLine& line, const OperationEnded& e) {
  line.number("operation", e.operation).number("call", e.call).number("worker", e.worker);
  line.text("function", e.function).text("command", e.command).text("node", e.node);
  line.text("end", to_string(e.end)).number("rc", e.rc);
  if (!e.failure.empty()) line.text("failure", e.failure);
  line.number("sends", e.sends).number("pings", e.pings).number("took_ns", e.took.count());
}
void write(JsonLine& line, const Workers& e) {
  line.number("busy", e.busy).number("waiting_for_lock", e.waiting_for_lock).number("queued", e.queued_messages);
}
void write(JsonLine& line, const CallEnded& e) {
  line.number("call", e.call).text("call_id", e.call_id).text("result", e.result);
}
void write(JsonLine& line, const EngineCall& e) {
  line.text("engine", e.engine).text("call_id", e.call_id).boolean("created", e.created);
  if (!e.cause.empty()) line.text("cause", e.cause);
}
void write(JsonLine& line, const EngineState& e) { line.text("engine", e.engine).text("state", e.state); }
void write(JsonLine& line, const FaultChanged& e) {
  line.number("fault", e.fault).text("engine", e.engine).text("verb", e.verb).boolean("begins", e.begins);
}
void write(JsonLine& line, const CheckJudged& e) {
  line.number("check", e.check).text("that", e.that).boolean("passed", e.passed).text("summary", e.summary);
}
void write(JsonLine& line, const RunEnded& e) {
  line.number("calls", e.calls).number("calls_failed", e.calls_failed).number("operations", e.operations);
  line.number("exchanges", e.exchanges).number("sends", e.sends).text("end", e.end);
}

}  // namespace

void append_json_line(std::string& out, Duration since_start, const Event& event) {
  JsonLine line(out);
  line.number("at_ns", since_start.count()).text("event", name_of(event));
  std::visit([&](const auto& e) { write(line, e); }, event);
  line.end();
}

}  // namespace rtpe::scenario
