#include "scenarios/upgrade/watched_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "client/bencode/reader.hpp"

namespace rtpe::scenario::upgrade {
namespace {

class Watcher final : public EventSink, public DatagramSink {
 public:
  Watcher(const Scenario& scenario, bool tells_choices) : tells_choices_(tells_choices) {
    for (const Engine& engine : scenario.engines)
      engines_.emplace(fmt::format("{}:{}", engine.host, engine.port), engine.config.name);
  }

  [[nodiscard]] EventKinds interests() const override {
    return kinds_of<RunStarted, CallStarted, Selected, Sent, OperationStarted, OperationEnded, CallEnded>();
  }
  void record(Duration since_start, const Event& event) override {
    std::visit(
        [&](const auto& one) {
          if constexpr (requires { note(since_start, one); }) note(since_start, one);
        },
        event);
  }
  void datagram(const Datagram& datagram) override;

  WatchedRun run;

 private:
  void note(Duration at, const RunStarted& event);
  void note(Duration at, const CallStarted& event);
  void note(Duration at, const Selected& event);
  void note(Duration at, const Sent& event);
  void note(Duration at, const OperationStarted& event);
  void note(Duration at, const OperationEnded& event);
  void note(Duration at, const CallEnded& event);
  void asked(Duration at, const std::string& engine, std::string_view cookie, std::string_view dictionary);
  void replied(const std::string& engine, std::string_view cookie, std::string_view dictionary);
  WatchedCall* call_of_event(const CallKey& key);

  using OperationKey = std::pair<std::uint32_t, std::uint64_t>;
  struct Place {
    std::string call_id;
    std::size_t index = 0;
  };
  std::map<std::string, std::string> engines_;  ///< name by "host:port"
  struct WatchedNode {
    std::string name;
    std::uint32_t set = 0;
  };
  bool tells_choices_;              ///< the proxies say why they send where they do
  std::vector<WatchedNode> nodes_;  ///< by number
  std::map<CallKey, std::string> call_ids_;
  std::map<OperationKey, Place> functions_;  ///< under way
  std::map<std::string, Place> waiting_;     ///< by engine and cookie; empty Call-ID: not looked at
  bencode::Reader reader_;
};

WatchedCall* Watcher::call_of_event(const CallKey& key) {
  const auto id = call_ids_.find(key);
  return id == call_ids_.end() ? nullptr : &run.calls[id->second];
}

void Watcher::note(Duration /*at*/, const RunStarted& event) {
  for (const ProxyEntry& proxy : event.proxies) run.proxies.emplace_back(proxy.name);
  for (const NodeEntry& node : event.nodes) {
    nodes_.push_back({.name = std::string(node.name), .set = node.set});
    run.nodes[{node.proxy, node.set}].emplace_back(node.name);
  }
}

void Watcher::note(Duration at, const CallStarted& event) {
  call_ids_.emplace(call_of(event), event.call_id);
  WatchedCall& call = run.calls[std::string(event.call_id)];
  call.proxy = event.proxy;
  call.began = at;
}

void Watcher::note(Duration /*at*/, const Selected& event) {
  WatchedCall* const call = call_of_event(call_of(event));
  if (call == nullptr || call->set || event.node == no_node || event.source != ChoiceSource::weighted) return;
  call->set = event.set;
  call->node = nodes_.at(event.node).name;
}

/// Of a proxy that tells no choices the first command of a call tells it.
void Watcher::note(Duration /*at*/, const Sent& event) {
  if (tells_choices_ || event.command == Command::ping || event.node == no_node) return;
  WatchedCall* const call = call_of_event(call_of(event));
  if (call == nullptr || call->set) return;
  call->set = nodes_.at(event.node).set;
  call->node = nodes_.at(event.node).name;
}

void Watcher::note(Duration /*at*/, const OperationStarted& event) {
  WatchedCall* const call = call_of_event(call_of(event));
  if (call == nullptr) return;
  functions_[{event.proxy, event.operation}] = {.call_id = call_ids_[call_of(event)], .index = call->functions.size()};
  call->functions.push_back(
      {.message = std::string(event.message), .name = std::string(event.function), .failure = {}});
}

void Watcher::note(Duration /*at*/, const OperationEnded& event) {
  const auto under_way = functions_.extract({event.proxy, event.operation});
  if (under_way.empty()) return;
  WatchedFunction& function = run.calls[under_way.mapped().call_id].functions[under_way.mapped().index];
  function.end = event.end;
  function.failure = event.failure;
}

void Watcher::note(Duration at, const CallEnded& event) {
  WatchedCall* const call = call_of_event(call_of(event));
  if (call == nullptr) return;
  call->end = event.end;
  call->ended = at;
  call->failure = event.failure;
}

void Watcher::datagram(const Datagram& datagram) {
  if (datagram.protocol != world::Protocol::ng) return;
  const auto blank = datagram.bytes.find(' ');
  if (blank == std::string_view::npos) return;
  const std::string_view cookie = datagram.bytes.substr(0, blank), dictionary = datagram.bytes.substr(blank + 1);
  const auto to = engines_.find(fmt::format("{}:{}", datagram.destination, datagram.destination_port));
  if (to != engines_.end()) return asked(datagram.since_start, to->second, cookie, dictionary);
  const auto from = engines_.find(fmt::format("{}:{}", datagram.source, datagram.source_port));
  if (from != engines_.end()) replied(from->second, cookie, dictionary);
}

void Watcher::asked(Duration at, const std::string& engine, std::string_view cookie, std::string_view dictionary) {
  const std::string key = fmt::format("{} {}", engine, cookie);
  if (waiting_.contains(key)) return;  // a repetition
  const auto request = reader_.read(dictionary, {.tolerance = bencode::Tolerance::peer});
  const auto call_id = request ? request->find_string("call-id") : std::nullopt;
  if (!call_id) return;
  const auto known = run.calls.find(std::string(*call_id));
  const bool has_room = run.calls.size() <= WatchedRun::most_detailed_calls;
  if (known == run.calls.end() || (!has_room && known->second.commands.empty())) return;
  waiting_[key] = {.call_id = known->first, .index = known->second.commands.size()};
  known->second.commands.push_back({.at = at,
                                    .name = std::string(request->find_string("command").value_or("")),
                                    .engine = engine,
                                    .request = std::string(dictionary),
                                    .reply = {}});
}

void Watcher::replied(const std::string& engine, std::string_view cookie, std::string_view dictionary) {
  const auto waits = waiting_.find(fmt::format("{} {}", engine, cookie));
  if (waits == waiting_.end()) return;
  std::string& reply = run.calls[waits->second.call_id].commands[waits->second.index].reply;
  if (reply.empty()) reply = dictionary;
}

}  // namespace

Expected<WatchedRun> watch(const Scenario& scenario, std::uint64_t seed, const WatchOptions& how) {
  Watcher watcher(scenario, how.hosts.proxy == ProxyKind::builtin);
  RunOptions options{.clock = how.hosts.has_programs() ? ClockKind::real_time : ClockKind::virtual_time,
                     .hosts = how.hosts,
                     .seed = seed,
                     .engine_detail = EngineDetail::full,
                     .sinks = {&watcher},
                     .datagrams = &watcher,
                     .interrupt = how.interrupt};
  options.hosts.engine_log = [&watcher](std::string_view line) {
    if (line.contains("nknown")) watcher.run.complaints.emplace(line);
  };
  auto result = run(scenario, options);
  if (!result) return std::unexpected(result.error());
  watcher.run.result = std::move(*result);
  return std::move(watcher.run);
}

}  // namespace rtpe::scenario::upgrade
