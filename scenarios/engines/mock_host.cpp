#include "scenarios/engines/mock_host.hpp"

#include "scenarios/engines/program_host.hpp"

namespace rtpe::scenario {
namespace {

/// Made before the host whose program stands in front of it.
struct OwnEngine {
  mock::Engine engine;
};

class MockHost final : private OwnEngine, public ProgramHost {
 public:
  MockHost(world::World& world, mock::Engine own, const EngineSetup& setup)
      : OwnEngine{std::move(own)},
        ProgramHost(world, OwnEngine::engine, setup),
        events_(world, setup.recorder, setup.engine.config.name) {
    engine.observe(&events_);
    settle();
  }

  [[nodiscard]] std::uint64_t calls() const override { return events_.calls(); }
  void talk(const flow::Talk& talk) override { talk_to(engine, world().now(), talk); }

 private:
  CallEvents events_;
};

}  // namespace

Expected<std::unique_ptr<EngineHost>> make_mock_host(world::World& world, EngineSetup setup) {
  auto engine = mock::Engine::create(config_of(setup));
  if (!engine) return std::unexpected(std::move(engine.error()));
  return std::make_unique<MockHost>(world, std::move(*engine), setup);
}

}  // namespace rtpe::scenario
