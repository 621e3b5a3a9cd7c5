#include "scenarios/proxy/socket_table.hpp"

#include <cassert>
#include <cerrno>
#include <utility>

namespace rtpe::scenario {
namespace {

enum SocketToken : std::uint64_t { deadline, wake_up };

}  // namespace

SocketTable::SocketTable(world::World& world, Place place, std::vector<world::Address> node_addresses)
    : world_(world), place_(std::move(place)), node_addresses_(std::move(node_addresses)), waker_(world.add(*this)) {}

void SocketTable::serve(proxy::ProxyMachine& machine) {
  machine_ = &machine;
  for (proxy::Process* process : machine.processes()) {
    assert(process->number() == rows_.size());
    rows_.emplace_back().process = process;
  }
}

void SocketTable::open_sockets(proxy::Process& process) {
  Row& row = rows_[process.number()];
  for (const Socket& old : row.sockets) {
    world_.network().set_port(old.endpoint, world::Port::closed);
    owners_[old.endpoint] = {};
  }
  row.sockets.clear();
  for (std::uint32_t node = 0; node < node_addresses_.size(); ++node) {
    const auto endpoint = world_.network().open_any_port(place_.host, world::Protocol::ng, place_.site, *this);
    if (owners_.size() <= endpoint) owners_.resize(endpoint + 1);
    owners_[endpoint] = {.process = process.number(), .node = node};
    row.sockets.push_back(
        {.endpoint = endpoint, .node = world_.network().endpoint(node_addresses_[node], world::Protocol::ng)});
  }
}

void SocketTable::drain(Socket& socket) {
  if (socket.unread.empty()) return;
  socket.unread.clear();
  socket.pending_error = 0;  // the kernel hands a pending error to the first read that finds data
}

std::optional<Input> SocketTable::send(proxy::Process& process, const Action& action) {
  Socket& socket = rows_[process.number()].sockets[action.node->index];
  if (action.drain) drain(socket);
  const auto fails = [](int error) {
    return Input{.kind = InputKind::send_failed, .bytes = {}, .error_number = error};
  };
  if (socket.pending_error != 0) return fails(std::exchange(socket.pending_error, 0));
  if (action.bytes.size() > world::largest_datagram) return fails(EMSGSIZE);
  world_.send(socket.endpoint, socket.node, action.bytes);
  return wait(process, action);
}

Input SocketTable::take(Row& row, Socket& socket) {
  if (socket.pending_error != 0)
    return {.kind = InputKind::receive_failed, .bytes = {}, .error_number = std::exchange(socket.pending_error, 0)};
  row.bytes.swap(socket.unread.front());
  socket.unread.erase(socket.unread.begin());
  return {.kind = InputKind::datagram, .bytes = row.bytes, .error_number = 0};
}

std::optional<Input> SocketTable::wait(proxy::Process& process, const Action& action) {
  Row& row = rows_[process.number()];
  Socket& socket = row.sockets[action.node->index];
  if (!socket.unread.empty()) return take(row, socket);
  if (socket.pending_error != 0)
    return Input{.kind = InputKind::socket_error, .bytes = {}, .error_number = socket.pending_error};
  if (action.deadline <= world_.now()) return Input{.kind = InputKind::timeout};
  row.waits_on = action.node->index;
  row.deadline.set(world_, waker_, (std::uint64_t{deadline} << 32U) | process.number(), action.deadline);
  return std::nullopt;
}

void SocketTable::wake(proxy::Process& process, Time at) {
  world_.at(at, waker_, (std::uint64_t{wake_up} << 32U) | process.number());
}

void SocketTable::wake(std::uint64_t token) {
  Row& row = rows_[static_cast<std::uint32_t>(token)];
  if (token >> 32U == wake_up) return machine_->woken(world_.now(), *row.process);
  if (!row.deadline.fired(world_, waker_, token)) return;
  row.waits_on = none;
  machine_->input(world_.now(), *row.process, {.kind = InputKind::timeout});
}

SocketTable::Socket* SocketTable::socket_of(world::EndpointId endpoint) {
  const Owner owner = endpoint < owners_.size() ? owners_[endpoint] : Owner{};
  return owner.process == none ? nullptr : &rows_[owner.process].sockets[owner.node];
}

void SocketTable::datagram(world::EndpointId to, world::EndpointId from, std::string& bytes) {
  Socket* const socket = socket_of(to);
  if (socket == nullptr || socket->node != from) return;  // connected: the kernel drops what others send
  Row& row = rows_[owners_[to].process];
  const bool is_waited_for = row.waits_on == owners_[to].node;
  if (is_waited_for && socket->pending_error == 0 && socket->unread.empty()) {
    row.bytes.swap(bytes);
    row.waits_on = none;
    row.deadline.stop();
    return machine_->input(world_.now(), *row.process,
                           {.kind = InputKind::datagram, .bytes = row.bytes, .error_number = 0});
  }
  if (socket->unread.size() >= socket_backlog) return;
  socket->unread.push_back(bytes);
  if (!is_waited_for) return;
  row.waits_on = none;
  row.deadline.stop();
  machine_->input(world_.now(), *row.process, take(row, *socket));
}

void SocketTable::refused(world::EndpointId sender, world::EndpointId /*by*/) {
  Socket* const socket = socket_of(sender);
  if (socket == nullptr) return;
  socket->pending_error = ECONNREFUSED;
  Row& row = rows_[owners_[sender].process];
  if (row.waits_on != owners_[sender].node) return;
  row.waits_on = none;
  row.deadline.stop();
  machine_->input(world_.now(), *row.process,
                  {.kind = InputKind::socket_error, .bytes = {}, .error_number = ECONNREFUSED});
}

}  // namespace rtpe::scenario
