// What plays an engine in a run.
#pragma once
#include <functional>
#include <string_view>

#include "mock_engine/program/program.hpp"
#include "scenarios/flow/call_listener.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// Lives in a world: control messages come to its endpoint, and what happens to its calls is recorded as events.
class EngineHost {
 public:
  virtual ~EngineHost() = default;
  /// What rules of the network call it.
  [[nodiscard]] virtual world::SiteId site() const = 0;
  /// A process verb (hang, slow, crash, restart, drain, recover), now; as a rule of the engine's own program does it.
  virtual void act(const mock::Effect& effect) = 0;

  struct Process {
    mock::ProcessState state = mock::ProcessState::up;
    bool keeps_calls = false;  ///< while it is down: they will be there again
    bool slowed = false;
  };
  [[nodiscard]] virtual Process process() const = 0;

  /// As flow::MediaSink::talk().
  virtual void talk(const flow::Talk& talk) = 0;
  /// Calls that it knows now.
  [[nodiscard]] virtual std::uint64_t calls() const = 0;
};

}  // namespace rtpe::scenario
