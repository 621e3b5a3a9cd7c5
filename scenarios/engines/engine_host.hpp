// What plays an engine in a run.
#pragma once
#include <array>
#include <functional>
#include <string_view>

#include "mock_engine/program/program.hpp"
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

  /// Both parties of a call send media to it from now on for `duration`, 50 packets a second, so that it does not take
  /// the call for a dead one. Nothing happens when it does not know the call.
  virtual void talk(std::string_view call_id, const std::array<std::string_view, 2>& tags, Duration duration) = 0;
  /// Calls that it knows now.
  [[nodiscard]] virtual std::uint64_t calls() const = 0;
};

}  // namespace rtpe::scenario
