// The front of the engine: cookie, duplicate cache, syntax, decoding, command, reply (protocol.md sections 3 to 5).
#include "mock_engine/engine.hpp"

#include <fmt/format.h>

#include "client/bencode/reader.hpp"
#include "client/bencode/writer.hpp"
#include "client/ng/command.hpp"
#include "client/ng/cookie.hpp"
#include "mock_engine/commands/command.hpp"
#include "mock_engine/commands/command_line.hpp"
#include "mock_engine/commands/query_reply.hpp"
#include "mock_engine/cookie_cache.hpp"
#include "mock_engine/engine_core.hpp"
#include "mock_engine/json.hpp"

namespace rtpe::mock {
namespace {

enum class Syntax : std::uint8_t { bencode, json };

Error no_such_call(std::string_view call_id) {
  return {.kind = ErrorKind::missing, .message = fmt::format("there is no call '{}'", call_id)};
}

}  // namespace

/// Buffers are members so that a request needs no new memory once they have grown.
struct Engine::State {
  explicit State(EngineCore made) : core(std::move(made)) {}

  EngineCore core;
  CookieCache cache;
  bencode::Reader reader;
  std::string bencoded;  ///< a JSON request, translated
  std::string body, json, message;

  /// Writes the reply to `body` or `json` and returns it.
  std::string_view process(Time now, const Peer& peer, std::string_view payload);
  void answer(Time now, const Peer& peer, std::string_view dictionary);
  void refuse_with(const Peer& peer, const Refusal& refusal);
  void send(std::string_view cookie, std::string_view reply, ReplySink& sink);
};

void Engine::State::refuse_with(const Peer& peer, const Refusal& refusal) {
  body.clear();
  bencode::Writer(body).begin_dictionary().pair("result", refusal.result).pair(refusal.key, refusal.text).end();
  if (refusal.result != "error") return;
  ++core.counters.proxy(peer.address).errors;
  ++core.summary.errors;
}

void Engine::State::answer(Time now, const Peer& peer, std::string_view dictionary) {
  const auto request = reader.read(dictionary, {.tolerance = bencode::Tolerance::peer});
  if (!request) return refuse_with(peer, {.text = "Could not decode bencode dictionary"});
  const auto name = request->find_string("command");
  if (!name) return refuse_with(peer, {.text = "Dictionary contains no key \"command\""});
  const auto command = command_of(*name);
  if (!command) return refuse_with(peer, {.text = "Unrecognized command"});
  if (*command == Command::ping) ++core.summary.pings;
  body.clear();
  bencode::Writer writer(body);
  writer.begin_dictionary();
  CommandContext context{.engine = core, .now = now, .peer = peer, .request = *request, .reply = writer};
  const auto outcome = run_command(*command, context);
  if (outcome && *outcome)
    writer.pair("result", success_word(*command)).end();
  else
    refuse_with(peer, outcome ? outcome->error() : Refusal{.text = "Unrecognized command"});
  if (const auto index = counted_index(*command)) ++core.counters.proxy(peer.address).requests[*index];
}

std::string_view Engine::State::process(Time now, const Peer& peer, std::string_view payload) {
  if (payload.front() == 'd') {
    answer(now, peer, payload);
    return body;
  }
  if (payload.front() != '{') {
    refuse_with(peer, {.text = "Invalid NG data format"});
    return body;
  }
  bencoded.clear();
  switch (json_to_bencode(payload, bencoded)) {
    case JsonRequest::ok:
      answer(now, peer, bencoded);
      break;
    case JsonRequest::not_json:
      refuse_with(peer, {.text = "Failed to parse JSON document"});
      break;
    case JsonRequest::not_encodable:
      refuse_with(peer, {.text = "Could not decode bencode dictionary"});
      break;
  }
  json.clear();
  bencode_to_json(body, json);
  return json;
}

void Engine::State::send(std::string_view cookie, std::string_view reply, ReplySink& sink) {
  message.assign(cookie).push_back(' ');
  message.append(reply);
  ++core.summary.replies;
  sink.reply(message, Duration{});
}

Expected<Engine> Engine::create(EngineConfig config) {
  auto core = EngineCore::create(std::move(config));
  if (!core) return std::unexpected(std::move(core.error()));
  return Engine(std::make_unique<State>(std::move(*core)));
}

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

void Engine::receive(Time now, const Peer& peer, std::string_view message, ReplySink& sink) {
  State& state = *state_;
  const auto parts = ng::split(message);
  if (!parts) return;
  EngineCore& core = state.core;
  if (!core.started) core.started = now;
  if (const auto due = core.calls.next_check(); due && *due <= now) core.run_timers(now);
  ++core.summary.requests;
  if (!parts->payload.empty()) {
    if (const auto stored = state.cache.find(now, parts->cookie)) {
      ++core.summary.duplicates;
      if (core.observer != nullptr) core.observer->answered_from_cache(now, parts->cookie);
      return state.send(parts->cookie, *stored, sink);
    }
  }
  std::string_view reply;
  if (parts->payload.empty()) {
    state.refuse_with(peer, {.text = "Invalid data (no payload)"});
    reply = state.body;
  } else {
    reply = state.process(now, peer, parts->payload);
  }
  state.send(parts->cookie, reply, sink);
  state.cache.insert(parts->cookie, reply);
}

const std::vector<UnknownFlag>& Engine::unknown_flags() const { return state_->core.unknown_flags; }
std::optional<Time> Engine::next_timer() const { return state_->core.calls.next_check(); }
void Engine::run_timers(Time now) { state_->core.run_timers(now); }

void Engine::restart(Time now) {
  EngineCore& old = state_->core;
  std::vector<std::string> call_ids = this->call_ids();
  for (const std::string& call_id : call_ids)
    if (old.observer != nullptr) old.observer->call_removed(now, call_id, name_of(EndCause::restarted));
  EngineConfig config = old.start_config;
  config.seed = old.random.bits();
  auto created = EngineCore::create(std::move(config));
  if (!created) return;  // the same configuration was fine before
  created->start_config = old.start_config;
  created->config = old.start_config;
  created->observer = old.observer;
  created->library = old.library;
  created->load = old.load;
  created->ports = old.ports;
  created->summary = old.summary;
  created->summary.calls_now = 0;
  created->unknown_flags = std::move(old.unknown_flags);
  created->started = now;
  auto renewed = std::make_unique<State>(std::move(*created));
  state_->cache.clear();
  renewed->cache = std::move(state_->cache);  // for its memory
  state_ = std::move(renewed);
}

void Engine::restart_with_calls(Time now) {
  state_->core.renew(now);
  state_->cache.clear();
}

const EngineSummary& Engine::summary() const { return state_->core.summary; }

bool Engine::has_call(std::string_view call_id) const { return state_->core.calls.find(call_id) != nullptr; }

std::vector<std::string> Engine::call_ids() const {
  std::vector<std::string> result;
  state_->core.calls.visit([&result](const LiveCall& live) { result.emplace_back(live.call.call_id); });
  std::ranges::sort(result);
  return result;
}

void Engine::observe(EngineObserver* observer) { state_->core.observer = observer; }

const EngineConfig& Engine::config() const { return state_->core.config; }

Expected<void> Engine::observe(const PacketObservation& packets) {
  LiveCall* live = state_->core.calls.find(packets.from.call_id);
  if (live == nullptr) return std::unexpected(no_such_call(packets.from.call_id));
  if (!state_->core.config.rewrites_bodies) {
    if (const auto heard = hear(live->call, packets); !heard) return std::unexpected(heard.error());
    return {};
  }
  if (!live->media) live->media = std::make_unique<CallMedia>();
  return live->media->observe(live->call, state_->core.counters, packets);
}

Expected<void> Engine::observe(const ReportObservation& report) {
  LiveCall* live = state_->core.calls.find(report.from.call_id);
  if (live == nullptr) return std::unexpected(no_such_call(report.from.call_id));
  if (!live->media) live->media = std::make_unique<CallMedia>();
  return live->media->observe(live->call, state_->core.counters, report, state_->core.config.mos_basis);
}

Expected<std::string> Engine::dtmf_notification(const DtmfObservation& event) {
  LiveCall* live = state_->core.calls.find(event.from.call_id);
  if (live == nullptr) return std::unexpected(no_such_call(event.from.call_id));
  const auto media = media_of(live->call, event.from);
  if (!media) return std::unexpected(media.error());
  std::string out;
  state_->core.random.append_hex(out, 16);
  out.push_back(' ');
  bencode::Writer writer(out);
  writer.begin_dictionary().pair("notify", "onDTMF").key("data").begin_dictionary().key("tags").begin_list();
  for (const Leg& leg : live->call.legs)
    if (!leg.tag.empty()) writer.string(leg.tag);
  const Stream* stream = (*media)->streams.empty() ? nullptr : &(*media)->streams.front();
  writer.end()
      .pair("callid", event.from.call_id)
      .pair("source_tag", event.from.tag)
      .pair("type", "DTMF")
      .pair("source_ip", stream == nullptr ? std::string() : stream->endpoint.address.text())
      .pair("timestamp", seconds_of(event.at))
      .pair("event", event.event)
      .pair("duration", event.duration_ms)
      .pair("volume", event.volume)
      .end()
      .end();
  return out;
}

StatisticsSnapshot Engine::statistics(Time now) const { return state_->core.snapshot(now); }

std::string Engine::command_line(Time now, std::string_view line) {
  state_->core.run_timers(now);
  return run_command_line(state_->core, now, line);
}

std::string Engine::inspect(std::string_view call_id) const {
  const LiveCall* live = state_->core.calls.find(call_id);
  if (live == nullptr) return {};
  std::string bytes, json;
  bencode::Writer writer(bytes);
  writer.begin_dictionary();
  write_call({.live = *live, .personality = *state_->core.config.personality}, writer);
  writer.end();
  bencode_to_json(bytes, json);
  return json;
}

bool Engine::terminate(std::string_view call_id, Time now) {
  LiveCall* live = state_->core.calls.find(call_id);
  if (live == nullptr) return false;
  state_->core.remove_call(*live, EndCause::terminated, now);
  return true;
}

void Engine::set_load(const EngineLoad& load) { state_->core.load = load; }

void Engine::set_media_library(const MediaLibrary* library) { state_->core.library = library; }

void Engine::set_port_supply(PortSupply supply) { state_->core.ports = supply; }

}  // namespace rtpe::mock
