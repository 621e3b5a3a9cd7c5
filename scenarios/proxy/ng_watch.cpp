#include "scenarios/proxy/ng_watch.hpp"

#include "client/ng/cookie.hpp"
#include "scenarios/log/words.hpp"
#include "scenarios/proxy/reply_result.hpp"

namespace rtpe::scenario {

void NgWatch::command(std::uint32_t entrance, world::EndpointId asker, std::string_view bytes) {
  const auto message = ng::split(bytes);
  if (!message) return;
  const Key key{asker, std::string(message->cookie)};
  auto row = waiting_.find(key);
  if (row == waiting_.end()) {
    if (waiting_.size() >= most_waiting) return;
    Waiting waiting{.engine = entrance, .call_id = {}, .began = parts_.world.now()};
    if (const auto dictionary = reader_.read(message->payload, {.tolerance = bencode::Tolerance::peer})) {
      waiting.command = command_of(dictionary->find_string("command").value_or("")).value_or(Command::ping);
      waiting.call_id = dictionary->find_string("call-id").value_or("");
    }
    if (!waiting.call_id.empty()) waiting.call = parts_.call_of(waiting.command, waiting.call_id);
    row = waiting_.emplace(key, std::move(waiting)).first;
  }
  Waiting& waiting = row->second;
  parts_.recorder.record(parts_.world.now(), Sent{.call = waiting.call,
                                                  .process = waiting.call == 0 ? ProcessKind::rpc : ProcessKind::worker,
                                                  .node = node_of(entrance),
                                                  .command = waiting.command,
                                                  .cookie = message->cookie,
                                                  .attempt = ++waiting.sends,
                                                  .bytes = static_cast<std::uint32_t>(bytes.size())});
}

void NgWatch::reply(std::uint32_t entrance, world::EndpointId asker, std::string_view bytes) {
  const auto message = ng::split(bytes);
  if (!message) return;
  const auto row = waiting_.find(Key{asker, std::string(message->cookie)});
  if (row == waiting_.end()) {
    parts_.recorder.record(parts_.world.now(), Stale{.node = node_of(entrance), .cookie = message->cookie});
    return;
  }
  const Waiting waiting = std::move(row->second);
  waiting_.erase(row);
  end(waiting, ExchangeOutcome::answered, message->payload);
}

void NgWatch::end(const Waiting& waiting, ExchangeOutcome outcome, std::string_view payload) {
  ExchangeEnded ended{.call = waiting.call,
                      .process = waiting.call == 0 ? ProcessKind::rpc : ProcessKind::worker,
                      .node = node_of(waiting.engine),
                      .command = waiting.command,
                      .outcome = outcome,
                      .latency = parts_.world.now() - waiting.began,
                      .sends = waiting.sends};
  if (outcome == ExchangeOutcome::answered) tell_result(reader_, payload, ended);
  parts_.recorder.record(parts_.world.now(), ended);
  if (outcome == ExchangeOutcome::answered && parts_.answered)
    parts_.answered({.engine = waiting.engine,
                     .command = waiting.command,
                     .call = waiting.call,
                     .call_id = waiting.call_id,
                     .result = ended.result});
}

void NgWatch::sweep() {
  std::erase_if(waiting_, [this](const auto& row) {
    if (parts_.world.now() - row.second.began < patience) return false;
    end(row.second, ExchangeOutcome::timed_out, {});
    return true;
  });
}

}  // namespace rtpe::scenario
