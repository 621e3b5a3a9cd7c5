#include "scenarios/proxy/ng_entrance.hpp"

namespace rtpe::scenario {

Expected<void> NgEntrance::open() {
  auto socket = UdpSocket::bind(parts_.world.context(), parts_.address, parts_.port,
                                [this](const std::string& bytes, const Socket& from) { got(bytes, from); });
  if (!socket) return std::unexpected(socket.error());
  socket_ = std::move(*socket);
  parts_.port = socket_->port();
  return {};
}

void NgEntrance::port_changed() {
  const world::Endpoint& endpoint = parts_.world.network()[parts_.engine];
  const bool listens = endpoint.is_open || !parts_.world.network().exists(endpoint.host);
  if (!listens && socket_) {
    socket_.reset();
    refused_ =
        RefusedDatagrams::listen(parts_.world.context(), parts_.address, parts_.port,
                                 [this](const std::string& bytes, const Socket& from) { got_refused(bytes, from); });
  } else if (listens && !socket_) {
    refused_.reset();
    if (auto opened = open(); !opened) parts_.world.break_down(opened.error());
  }
}

world::EndpointId NgEntrance::asker_of(const Socket& from) {
  if (const auto known = endpoints_.find(from); known != endpoints_.end()) {
    by_age_.splice(by_age_.end(), by_age_, askers_.at(known->second).age);
    return known->second;
  }
  world::EndpointId endpoint{};
  if (askers_.size() >= parts_.most_askers) {
    endpoint = by_age_.front();
    endpoints_.erase(askers_.at(endpoint).from);
    by_age_.pop_front();
  } else {
    endpoint = parts_.open_asker(from, *this);
  }
  askers_.insert_or_assign(endpoint, Asker{.from = from, .age = by_age_.insert(by_age_.end(), endpoint)});
  endpoints_.emplace(from, endpoint);
  return endpoint;
}

void NgEntrance::got(std::string_view bytes, const Socket& from) {
  const world::EndpointId asker = asker_of(from);
  parts_.listener.command(parts_.number, asker, bytes);
  parts_.world.send(asker, parts_.engine, bytes);
}

/// For the record of what was sent: the kernel has refused it, whatever becomes of the port until it would arrive.
void NgEntrance::got_refused(std::string_view bytes, const Socket& from) {
  static_cast<void>(parts_.world.judge(asker_of(from), parts_.engine, bytes));
}

void NgEntrance::datagram(world::EndpointId to, world::EndpointId /*from*/, std::string& bytes) {
  const auto asker = askers_.find(to);
  if (asker == askers_.end() || !socket_) return;
  parts_.listener.reply(parts_.number, to, bytes);
  if (socket_) socket_->send(bytes, asker->second.from);
}

}  // namespace rtpe::scenario
