#include "client/transport/driver.hpp"

#include <boost/asio/post.hpp>
#include <cerrno>

namespace rtpe::transport {

struct Driver::State : std::enable_shared_from_this<State> {
  Shared& shared;
  Worker& worker;
  boost::asio::steady_timer timer;
  std::vector<std::unique_ptr<Channel>> channels;  ///< by Node::index
  std::uint64_t generation = 0;                    ///< of the worker's sockets that `channels` are
  Machine machine;
  std::function<void()> done;
  Channel* waiting_on = nullptr;
  std::uint64_t wait = 0;  ///< number of the current wait: callbacks of earlier ones are stale
  bool stopped = false;

  State(Shared& all, Worker& own) : shared(all), worker(own), timer(all.io) {}

  void open_sockets() {
    channels.clear();
    generation = worker.socket_generation;
    for (const NodeSet& set : shared.proxy.registry.sets())
      for (const auto& node : set.nodes) {
        auto channel = open_channel(shared.io, *node, shared.options);
        node->has_socket = channel.has_value();
        if (channels.size() <= node->index) channels.resize(node->index + 1);
        if (channel) channels[node->index] = std::move(*channel);
      }
  }

  Channel* channel_of(const Node& node) {
    if (generation != worker.socket_generation || node.index >= channels.size()) open_sockets();
    return node.index < channels.size() ? channels[node.index].get() : nullptr;
  }

  void resume(const Input& input) {
    if (!stopped) perform(machine(shared.clock.now(), input));
  }

  void perform(Action action) {
    for (;;) {
      switch (action.kind) {
        case ActionKind::acquire:
          if (!acquire(action.lock)) return;
          action = machine(shared.clock.now(), {.kind = InputKind::granted});
          break;
        case ActionKind::release:
          shared.locks.release(action.lock);
          action = machine(shared.clock.now(), {.kind = InputKind::released});
          break;
        case ActionKind::send:
          return send(action);
        case ActionKind::wait:
          return await(channel_of(*action.node), action.deadline);
        case ActionKind::finished:
          return finished();
      }
    }
  }

  /// False: the lock is somebody else's; the machine goes on when it is granted. Granted to a driver that is gone, it
  /// goes on to the next one.
  bool acquire(const Lock& lock) {
    return shared.locks.acquire(lock, [weak = weak_from_this(), locks = &shared.locks, lock] {
      const auto self = weak.lock();
      if (self && !self->stopped)
        self->later({.kind = InputKind::granted});
      else
        locks->release(lock);
    });
  }

  void later(Input input) {
    boost::asio::post(shared.io, [self = shared_from_this(), input] { self->resume(input); });
  }

  void send(const Action& action) {
    Channel* channel = channel_of(*action.node);
    if (!channel) return later({.kind = InputKind::send_failed, .error_number = EBADF});
    if (action.drain) channel->drain();
    const Time began = shared.clock.now();
    channel->send(action.bytes, [weak = weak_from_this(), channel, began, deadline = action.deadline](int error) {
      const auto self = weak.lock();
      if (!self || self->stopped) return;
      if (error != 0) return self->later({.kind = InputKind::send_failed, .error_number = error});
      // Connecting took its own time: the wait for the reply begins now.
      const Duration connecting = self->shared.clock.now() - began;
      self->await(channel, deadline == Time::max() ? deadline : deadline + connecting);
    });
  }

  void await(Channel* channel, Time deadline) {
    if (!channel) return later({.kind = InputKind::receive_failed, .error_number = EBADF});
    const std::uint64_t number = ++wait;
    waiting_on = channel;
    timer.expires_at(shared.clock.steady(deadline));
    timer.async_wait([weak = weak_from_this(), number](const boost::system::error_code& cancelled) {
      const auto self = weak.lock();
      if (!cancelled && self) self->end_wait(number, {.kind = InputKind::timeout});
    });
    listen(number);
  }

  void listen(std::uint64_t number) {
    boost::asio::post(shared.io, [weak = weak_from_this(), number] {
      const auto self = weak.lock();
      if (!self || self->stopped || self->wait != number || !self->waiting_on) return;
      if (const auto input = self->waiting_on->take()) return self->end_wait(number, *input);
      self->waiting_on->wait([weak, number] {
        if (const auto alive = weak.lock(); alive && alive->wait == number) alive->listen(number);
      });
    });
  }

  void end_wait(std::uint64_t number, const Input& input) {
    if (stopped || wait != number || !waiting_on) return;
    Channel* channel = std::exchange(waiting_on, nullptr);
    ++wait;
    timer.cancel();
    channel->stop_waiting();
    resume(input);
  }

  void finished() {
    machine = nullptr;
    boost::asio::post(shared.io, std::exchange(done, nullptr));
  }
};

Driver::Driver(Shared& shared, Worker& worker) : state_(std::make_shared<State>(shared, worker)) {}

Driver::~Driver() {
  state_->stopped = true;
  state_->timer.cancel();
  state_->channels.clear();
}

void Driver::run(Machine machine, std::function<void()> done) {
  state_->machine = std::move(machine);
  state_->done = std::move(done);
  state_->later({.kind = InputKind::start});
}

bool Driver::busy() const { return state_->done != nullptr; }

void Driver::open_sockets() { state_->open_sockets(); }

}  // namespace rtpe::transport
