#include "client/transport/asio_driver.hpp"

#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <utility>

namespace rtpe::transport {

/// One process' way to the nodes, and what it waits for.
struct AsioDriver::Sockets : std::enable_shared_from_this<Sockets> {
  proxy::ProxyMachine& machine;
  proxy::Process& process;
  const Clock& clock;
  boost::asio::steady_timer deadline_timer, wake_timer;
  std::vector<std::unique_ptr<Channel>> channels = {};  ///< by Node::index
  Channel* waiting_on = nullptr;
  std::uint64_t number = 0;  ///< of the current send or wait: callbacks of earlier ones are stale
  bool sending = false;      ///< inside Channel::send
  std::optional<int> sent_at_once = {};
  bool ended = false;

  Sockets(boost::asio::io_context& io, proxy::ProxyMachine& of, proxy::Process& whose, const Clock& time)
      : machine(of), process(whose), clock(time), deadline_timer(io), wake_timer(io) {}

  Channel* channel_of(const Node& node) const {
    return node.index < channels.size() ? channels[node.index].get() : nullptr;
  }

  void close() {
    stop();
    channels.clear();
  }

  /// Whatever is under way counts no longer.
  void stop() {
    ++number;
    deadline_timer.cancel();
    if (waiting_on != nullptr) std::exchange(waiting_on, nullptr)->stop_waiting();
  }

  std::optional<Input> send(const Action& action) {
    Channel* const channel = channel_of(*action.node);
    if (channel == nullptr) return Input{.kind = InputKind::send_failed, .error_number = EBADF};
    if (action.drain) channel->drain();
    const std::uint64_t mine = ++number;
    sent_at_once.reset();
    sending = true;
    channel->send(action.bytes,
                  [weak = weak_from_this(), mine, began = clock.now(), deadline = action.deadline, channel](int error) {
                    if (const auto self = weak.lock()) self->sent(mine, error, *channel, began, deadline);
                  });
    sending = false;
    if (!sent_at_once) return std::nullopt;
    if (*sent_at_once != 0) return Input{.kind = InputKind::send_failed, .error_number = *sent_at_once};
    wait(*channel, action.deadline);
    return std::nullopt;
  }

  void sent(std::uint64_t mine, int error, Channel& channel, Time began, Time deadline) {
    if (mine != number) return;
    if (sending) {
      sent_at_once = error;
      return;
    }
    if (error != 0) return tell({.kind = InputKind::send_failed, .error_number = error});
    // Connecting took its own time: the wait for the reply begins now.
    wait(channel, deadline == Time::max() ? deadline : deadline + (clock.now() - began));
  }

  void wait(Channel& channel, Time deadline) {
    const std::uint64_t mine = ++number;
    waiting_on = &channel;
    if (deadline != Time::max()) {
      deadline_timer.expires_at(clock.steady(deadline));
      deadline_timer.async_wait([weak = weak_from_this(), mine](const boost::system::error_code& cancelled) {
        const auto self = weak.lock();
        if (!cancelled && self && self->number == mine) self->tell({.kind = InputKind::timeout});
      });
    }
    listen(mine);
  }

  void listen(std::uint64_t mine) {
    waiting_on->wait([weak = weak_from_this(), mine] {
      const auto self = weak.lock();
      if (!self || self->number != mine) return;
      if (const auto input = self->waiting_on->take())
        self->tell(*input);
      else
        self->listen(mine);
    });
  }

  void tell(const Input& input) {
    stop();
    if (!ended) machine.input(clock.now(), process, input);
  }

  void wake(Time at) {
    wake_timer.expires_at(clock.steady(at));
    wake_timer.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
      const auto self = weak.lock();
      if (!cancelled && self && !self->ended) self->machine.woken(self->clock.now(), self->process);
    });
  }
};

AsioDriver::AsioDriver(boost::asio::io_context& io, Proxy& shared, AsioDriverOptions options)
    : io_(io), shared_(shared), options_(std::move(options)) {
  TransportOptions& transport = options_.transport;
  transport.control_cmd_tos = static_cast<int>(shared.parameters.control_cmd_tos);
  transport.force_send_interface = shared.parameters.force_send_interface;
  if (!options_.open)
    options_.open = [this](const proxy::Process&, const Node& node) {
      return open_channel(io_, node, options_.transport);
    };
}

AsioDriver::~AsioDriver() { end(); }

void AsioDriver::attach(proxy::ProxyMachine& machine) {
  for (proxy::Process* process : machine.processes()) {
    sockets_.push_back(std::make_shared<Sockets>(io_, machine, *process, options_.clock));
    process->driver_data = sockets_.back().get();
  }
}

void AsioDriver::end() {
  for (const auto& sockets : sockets_) {
    sockets->ended = true;
    sockets->close();
    sockets->wake_timer.cancel();
  }
  sockets_.clear();
}

AsioDriver::Sockets& AsioDriver::sockets_of(proxy::Process& process) {
  return *static_cast<Sockets*>(process.driver_data);
}

void AsioDriver::open_sockets(proxy::Process& process) {
  Sockets& sockets = sockets_of(process);
  sockets.close();
  for (const NodeSet& set : shared_.registry.sets())
    for (const auto& node : set.nodes) {
      auto channel = options_.open(process, *node);
      node->has_socket = channel.has_value();
      if (sockets.channels.size() <= node->index) sockets.channels.resize(node->index + 1);
      if (channel) sockets.channels[node->index] = std::move(*channel);
    }
}

std::optional<Input> AsioDriver::send(proxy::Process& process, const Action& action) {
  return sockets_of(process).send(action);
}

std::optional<Input> AsioDriver::wait(proxy::Process& process, const Action& action) {
  Sockets& sockets = sockets_of(process);
  Channel* const channel = sockets.channel_of(*action.node);
  if (channel == nullptr) return Input{.kind = InputKind::receive_failed, .error_number = EBADF};
  sockets.wait(*channel, action.deadline);
  return std::nullopt;
}

void AsioDriver::wake(proxy::Process& process, Time at) { sockets_of(process).wake(at); }

}  // namespace rtpe::transport
