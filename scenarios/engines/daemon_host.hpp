// Debian's rtpengine as an engine of a run: a child of this process in user space, on a loopback address of its own.
#pragma once
#include <memory>
#include <string>

#include "scenarios/engines/mock_host.hpp"

namespace rtpe::scenario {

inline constexpr const char* rtpengine_program = "/usr/bin/rtpengine";
/// Kinds of events that it cannot know: when a daemon removes a call.
inline constexpr EventKinds unknown_to_rtpengine = kinds_of<EngineCall>();

class DaemonHost : public EngineHost {
 public:
  /// False: it still comes up. Error (kind missing): it has ended, with the end of its log.
  [[nodiscard]] virtual Expected<bool> is_up() = 0;
};

/// What its process can be made to do: crash, restart, hang, recover; and of the engine's own settings, which.
/// Error: the scenario asks for something else, named.
[[nodiscard]] Expected<void> check_daemon_can(const Scenario& scenario);

/// `number`: its place in the scenario; `prefix`: "127.50.7.", empty: a free address is looked for. Error: a port is in
/// use (it is named), or the program is not there. `told`: hears each line of its log.
[[nodiscard]] Expected<std::unique_ptr<DaemonHost>> make_daemon_host(
    world::RealWorld& world, EngineSetup setup, std::uint32_t number, const std::string& prefix,
    const std::function<void(std::string_view)>& told = {});

}  // namespace rtpe::scenario
