// The virtual network's rules; time moves only from one heap entry to the next.
#include "scenarios/world/virtual_world.hpp"

#include <cerrno>

#include "scenarios/world/timer_code.hpp"

namespace rtpe::scenario {
namespace {

// Kinds of the world's own heap entries; the owner's timers stay below 0x80.
constexpr std::uint8_t request_kind = 0x80, reply_kind = 0x81, refusal_kind = 0x82;

}  // namespace

VirtualWorld::VirtualWorld(WorldPlan plan) : plan_(std::move(plan)), waits_(plan_.processes) {
  start_ = now_ = Time(std::chrono::seconds(virtual_epoch_s));
  const auto nodes = static_cast<std::uint32_t>(plan_.nodes.size());
  sockets_.resize(std::size_t{plan_.processes} * nodes);
  for (std::uint32_t index = 0; index < sockets_.size(); ++index) {
    sockets_[index].node = index % nodes;
    sockets_[index].local = {.host = std::string(virtual_proxy_address),
                             .port = static_cast<std::uint16_t>(20000 + index % 40000)};
  }
  engines_.reserve(plan_.engines.size());
  for (const EngineSite& site : plan_.engines)
    engines_.push_back({.site = site,
                        .reach = {},
                        .requests = Link(site.network, plan_.seed, "requests to " + site.name),
                        .replies = Link(site.network, plan_.seed, "replies from " + site.name)});
}

void VirtualWorld::schedule(Time at, const Timer& timer) { heap_.push(std::max(at, now_), pack(timer)); }

std::uint32_t VirtualWorld::socket_of(std::uint32_t process, std::uint32_t node) const {
  return process * static_cast<std::uint32_t>(plan_.nodes.size()) + node;
}

std::uint32_t VirtualWorld::process_of(std::uint32_t socket) const {
  return socket / static_cast<std::uint32_t>(plan_.nodes.size());
}

const Endpoint& VirtualWorld::local_endpoint(std::uint32_t socket) const { return sockets_[socket].local; }

void VirtualWorld::report(bool request, std::uint32_t engine, std::uint32_t socket, std::string_view bytes,
                          bool arrives) {
  if (plan_.datagrams == nullptr) return;
  const Endpoint& proxy = sockets_[socket].local;
  const Endpoint& peer = engine == none ? plan_.nodes[sockets_[socket].node].endpoint : engines_[engine].site.endpoint;
  plan_.datagrams->datagram({.since_start = now_ - start_,
                             .source = request ? proxy.host : peer.host,
                             .destination = request ? peer.host : proxy.host,
                             .source_port = request ? proxy.port : peer.port,
                             .destination_port = request ? peer.port : proxy.port,
                             .bytes = bytes,
                             .arrives = arrives});
}

int VirtualWorld::send(std::uint32_t socket_index, std::string_view bytes) {
  Socket& socket = sockets_[socket_index];
  if (socket.pending_error != 0) return std::exchange(socket.pending_error, 0);
  if (bytes.size() > largest_datagram) return EMSGSIZE;
  const NodeSite& node = plan_.nodes[socket.node];
  if (!node.engine) {
    // Nobody of the scenario listens there: a host that exists refuses, any other is silent.
    report(true, none, socket_index, bytes, false);
    if (node.host_exists)
      heap_.push(now_ + std::chrono::milliseconds(1), pack({.kind = refusal_kind, .index = socket_index}));
    return 0;
  }
  EngineState& engine = engines_[*node.engine];
  const Fate fate = engine.requests.next();
  const bool passes = engine.reach.host_up && engine.reach.requests_pass && fate.copies > 0;
  report(true, *node.engine, socket_index, bytes, passes && engine.reach.process_up);
  if (!passes) return 0;
  for (std::uint32_t copy = 0; copy < fate.copies; ++copy)
    heap_.push(now_ + fate.delays[copy],
               pack({.kind = request_kind, .index = slots_.take(socket_index, *node.engine, bytes)}));
  return 0;
}

void VirtualWorld::reply(std::uint32_t engine_index, std::uint32_t socket, std::string_view bytes) {
  EngineState& engine = engines_[engine_index];
  const Fate fate = engine.replies.next();
  const bool passes = engine.reach.host_up && engine.reach.replies_pass && fate.copies > 0;
  report(false, engine_index, socket, bytes, passes);
  if (!passes) return;
  for (std::uint32_t copy = 0; copy < fate.copies; ++copy)
    heap_.push(now_ + fate.delays[copy], pack({.kind = reply_kind, .index = slots_.take(socket, engine_index, bytes)}));
}

void VirtualWorld::refuse(std::uint32_t engine_index, std::uint32_t socket) {
  EngineState& engine = engines_[engine_index];
  const Fate fate = engine.replies.next();
  if (engine.reach.replies_pass && fate.copies > 0)
    heap_.push(now_ + fate.delays[0], pack({.kind = refusal_kind, .index = socket}));
}

void VirtualWorld::drain(std::uint32_t socket_index) {
  Socket& socket = sockets_[socket_index];
  if (socket.unread.empty()) return;
  for (const std::uint32_t slot : socket.unread) slots_.give_back(slot);
  socket.unread.clear();
  socket.pending_error = 0;  // the kernel hands a pending error to the first read that finds data
}

Input VirtualWorld::take(std::uint32_t process, Socket& socket) {
  if (socket.pending_error != 0)
    return {.kind = InputKind::receive_failed, .bytes = {}, .error_number = std::exchange(socket.pending_error, 0)};
  const std::uint32_t slot = socket.unread.front();
  socket.unread.erase(socket.unread.begin());
  waits_.buffer(process).swap(slots_[slot].bytes);
  slots_.give_back(slot);
  return {.kind = InputKind::datagram, .bytes = waits_.buffer(process), .error_number = 0};
}

std::optional<Input> VirtualWorld::await(std::uint32_t socket_index, Time deadline) {
  Socket& socket = sockets_[socket_index];
  const std::uint32_t process = process_of(socket_index);
  if (!socket.unread.empty()) return take(process, socket);
  if (socket.pending_error != 0)
    return Input{.kind = InputKind::socket_error, .bytes = {}, .error_number = socket.pending_error};
  if (deadline <= now_) return Input{.kind = InputKind::timeout};
  waits_.begin(heap_, process, socket_index, deadline);
  return std::nullopt;
}

Expected<void> VirtualWorld::set_reach(std::uint32_t engine, const Reach& reach) {
  engines_[engine].reach = reach;
  return {};
}

void VirtualWorld::request_arrives(std::uint32_t slot_index, WorldHandler& handler) {
  const Slot& slot = slots_[slot_index];
  const Reach& reach = engines_[slot.engine].reach;
  if (reach.host_up && reach.process_up)
    handler.request(slot.engine, slot.socket, slot.bytes);
  else if (reach.host_up)
    refuse(slot.engine, slot.socket);
  slots_.give_back(slot_index);
}

void VirtualWorld::reply_arrives(std::uint32_t slot_index, WorldHandler& handler) {
  const std::uint32_t socket_index = slots_[slot_index].socket;
  Socket& socket = sockets_[socket_index];
  if (socket.unread.size() >= socket_backlog) {
    slots_.give_back(slot_index);
    return;
  }
  socket.unread.push_back(slot_index);
  const std::uint32_t process = process_of(socket_index);
  if (!waits_.waits_on(process, socket_index)) return;
  waits_.end(process);
  handler.input(process, take(process, socket));
}

void VirtualWorld::refusal_arrives(std::uint32_t socket_index, WorldHandler& handler) {
  Socket& socket = sockets_[socket_index];
  socket.pending_error = ECONNREFUSED;
  const std::uint32_t process = process_of(socket_index);
  if (!waits_.waits_on(process, socket_index)) return;
  waits_.end(process);
  handler.input(process, {.kind = InputKind::socket_error, .bytes = {}, .error_number = ECONNREFUSED});
}

Expected<bool> VirtualWorld::step(WorldHandler& handler) {
  if (heap_.empty()) return false;
  const EventHeap::Entry entry = heap_.pop();
  now_ = Time(Duration(entry.at));
  const Timer timer = unpack(entry.payload);
  switch (timer.kind) {
    case request_kind:
      request_arrives(timer.index, handler);
      break;
    case reply_kind:
      reply_arrives(timer.index, handler);
      break;
    case refusal_kind:
      refusal_arrives(timer.index, handler);
      break;
    case deadline_kind:
      if (waits_.passed(heap_, timer.index, now_)) handler.input(timer.index, {.kind = InputKind::timeout});
      break;
    default:
      handler.timer(timer);
      break;
  }
  return true;
}

}  // namespace rtpe::scenario
