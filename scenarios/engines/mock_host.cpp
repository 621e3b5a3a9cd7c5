#include "scenarios/engines/mock_parts.hpp"
#include "scenarios/world/lazy_timer.hpp"

namespace rtpe::scenario {
namespace {

class MockHost final : public EngineHost, private mock::ProgramOutput, private world::Receiver, private world::Waker {
 public:
  MockHost(world::World& world, mock::Engine engine, EngineSetup setup)
      : world_(world),
        on_change_(std::move(setup.on_change)),
        events_(world, setup.recorder, setup.engine.config.name),
        engine_(std::move(engine)),
        program_(engine_, program_options_of(setup), world.now()),
        waker_(world.add(*this)),
        site_(world.network().add_site({.name = setup.engine.config.name, .role = world::Role::engine})),
        endpoint_(world.network().open({.host = setup.engine.host, .port = setup.engine.port}, world::Protocol::ng,
                                       site_, *this)) {
    engine_.observe(&events_);
    settle();
  }

  [[nodiscard]] world::SiteId site() const override { return site_; }
  [[nodiscard]] Process process() const override { return process_of(program_); }
  [[nodiscard]] std::uint64_t calls() const override { return events_.calls(); }
  void act(const mock::Effect& effect) override {
    program_.act(world_.now(), effect, *this);
    settle();
  }
  void talk(const flow::Talk& talk) override { talk_to(engine_, world_.now(), talk); }

 private:
  void datagram(world::EndpointId /*to*/, world::EndpointId from, std::string& bytes) override {
    const world::Address& sender = world_.network()[from].address;
    program_.receive(
        world_.now(),
        {.transport = mock::Transport::udp, .address = sender.host, .port = sender.port, .connection = from}, bytes,
        *this);
    settle();
  }
  void wake(std::uint64_t token) override {
    if (!timer_.fired(world_, waker_, token)) return;
    program_.run_timers(world_.now(), *this);
    settle();
  }
  void settle() {
    if (const auto next = program_.next_time())
      timer_.set(world_, waker_, 0, *next);
    else
      timer_.stop();
  }

  void send(const mock::Peer& peer, std::string_view bytes, mock::Piece /*piece*/) override {
    world_.send(endpoint_, static_cast<world::EndpointId>(peer.connection), bytes);
  }
  void process_changed(mock::ProcessState state) override {
    world_.network().set_port(endpoint_, port_of(state));
    if (on_change_) on_change_();
  }
  void pace_changed() override {
    if (on_change_) on_change_();
  }

  world::World& world_;
  std::function<void()> on_change_;
  CallEvents events_;
  mock::Engine engine_;
  mock::Program program_;
  world::WakerId waker_;
  world::SiteId site_;
  world::EndpointId endpoint_;
  world::LazyTimer timer_;
};

}  // namespace

Expected<std::unique_ptr<EngineHost>> make_mock_host(world::World& world, EngineSetup setup) {
  auto engine = mock::Engine::create(config_of(setup));
  if (!engine) return std::unexpected(std::move(engine.error()));
  return std::make_unique<MockHost>(world, std::move(*engine), std::move(setup));
}

}  // namespace rtpe::scenario
