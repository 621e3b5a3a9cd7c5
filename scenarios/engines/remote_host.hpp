// An engine elsewhere, somebody's own: what comes to its endpoint in the run's world goes to its address, and what it
// answers comes back. The program in front of it is the mock engine's, so that rules and verbs are the same.
#pragma once
#include <memory>

#include "scenarios/engines/mock_host.hpp"
#include "scenarios/model/control_address.hpp"

namespace rtpe::scenario {

class RemoteHost : public EngineHost {
 public:
  [[nodiscard]] virtual mock::Program& program() = 0;
  /// To call after the program was changed from outside.
  virtual void settle_program() = 0;
  struct Totals {
    std::uint64_t requests = 0, replies = 0;  ///< sent to the engine, come from it
  };
  [[nodiscard]] virtual Totals totals() const = 0;
  /// Asks it with a ping of the relay's own.
  virtual void probe() = 0;
  /// It has answered something.
  [[nodiscard]] virtual bool has_answered() const = 0;
};

/// Kinds of events that it cannot know: what an engine does with its calls.
inline constexpr EventKinds unknown_to_remote = kinds_of<EngineCall>();

/// Why somebody else's engine cannot be made to do that; empty: what stands in front of it can.
[[nodiscard]] std::string_view remote_refusal(const mock::Effect& effect);

/// `where`: with a numeric host. Error: no socket for that family.
[[nodiscard]] Expected<std::unique_ptr<RemoteHost>> make_remote_host(world::RealWorld& world, const EngineSetup& setup,
                                                                     ControlAddress where);

}  // namespace rtpe::scenario
