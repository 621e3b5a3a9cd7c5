// What both hosts of the mock engine share: seeds, options, events, media. Private to scenarios/engines.
#pragma once
#include "mock_engine/engine.hpp"
#include "scenarios/engines/mock_host.hpp"

namespace rtpe::scenario {

[[nodiscard]] mock::EngineConfig config_of(const EngineSetup& setup);
[[nodiscard]] mock::ProgramOptions program_options_of(const EngineSetup& setup);
/// Media that would have passed, and the reports about it.
void talk_to(mock::Engine& engine, Time now, const flow::Talk& talk);
[[nodiscard]] EngineHost::Process process_of(const mock::Program& program);
/// Of its control address.
[[nodiscard]] constexpr world::Port port_of(mock::ProcessState state) {
  return state == mock::ProcessState::down ? world::Port::closed : world::Port::open;
}

/// An engine's calls, as events.
class CallEvents final : public mock::EngineObserver {
 public:
  CallEvents(const world::World& world, Recorder& recorder, std::string name)
      : world_(world), recorder_(recorder), name_(std::move(name)) {}
  void call_created(Time now, std::string_view call_id) override;
  void call_removed(Time now, std::string_view call_id, std::string_view cause) override;
  [[nodiscard]] std::uint64_t calls() const { return calls_; }

 private:
  const world::World& world_;
  Recorder& recorder_;
  std::string name_;
  std::uint64_t calls_ = 0;
};

}  // namespace rtpe::scenario
