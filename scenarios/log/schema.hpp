// The table of the event log: name, type, unit and meaning of every field of every kind. Writer, reader, copies and
// docs/event-log.md come from it. Units: a Duration is written in nanoseconds.
#pragma once
#include "scenarios/log/event.hpp"
#include "scenarios/log/field.hpp"
#include "scenarios/log/schema_entries.hpp"

namespace rtpe::scenario {

template <>
struct Schema<RunStarted> {
  static constexpr std::string_view name = "run_started", meaning = "The first line.";
  static constexpr std::tuple fields{
      field("schema", &RunStarted::schema, "version of the log's schema: 3"),
      field("title", &RunStarted::title, "of the scenario"),
      field("file", &RunStarted::file, "the scenario file"),
      optional_field("case", &RunStarted::case_name,
                     "which scenario of a file with a `[matrix]`: `retr = 3, workers = 4`; left out: it has one",
                     [](const RunStarted& e) { return !e.case_name.empty(); }),
      field("clock", &RunStarted::clock, "what time is"),
      field("seed", &RunStarted::seed, "of all randomness"),
      field("start_ns", &RunStarted::start, "the clock's time at the start, since the Unix epoch"),
      field("proxies", &RunStarted::proxies, "the proxies, by number"),
      field("engines", &RunStarted::engines, "the engines"),
      field("nodes", &RunStarted::nodes, "the nodes of all proxies, by number"),
  };
};
template <>
struct Schema<CallStarted> {
  static constexpr std::string_view name = "call_started", meaning = "The first message of a call is on its way.";
  static constexpr std::tuple fields{
      field("proxy", &CallStarted::proxy, "that it goes through"),
      field("call", &CallStarted::call, "its number"),
      field("call_id", &CallStarted::call_id, "Call-ID"),
      field("flow", &CallStarted::flow, "name of the call flow"),
  };
};
template <>
struct Schema<SipMessage> {
  static constexpr std::string_view name = "sip_message", meaning = "A worker took a SIP message.";
  static constexpr std::tuple fields{
      field("proxy", &SipMessage::proxy, "whose worker"),
      field("call", &SipMessage::call, "of the message"),
      field("worker", &SipMessage::worker, "who took it; 4294967295: not known, as in captures"),
      field("message", &SipMessage::message,
            "`INVITE`, `200 INVITE`: method, or status and method of the request it answers"),
      field("direction", &SipMessage::direction, "who sent it"),
      field("waited_ns", &SipMessage::waited, "in the queue while all workers were busy"),
  };
};
template <>
struct Schema<SipDropped> {
  static constexpr std::string_view name = "sip_dropped",
                                    meaning =
                                        "A SIP message came while 256 others were waiting and was thrown away. Its "
                                        "sender repeats it, or gives up after 32 s.";
  static constexpr std::tuple fields{
      field("proxy", &SipDropped::proxy, "whose queue was full"),
      field("call", &SipDropped::call, "of the message"),
      field("message", &SipDropped::message, "as in `sip_message`"),
      field("direction", &SipDropped::direction, "who sent it"),
  };
};
template <>
struct Schema<OperationStarted> {
  static constexpr std::string_view name = "operation_started", meaning = "A worker begins a script function.";
  static constexpr std::tuple fields{
      field("proxy", &OperationStarted::proxy, "whose worker"),
      field("operation", &OperationStarted::operation, "its number at that proxy"),
      field("call", &OperationStarted::call, "of the SIP message"),
      field("worker", &OperationStarted::worker, "blocked until `operation_ended`"),
      field("function", &OperationStarted::function, "script function: `rtpengine_manage`"),
      field("message", &OperationStarted::message, "the SIP message"),
  };
};
template <>
struct Schema<Selected> {
  static constexpr std::string_view name = "selected", meaning = "One choice of a node with its reasons.";
  static constexpr bool hashed(const Selected& e) { return e.algorithm.has_value(); }
  static constexpr bool weighed(const Selected& e) { return e.weight_sum != 0; }
  static constexpr std::tuple fields{
      field("proxy", &Selected::proxy, "who chose"),
      field("operation", &Selected::operation, "that needs a node"),
      field("call", &Selected::call, "of that operation"),
      field("call_id", &Selected::call_id, "as hashed and looked up"),
      optional_field("via_branch", &Selected::via_branch, "when one is part of the call table's key",
                     [](const Selected& e) { return !e.via_branch.empty(); }),
      field("set", &Selected::set, "id of the set"),
      field(
          "source", &Selected::source,
          "`table`: the call table knew the call; `weighted`: Call-ID hash over the eligible weights; `none`: no node"),
      optional_field("failure", &Selected::failure, "why no node",
                     [](const Selected& e) { return e.failure != NoChoice::chosen; }),
      optional_field("node", &Selected::node, "the choice; left out: none",
                     [](const Selected& e) { return e.node != no_node; }),
      optional_field("algorithm", &Selected::algorithm, "of the hash; left out: nothing was hashed", hashed),
      optional_field("byte_sum", &Selected::byte_sum, "of the Call-ID; its lowest byte is `number`",
                     [](const Selected& e) { return e.algorithm == HashAlgorithm::byte_sum; }),
      optional_field("digest", &Selected::digest, "SHA-1 of the Call-ID; the sum of its signed bytes is `number`",
                     [](const Selected& e) { return e.algorithm == HashAlgorithm::sha1; }),
      optional_field("number", &Selected::number, "from the Call-ID", hashed),
      optional_field("weight_sum", &Selected::weight_sum, "weights of the eligible nodes; left out: 0", weighed),
      optional_field("remainder", &Selected::remainder,
                     "`number` modulo `weight_sum`: the place on the scale of weights", weighed),
      optional_field("forced", &Selected::forced, "true: all nodes were pinged again first (`aggressive_redetection`)",
                     [](const Selected& e) { return e.forced; }),
      optional_field("walk", &Selected::walk, "over the eligible nodes in the set's order; the last one is taken",
                     [](const Selected& e) { return !e.walk.empty(); }),
      optional_field("excluded", &Selected::excluded, "the nodes that were not eligible",
                     [](const Selected& e) { return !e.excluded.empty(); }),
  };
};
template <>
struct Schema<Sent> {
  static constexpr std::string_view name = "sent", meaning = "A datagram left for a node.";
  static constexpr std::tuple fields{
      field("proxy", &Sent::proxy, "who sent it"),
      field("operation", &Sent::operation, "it belongs to; 0: none"),
      field("call", &Sent::call, "of that operation; 0: none"),
      field("process", &Sent::process, "which process of the proxy"),
      optional_field("worker", &Sent::worker, "number of the worker; left out for other processes",
                     [](const Sent& e) { return e.worker != no_worker; }),
      field("node", &Sent::node, "where it went"),
      field("command", &Sent::command, "NG verb"),
      field("cookie", &Sent::cookie, "in front of the dictionary"),
      field("attempt", &Sent::attempt, "1: first send of the exchange"),
      field("bytes", &Sent::bytes, "size of the payload"),
  };
};
template <>
struct Schema<Stale> {
  static constexpr std::string_view name = "stale", meaning = "A datagram with another cookie came and was ignored.";
  static constexpr std::tuple fields{
      field("proxy", &Stale::proxy, "who got it"),
      field("operation", &Stale::operation, "that was waiting; 0: none"),
      field("call", &Stale::call, "of that operation; 0: none"),
      field("node", &Stale::node, "that was waited for"),
      field("cookie", &Stale::cookie, "of the datagram"),
  };
};
template <>
struct Schema<ExchangeEnded> {
  static constexpr std::string_view name = "exchange_ended",
                                    meaning = "A command to a node has its reply, or will have none.";
  static constexpr std::tuple fields{
      field("proxy", &ExchangeEnded::proxy, "who asked"),
      field("operation", &ExchangeEnded::operation, "it belongs to; 0: none"),
      field("call", &ExchangeEnded::call, "of that operation; 0: none"),
      field("process", &ExchangeEnded::process, "which process of the proxy"),
      optional_field("worker", &ExchangeEnded::worker, "number of the worker; left out for other processes",
                     [](const ExchangeEnded& e) { return e.worker != no_worker; }),
      field("node", &ExchangeEnded::node, "who was asked"),
      field("command", &ExchangeEnded::command, "NG verb"),
      field("outcome", &ExchangeEnded::outcome, "of the exchange"),
      optional_field("result", &ExchangeEnded::result, "of the reply; left out: no reply",
                     [](const ExchangeEnded& e) { return e.result != ReplyResult::none; }),
      optional_field("reason", &ExchangeEnded::reason, "`error-reason` of the reply, or the text of an `other` result",
                     [](const ExchangeEnded& e) { return !e.reason.empty(); }),
      field("latency_ns", &ExchangeEnded::latency, "from the first send to the end"),
      field("sends", &ExchangeEnded::sends, "datagrams sent; 0: the send failed at once"),
  };
};
template <>
struct Schema<NodeState> {
  static constexpr std::string_view name = "node_state",
                                    meaning = "The proxy changed its mind about a node; all its workers see it.";
  static constexpr std::tuple fields{
      field("proxy", &NodeState::proxy, "whose node"),
      field("node", &NodeState::node, "its number"),
      field("disabled", &NodeState::disabled, "true: it is not chosen"),
      field("recheck_s", &NodeState::recheck,
            "when it is due for a ping, since the Unix epoch; 4294967295: never by itself", "s"),
      field("cause", &NodeState::cause, "what made the proxy think so"),
  };
};
template <>
struct Schema<TableChange> {
  static constexpr std::string_view name = "table_change", meaning = "A row of the call table came or went.";
  static constexpr std::tuple fields{
      field("proxy", &TableChange::proxy, "whose call table"),
      field("call", &TableChange::call, "whose message changed it"),
      field("call_id", &TableChange::call_id, "key of the row"),
      optional_field("via_branch", &TableChange::via_branch, "when one is part of the key",
                     [](const TableChange& e) { return !e.via_branch.empty(); }),
      optional_field("node", &TableChange::node, "inserted with this node; left out: removed",
                     [](const TableChange& e) { return e.node != no_node; }),
  };
};
template <>
struct Schema<LockWait> {
  static constexpr std::string_view name = "lock_wait", meaning = "A process got a lock that it had to wait for.";
  static constexpr std::tuple fields{
      field("proxy", &LockWait::proxy, "whose process"),
      field("process", &LockWait::process, "which process of the proxy"),
      optional_field("worker", &LockWait::worker, "number of the worker; left out for other processes",
                     [](const LockWait& e) { return e.worker != no_worker; }),
      field("lock", &LockWait::lock, "which lock"),
      optional_field("set", &LockWait::set, "id, of a set's lock",
                     [](const LockWait& e) { return e.lock == LockKind::set; }),
      field("waited_ns", &LockWait::waited, "how long"),
  };
};
template <>
struct Schema<OperationEnded> {
  static constexpr std::string_view name = "operation_ended", meaning = "A script function returned.";
  static constexpr std::tuple fields{
      field("proxy", &OperationEnded::proxy, "whose worker"),
      field("operation", &OperationEnded::operation, "its number"),
      field("call", &OperationEnded::call, "of the SIP message"),
      field("worker", &OperationEnded::worker, "free for the next function or message"),
      field("function", &OperationEnded::function, "script function"),
      optional_field("command", &OperationEnded::command, "that it brought to a node, or would have; left out: none",
                     [](const OperationEnded& e) { return e.command.has_value(); }),
      optional_field("node", &OperationEnded::node, "who answered last; left out: nobody",
                     [](const OperationEnded& e) { return e.node != no_node; }),
      optional_field("outcome", &OperationEnded::outcome, "of its last command; left out: nothing was to be sent",
                     [](const OperationEnded& e) { return e.outcome.has_value(); }),
      field(
          "end", &OperationEnded::end,
          "`failed`: a node was needed and did not do it; `nothing done`: nothing was to be done for this message, or "
          "the message or the flags did not allow it"),
      field("rc", &OperationEnded::rc, "return code in the script: 1, -1, -2"),
      optional_field("failure", &OperationEnded::failure, "why `rc` is negative",
                     [](const OperationEnded& e) { return !e.failure.empty(); }),
      field("sends", &OperationEnded::sends, "datagrams of commands"),
      field("pings", &OperationEnded::pings, "ping commands in between"),
      field("took_ns", &OperationEnded::took, "for which the worker was blocked"),
  };
};
template <>
struct Schema<Workers> {
  static constexpr std::string_view name = "workers",
                                    meaning =
                                        "Load of a proxy, whenever it has changed after a point in time was played.";
  static constexpr std::tuple fields{
      field("proxy", &Workers::proxy, "whose load"),
      field("busy", &Workers::busy, "workers with a message"),
      field("waiting_for_lock", &Workers::waiting_for_lock, "of these, who wait for a lock"),
      field("queued", &Workers::queued, "SIP messages that wait for a worker"),
  };
};
template <>
struct Schema<CallEnded> {
  static constexpr std::string_view name = "call_ended", meaning = "A call is over, or the run is.";
  static constexpr std::tuple fields{
      field("proxy", &CallEnded::proxy, "that it went through"),
      field("call", &CallEnded::call, "its number"),
      field("call_id", &CallEnded::call_id, "Call-ID"),
      field("end", &CallEnded::end,
            "`failed`: its media was not negotiated (docs/scenario-file.md); `unfinished`: the run ended first"),
      optional_field("message", &CallEnded::message,
                     "the SIP message that went wrong, of a failed call the decisive one",
                     [](const CallEnded& e) { return !e.message.empty(); }),
      optional_field("failure", &CallEnded::failure, "what went wrong with it; a call can be completed all the same",
                     [](const CallEnded& e) { return !e.failure.empty(); }),
  };
};
template <>
struct Schema<EngineCall> {
  static constexpr std::string_view name = "engine_call", meaning = "An engine set a call up or removed it.";
  static constexpr std::tuple fields{
      field("engine", &EngineCall::engine, "its name"),
      field("call_id", &EngineCall::call_id, "of the call"),
      field("created", &EngineCall::created, "false: removed"),
      optional_field("cause", &EngineCall::cause, "of the removal",
                     [](const EngineCall& e) { return e.cause != RemovalCause::none; }),
  };
};
template <>
struct Schema<EngineState> {
  static constexpr std::string_view name = "engine_state", meaning = "Something befell an engine, or it is well again.";
  static constexpr std::tuple fields{
      field("engine", &EngineState::engine, "its name"),
      field("state", &EngineState::state, "from now on; `away`: down, and its calls will be there again"),
  };
};
template <>
struct Schema<FaultChanged> {
  static constexpr std::string_view name = "fault_changed", meaning = "A `[[fault]]` begins or ends.";
  static constexpr std::tuple fields{
      field("fault", &FaultChanged::fault, "place in the scenario, from 0"),
      field("engine", &FaultChanged::engine, "whom it befalls"),
      field("verb", &FaultChanged::verb, "what it does"),
      field("begins", &FaultChanged::begins, "false: it ends"),
  };
};
template <>
struct Schema<CheckJudged> {
  static constexpr std::string_view name = "check_judged", meaning = "What a check came to.";
  static constexpr std::tuple fields{
      field("check", &CheckJudged::check, "place in the scenario, from 0"),
      field("that", &CheckJudged::that, "kind of the check"),
      field("outcome", &CheckJudged::outcome, "`not judged`: `summary` says what was not there to judge by"),
      optional_field("expect", &CheckJudged::expect, "`fail`: the scenario announces that it fails; then it must",
                     [](const CheckJudged& e) { return e.expect != Expectation::pass; }),
      field("summary", &CheckJudged::summary, "one sentence"),
      field("evidence", &CheckJudged::evidence, "one observed fact a line"),
      field("line", &CheckJudged::line, "of the check in the scenario file, from 1; 0: not known"),
      field("column", &CheckJudged::column, "likewise"),
  };
};
template <>
struct Schema<RunEnded> {
  static constexpr std::string_view name = "run_ended", meaning = "The last line.";
  static constexpr std::tuple fields{
      field("calls", &RunEnded::calls, "that were started"),
      field("calls_failed", &RunEnded::calls_failed, "of these"),
      field("operations", &RunEnded::operations, "that ended"),
      field("exchanges", &RunEnded::exchanges, "that ended, pings included"),
      field("sends", &RunEnded::sends, "datagrams to nodes"),
      field("events", &RunEnded::events, "records of the run, this one included"),
      field("end", &RunEnded::end, "why the run ended"),
  };
};

template <>
struct Schema<SdpSent> {
  static constexpr std::string_view name = "sdp_sent",
                                    meaning = "A proxy sent SDP on; told only where a check or a fault asks for it.";
  static constexpr std::tuple fields{
      field("proxy", &SdpSent::proxy, "that sent it"),
      field("call", &SdpSent::call, "of the message"),
      field("message", &SdpSent::message, "as in `sip_message`"),
      field("direction", &SdpSent::direction, "who had sent it to the proxy"),
      field("body", &SdpSent::body, "the SDP as it left the proxy"),
  };
};
template <>
struct Schema<MediaMeasured> {
  static constexpr std::string_view name = "media_measured",
                                    meaning = "A reply told the quality of a stream; told only where it is asked for.";
  static constexpr std::tuple fields{
      field("proxy", &MediaMeasured::proxy, "that got the reply"),
      field("operation", &MediaMeasured::operation, "that it belongs to"),
      field("call", &MediaMeasured::call, "of that operation"),
      field("node", &MediaMeasured::node, "who replied"),
      field("command", &MediaMeasured::command, "to `query` or `delete`"),
      field("ssrc", &MediaMeasured::ssrc, "of the stream"),
      field("mos_tenths", &MediaMeasured::mos_tenths, "average MOS, times ten"),
      field("lowest_mos_tenths", &MediaMeasured::lowest_mos_tenths, "lowest MOS, times ten"),
      field("jitter_ms", &MediaMeasured::jitter_ms, "average jitter"),
      field("loss_percent", &MediaMeasured::loss_percent, "average loss, of all packets"),
      field("round_trip_us", &MediaMeasured::round_trip_us, "average round trip"),
      field("samples", &MediaMeasured::samples, "reports that the averages are made of"),
  };
};
template <>
struct Schema<RpcEnded> {
  static constexpr std::string_view name = "rpc_ended", meaning = "An RPC command of a `[[fault]]` was carried out.";
  static constexpr std::tuple fields{
      field("proxy", &RpcEnded::proxy, "that carried it out"),
      field("command", &RpcEnded::command, "`rtpengine.enable`, ..."),
      field("target", &RpcEnded::target, "the node's URL, or `all`"),
      field("done", &RpcEnded::done, "false: it was refused"),
      field("reply", &RpcEnded::reply, "JSON text of the answer, or why it was refused"),
  };
};
template <>
struct Schema<TableReplicated> {
  static constexpr std::string_view
      name = "table_replicated",
      meaning =
          "A worker carried out what a peer said of its call table by DMQ. `table_changed` tells "
          "whether the proxy's own is another one now.";
  static constexpr std::tuple fields{
      field("proxy", &TableReplicated::proxy, "that got it"),
      field("from_proxy", &TableReplicated::from_proxy, "whose table has changed"),
      field("call", &TableReplicated::call, "the call's number"),
      field("call_id", &TableReplicated::call_id, "key of the entry"),
      field("via_branch", &TableReplicated::via_branch, "key of the entry; empty: none"),
      field("is_insert", &TableReplicated::is_insert, "false: a removal"),
      field("url", &TableReplicated::url, "of the node; empty for a removal"),
      field("status", &TableReplicated::status, "of the reply: 500 where that node is not in its set here"),
  };
};
template <>
struct Schema<DatagramSent> {
  static constexpr std::string_view name = "datagram",
                                    meaning =
                                        "A datagram as somebody on the wire would see it. Only in logs that were asked "
                                        "for it (`run --datagrams`); not counted as an event.";
  static constexpr std::tuple fields{
      field("protocol", &DatagramSent::protocol, "what it carries"),
      field("source", &DatagramSent::source, "`10.0.0.1:2223`: who sent it"),
      field("destination", &DatagramSent::destination, "to whom"),
      optional_field("lost", &DatagramSent::is_lost, "true: it does not arrive",
                     [](const DatagramSent& e) { return e.is_lost; }),
      field("proxy", &DatagramSent::proxy, "whose call it is of"),
      field("call", &DatagramSent::call, "its number; 0: of none"),
      field("bytes", &DatagramSent::bytes, "all of them: a SIP message, or cookie and dictionary"),
  };
};

}  // namespace rtpe::scenario
