// A program and what is behind it, at an endpoint of a world. Private to scenarios/engines.
#pragma once
#include "mock_engine/program/program.hpp"
#include "scenarios/engines/engine_host.hpp"
#include "scenarios/engines/mock_parts.hpp"
#include "scenarios/world/lazy_timer.hpp"

namespace rtpe::scenario {

class ProgramHost : public EngineHost, private mock::ProgramOutput, private world::Receiver, private world::Waker {
 public:
  /// `target` lives as long as the host; it is not used from in here.
  ProgramHost(world::World& world, mock::CommandTarget& target, const EngineSetup& setup)
      : world_(world),
        on_change_(setup.on_change),
        program_(target, program_options_of(setup), world.now()),
        waker_(world.add(*this)),
        site_(world.network().add_site({.name = setup.engine.config.name, .role = world::Role::engine})),
        endpoint_(world.network().open({.host = setup.engine.host, .port = setup.engine.port}, world::Protocol::ng,
                                       site_, *this)) {}

  [[nodiscard]] world::SiteId site() const final { return site_; }
  [[nodiscard]] Process process() const final { return process_of(program_); }
  void act(const mock::Effect& effect) final {
    program_.act(world_.now(), effect, *this);
    settle();
  }
  [[nodiscard]] mock::Program& program() { return program_; }
  /// A target that answers later has answered the socket at `to`.
  void answer(world::EndpointId to, std::string_view reply) {
    const world::Address address = world_.network()[to].address;
    program_.answer(world_.now(), peer_of(to, address), reply, *this);
    settle();
  }
  /// To call after the program or what is behind it was changed from outside.
  void settle() {
    if (const auto next = program_.next_time())
      timer_.set(world_, waker_, 0, *next);
    else
      timer_.stop();
  }

 protected:
  [[nodiscard]] world::World& world() const { return world_; }
  [[nodiscard]] world::EndpointId endpoint() const { return endpoint_; }

 private:
  [[nodiscard]] static mock::Peer peer_of(world::EndpointId from, const world::Address& address) {
    return {.transport = mock::Transport::udp, .address = address.host, .port = address.port, .connection = from};
  }
  void datagram(world::EndpointId /*to*/, world::EndpointId from, std::string& bytes) final {
    program_.receive(world_.now(), peer_of(from, world_.network()[from].address), bytes, *this);
    settle();
  }
  void wake(std::uint64_t token) final {
    if (!timer_.fired(world_, waker_, token)) return;
    program_.run_timers(world_.now(), *this);
    settle();
  }

  void send(const mock::Peer& peer, std::string_view bytes, mock::Piece /*piece*/) final {
    world_.send(endpoint_, static_cast<world::EndpointId>(peer.connection), bytes);
  }
  void process_changed(mock::ProcessState state) final {
    world_.network().set_port(endpoint_, port_of(state));
    if (on_change_) on_change_();
  }
  void pace_changed() final {
    if (on_change_) on_change_();
  }

  world::World& world_;
  std::function<void()> on_change_;
  mock::Program program_;
  world::WakerId waker_;
  world::SiteId site_;
  world::EndpointId endpoint_;
  world::LazyTimer timer_;
};

}  // namespace rtpe::scenario
