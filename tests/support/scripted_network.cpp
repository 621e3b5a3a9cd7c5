#include "tests/support/scripted_network.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <utility>

#include "client/bencode/reader.hpp"
#include "client/bencode/writer.hpp"

namespace rtpe::test {
namespace {

constexpr std::size_t most_steps = 100'000;

bool has_cookie(const Node& node) { return node.scheme != Scheme::unix_stream; }

}  // namespace

std::string Sent::command() const {
  bencode::Reader reader;
  const auto view = reader.read(dictionary);
  return view ? std::string(view->find_string("command").value_or("?")) : "?";
}

std::string Sent::sequence() const { return cookie.substr(cookie.rfind('_') + 1); }

void ScriptedNetwork::begin() {
  BOOST_REQUIRE(held_.empty());
  steps_ = 0;
}

void ScriptedNetwork::end() const { BOOST_REQUIRE_MESSAGE(held_.empty(), "a lock is still held"); }

void ScriptedNetwork::renew_sockets() {
  if (generation_ == worker_.socket_generation) return;
  generation_ = worker_.socket_generation;
  sockets_.clear();
}

ScriptedNetwork::Socket& ScriptedNetwork::socket_of(const Node& node, Time now) {
  renew_sockets();
  Socket& socket = sockets_[&node];
  std::erase_if(socket.queue, [&](const auto& entry) {
    if (entry.second.kind != Arrival::Kind::port_unreachable || entry.first > now) return false;
    socket.pending_error = ECONNREFUSED;
    return true;
  });
  return socket;
}

Input ScriptedNetwork::perform(const Action& action, Time& now) {
  BOOST_REQUIRE_MESSAGE(++steps_ < most_steps, "the machine does not end");
  const auto held = std::ranges::find(held_, action.lock);
  switch (action.kind) {
    case ActionKind::acquire:
      BOOST_REQUIRE_MESSAGE(held == held_.end(), "a lock is taken twice");
      held_.push_back(action.lock);
      return {.kind = InputKind::granted};
    case ActionKind::release:
      BOOST_REQUIRE_MESSAGE(held != held_.end(), "a lock is given back that is not held");
      held_.erase(held);
      return {.kind = InputKind::released};
    case ActionKind::send:
      return send(action, now);
    case ActionKind::wait:
      return wait(action, now);
    case ActionKind::finished:
      break;
  }
  BOOST_FAIL("no such action");
  return {};
}

Input ScriptedNetwork::send(const Action& action, Time& now) {
  Socket& socket = socket_of(*action.node, now);
  if (action.drain) std::erase_if(socket.queue, [&](const auto& entry) { return entry.first <= now; });
  if (const int error = std::exchange(socket.pending_error, 0)) {
    ++refused_sends;
    return {.kind = InputKind::send_failed, .error_number = error};
  }
  const auto blank = has_cookie(*action.node) ? action.bytes.find(' ') : std::string_view::npos;
  Sent message{.at = now, .node = action.node, .cookie = {}, .dictionary = std::string(action.bytes)};
  if (blank != std::string_view::npos) {
    message.cookie = action.bytes.substr(0, blank);
    message.dictionary = action.bytes.substr(blank + 1);
  }
  Treatment treatment = treat ? treat(message) : Treatment{};
  if (treatment.send_error != 0) {
    ++refused_sends;
    return {.kind = InputKind::send_failed, .error_number = treatment.send_error};
  }
  for (Arrival& arrival : treatment.arrivals)
    socket.queue.emplace(now + arrival.after, Waiting{.kind = arrival.kind, .bytes = std::move(arrival.bytes)});
  sent.push_back(std::move(message));
  return wait(action, now);
}

Input ScriptedNetwork::wait(const Action& action, Time& now) {
  Socket& socket = socket_of(*action.node, now);
  const auto first = socket.queue.begin();
  const bool readable = first != socket.queue.end() && first->first <= now;
  if (socket.pending_error != 0 && !readable)
    return {.kind = InputKind::socket_error, .error_number = socket.pending_error};
  if (first == socket.queue.end() || first->first > action.deadline) {
    BOOST_REQUIRE_MESSAGE(action.deadline != Time::max(), "waits for ever");
    now = std::max(now, action.deadline);
    return {.kind = InputKind::timeout};
  }
  now = std::max(now, first->first);
  Waiting waiting = std::move(first->second);
  socket.queue.erase(first);
  switch (waiting.kind) {
    case Arrival::Kind::datagram:
      delivered_ = std::move(waiting.bytes);
      return {.kind = InputKind::datagram, .bytes = delivered_};
    case Arrival::Kind::port_unreachable:
      socket.pending_error = ECONNREFUSED;
      return {.kind = InputKind::socket_error, .error_number = ECONNREFUSED};
    case Arrival::Kind::closed:
      break;
  }
  return {.kind = InputKind::receive_failed, .error_number = ECONNRESET};
}

Arrival reply_to(const Sent& sent, std::string_view payload, Duration after) {
  Arrival arrival{.after = after, .bytes = sent.cookie};
  if (!sent.cookie.empty()) arrival.bytes += ' ';
  arrival.bytes += payload;
  return arrival;
}

std::string dictionary(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs) {
  std::string out;
  bencode::Writer writer(out);
  writer.begin_dictionary();
  for (const auto& [key, value] : pairs) writer.pair(key, value);
  writer.end();
  return out;
}

}  // namespace rtpe::test
