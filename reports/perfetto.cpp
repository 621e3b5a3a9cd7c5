#include "reports/perfetto.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

#include "reports/text.hpp"

namespace rtpe::report {
namespace {

using scenario::word_of;

/// Numbers of the groups after the proxies'.
constexpr std::uint32_t nodes_pid = 10'001, engines_pid = 10'002, verdict_pid = 10'003, calls_pid = 20'000;
constexpr std::size_t other_processes = 2;

std::int64_t whole(std::uint64_t value) { return static_cast<std::int64_t>(value); }
std::uint64_t flow_of(std::uint32_t of_proxy, std::uint64_t call) {
  return call == 0 ? 0 : (std::uint64_t{of_proxy} + 1) << 48U | call;
}
std::uint64_t operation_key(std::uint32_t of_proxy, std::uint64_t operation) {
  return std::uint64_t{of_proxy} << 48U | operation;
}
std::uint32_t thread_number(std::uint32_t of_proxy, std::uint32_t number) { return (of_proxy + 1) * 100'000 + number; }

}  // namespace

void PerfettoTrace::begin(Duration at, Track track, std::string_view category, const PerfettoWriter::Name& name,
                          TraceNotes notes, std::uint64_t flow) {
  ++open_[track];
  out_.begin(at, track, category, name, notes, flow);
}

void PerfettoTrace::end(Duration at, Track track, TraceNotes notes) {
  const auto row = open_.find(track);
  if (row == open_.end()) return;
  if (--row->second == 0) open_.erase(row);
  out_.end(at, track, notes);
}

void PerfettoTrace::count(Duration at, Counted& counter, std::int64_t value) {
  if (std::exchange(counter.value, value) != value) out_.count(at, counter.track, value);
}

PerfettoTrace::Process& PerfettoTrace::process(std::uint32_t proxy, scenario::ProcessKind kind, std::uint32_t worker) {
  ProxyTracks& tracks = proxies_[proxy];
  if (kind != scenario::ProcessKind::worker || worker >= tracks.workers.size()) {
    const std::size_t other = kind == scenario::ProcessKind::rpc ? 1 : 0;
    Process& one = tracks.others[other];
    if (one.track == 0)
      one.track =
          out_.add_thread(proxy + 1, thread_number(proxy, 90'000 + static_cast<std::uint32_t>(other)), word_of(kind));
    return one;
  }
  Process& one = tracks.workers[worker];
  if (one.track == 0)
    one.track = out_.add_thread(proxy + 1, thread_number(proxy, worker + 1), fmt::format("worker {}", worker));
  return one;
}

PerfettoTrace::Engine* PerfettoTrace::engine(std::string_view name) {
  const auto found = std::ranges::find(engines_, name, &Engine::name);
  return found == engines_.end() ? nullptr : &*found;
}

PerfettoWriter::Track PerfettoTrace::track_of(std::uint32_t proxy, std::uint64_t operation) const {
  const auto row = by_operation_.find(operation_key(proxy, operation));
  return row == by_operation_.end() ? 0 : row->second;
}

void PerfettoTrace::tell(Duration /*at*/, const scenario::RunStarted& event) {
  parts_ = RunParts(event);
  std::uint32_t pid = 0;
  for (const scenario::ProxyEntry& proxy : event.proxies) {
    ProxyTracks& tracks = proxies_.emplace_back();
    tracks.group = out_.add_process(++pid, proxy.name);
    tracks.calls_group = out_.add_process(
        calls_pid + pid, event.proxies.size() > 1 ? fmt::format("calls of {}", proxy.name) : std::string("calls"));
    tracks.failed = out_.add_track(tracks.calls_group, "failed");
    tracks.calls.track = out_.add_counter(tracks.calls_group, "calls");
    tracks.busy.track = out_.add_counter(tracks.group, "workers busy");
    tracks.waiting.track = out_.add_counter(tracks.group, "workers that wait for a lock");
    tracks.queued.track = out_.add_counter(tracks.group, "SIP messages queued");
    tracks.rows.track = out_.add_counter(tracks.group, "rows of the call table");
    tracks.workers.resize(proxy.workers);
    tracks.others.resize(other_processes);
  }
  const Track nodes = out_.add_process(nodes_pid, "nodes");
  for (const scenario::NodeEntry& node : event.nodes)
    nodes_.push_back(out_.add_track(nodes, event.proxies.size() > 1
                                               ? fmt::format("{} of {}", node.name, event.proxies[node.proxy].name)
                                               : std::string(node.name)));
  engines_group_ = out_.add_process(engines_pid, "engines");
  for (const scenario::EngineEntry& entry : event.engines) {
    Engine& one = engines_.emplace_back();
    one.name = entry.name;
    one.track = out_.add_track(engines_group_, entry.name);
    one.sessions.track = out_.add_counter(engines_group_, fmt::format("sessions of {}", entry.name));
  }
  verdict_ = out_.add_process(verdict_pid, "verdict");
}

void PerfettoTrace::tell(Duration at, const scenario::CallStarted& event) {
  ProxyTracks& tracks = proxies_[event.proxy];
  count(at, tracks.calls, tracks.calls.value + 1);
  CallLanes& lanes = tracks.lanes;
  std::size_t lane = lanes.tracks.size();
  if (!lanes.free.empty()) {
    lane = lanes.free.top();
    lanes.free.pop();
  } else if (lane < most_call_lanes) {
    lanes.tracks.push_back(out_.add_track(tracks.calls_group, fmt::format("call lane {:04}", lane + 1)));
  } else {
    return;
  }
  lane_of_.insert_or_assign(scenario::call_of(event), lane);
  const std::array notes{TraceNote{"call", whole(event.call)}, TraceNote{"flow", std::string(event.flow)}};
  begin(at, lanes.tracks[lane], "call", {.text = event.call_id, .comes_again = false}, notes,
        flow_of(event.proxy, event.call));
}

void PerfettoTrace::tell(Duration at, const scenario::CallEnded& event) {
  ProxyTracks& tracks = proxies_[event.proxy];
  count(at, tracks.calls, tracks.calls.value - 1);
  std::vector<TraceNote> notes{{"call", whole(event.call)}, {"end", std::string(word_of(event.end))}};
  if (!event.message.empty()) notes.push_back({"message", std::string(event.message)});
  if (!event.failure.empty()) notes.push_back({"failure", std::string(event.failure)});
  if (event.end == scenario::CallEnd::failed) {
    const std::string what = fmt::format("{}: {}", event.message, event.failure);
    notes.push_back({"call_id", std::string(event.call_id)});
    out_.instant(at, tracks.failed, "failure", {what}, notes);
  }
  const auto lane = lane_of_.find(scenario::call_of(event));
  if (lane == lane_of_.end()) return;
  end(at, tracks.lanes.tracks[lane->second], notes);
  tracks.lanes.free.push(lane->second);
  lane_of_.erase(lane);
}

void PerfettoTrace::tell(Duration at, const scenario::SipMessage& event) {
  const std::array notes{TraceNote{"call", whole(event.call)}, TraceNote{"waited_ns", event.waited.count()}};
  out_.instant(at, process(event.proxy, scenario::ProcessKind::worker, event.worker).track, "sip",
               {fmt::format("{} {}", event.message, word_of(event.direction))}, notes);
}

void PerfettoTrace::tell(Duration at, const scenario::SipDropped& event) {
  const std::array notes{TraceNote{"call", whole(event.call)}};
  out_.instant(at, proxies_[event.proxy].group, "sip", {fmt::format("{} dropped: the queue is full", event.message)},
               notes);
}

void PerfettoTrace::tell(Duration at, const scenario::OperationStarted& event) {
  const Track track = process(event.proxy, scenario::ProcessKind::worker, event.worker).track;
  by_operation_.insert_or_assign(operation_key(event.proxy, event.operation), track);
  const std::array notes{TraceNote{"call", whole(event.call)}, TraceNote{"operation", whole(event.operation)}};
  begin(at, track, "operation", {fmt::format("{} on {}", event.function, event.message)}, notes,
        flow_of(event.proxy, event.call));
}

void PerfettoTrace::tell(Duration at, const scenario::OperationEnded& event) {
  by_operation_.erase(operation_key(event.proxy, event.operation));
  std::vector<TraceNote> notes{{"end", std::string(word_of(event.end))}, {"rc", std::int64_t{event.rc}}};
  if (event.node != scenario::no_node) notes.push_back({"node", parts_.node(event.node)});
  if (!event.failure.empty()) notes.push_back({"failure", std::string(event.failure)});
  end(at, process(event.proxy, scenario::ProcessKind::worker, event.worker).track, notes);
}

void PerfettoTrace::tell(Duration at, const scenario::Selected& event) {
  const Track track = track_of(event.proxy, event.operation);
  if (track == 0) return;
  const std::array notes{TraceNote{"set", std::int64_t{event.set}},
                         TraceNote{"why", fmt::format("{}", fmt::join(reasons(event, parts_), "; "))}};
  out_.instant(at, track, "choice",
               {event.node == scenario::no_node ? std::string("no node") : "chose " + parts_.node(event.node)}, notes);
}

void PerfettoTrace::tell(Duration at, const scenario::Sent& event) {
  Process& one = process(event.proxy, event.process, event.worker);
  const std::array notes{TraceNote{"cookie", std::string(event.cookie)}, TraceNote{"bytes", std::int64_t{event.bytes}}};
  if (event.attempt > 1)
    return out_.instant(
        at, one.track, "command",
        {fmt::format("{} to {}, send {}", word_of(event.command), parts_.node(event.node), event.attempt)}, notes);
  if (std::exchange(one.is_asking, true)) end(at, one.track, {});
  begin(at, one.track, "command", {fmt::format("{} to {}", word_of(event.command), parts_.node(event.node))}, notes);
}

void PerfettoTrace::tell(Duration at, const scenario::Stale& event) {
  if (const Track track = track_of(event.proxy, event.operation); track != 0)
    out_.instant(at, track, "command", {"a late reply, ignored"}, {});
}

void PerfettoTrace::tell(Duration at, const scenario::ExchangeEnded& event) {
  Process& one = process(event.proxy, event.process, event.worker);
  std::vector<TraceNote> notes{{"outcome", std::string(word_of(event.outcome))}, {"sends", std::int64_t{event.sends}}};
  if (event.result != scenario::ReplyResult::none) notes.push_back({"result", std::string(word_of(event.result))});
  if (!event.reason.empty()) notes.push_back({"reason", std::string(event.reason)});
  if (std::exchange(one.is_asking, false)) return end(at, one.track, notes);
  out_.instant(at, one.track, "command",
               {fmt::format("{} to {}: {}", word_of(event.command), parts_.node(event.node), word_of(event.outcome))},
               notes);
}

void PerfettoTrace::tell(Duration at, const scenario::NodeState& event) {
  const Track track = nodes_[event.node];
  const std::string cause(word_of(event.cause));
  if (open_.contains(track)) end(at, track, std::array{TraceNote{"ended by", cause}});
  if (event.disabled) begin(at, track, "node", {"disabled: " + cause}, {});
}

void PerfettoTrace::tell(Duration at, const scenario::TableChange& event) {
  Counted& rows = proxies_[event.proxy].rows;
  count(at, rows, std::max<std::int64_t>(rows.value + (event.node == scenario::no_node ? -1 : 1), 0));
}

void PerfettoTrace::tell(Duration at, const scenario::LockWait& event) {
  const Track track = process(event.proxy, event.process, event.worker).track;
  const std::string lock =
      event.lock == scenario::LockKind::set ? fmt::format("set {}", event.set) : std::string("the set list");
  out_.begin(at - event.waited, track, "lock", {"waits for the lock of " + lock}, {});
  out_.end(at, track, {});
}

void PerfettoTrace::tell(Duration at, const scenario::Workers& event) {
  ProxyTracks& tracks = proxies_[event.proxy];
  count(at, tracks.busy, event.busy);
  count(at, tracks.waiting, event.waiting_for_lock);
  count(at, tracks.queued, event.queued);
}

void PerfettoTrace::tell(Duration at, const scenario::EngineCall& event) {
  if (Engine* one = engine(event.engine))
    count(at, one->sessions, std::max<std::int64_t>(one->sessions.value + (event.created ? 1 : -1), 0));
}

void PerfettoTrace::tell(Duration at, const scenario::EngineState& event) {
  Engine* one = engine(event.engine);
  if (one == nullptr) return;
  if (std::exchange(one->is_ill, event.state != scenario::EngineCondition::up)) end(at, one->track, {});
  if (one->is_ill) begin(at, one->track, "engine", {word_of(event.state)}, {});
}

void PerfettoTrace::tell(Duration at, const scenario::FaultChanged& event) {
  Track& track = faults_[event.fault];
  const std::string name = fmt::format("{} of {}", word_of(event.verb), event.engine);
  if (track == 0) track = out_.add_track(engines_group_, fmt::format("fault {}: {}", event.fault + 1, name));
  if (event.begins)
    begin(at, track, "fault", {name}, {});
  else
    end(at, track, {});
}

void PerfettoTrace::tell(Duration at, const scenario::CheckJudged& event) {
  std::vector<TraceNote> notes{{"summary", std::string(event.summary)}};
  std::vector<std::string> names;
  for (std::size_t line = 1; line <= event.evidence.size(); ++line)
    names.push_back(fmt::format("evidence {:02}", line));
  for (std::size_t line = 0; line < names.size(); ++line)
    notes.push_back({names[line], std::string(event.evidence[line])});
  out_.instant(at, verdict_, "check", {fmt::format("{}: {}", event.that, word_of(event.outcome))}, notes);
}

void PerfettoTrace::tell(Duration at, const scenario::RunEnded& event) {
  out_.instant(at, verdict_, "check", {fmt::format("the run has ended: {}", word_of(event.end))}, {});
  std::vector<Track> open;
  for (const auto& [track, slices] : open_) open.insert(open.end(), slices, track);
  std::ranges::sort(open);
  for (const Track track : open) out_.end(at, track, std::array{TraceNote{"end", std::string("the run has ended")}});
  open_.clear();
  out_.flush();
}

void PerfettoTrace::record(Duration since_start, const scenario::Event& event) {
  std::visit([&](const auto& one) { tell(since_start, one); }, event);
}

}  // namespace rtpe::report
