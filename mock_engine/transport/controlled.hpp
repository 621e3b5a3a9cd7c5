// What the control API can be about: a mock engine behind its sockets, or a relay in front of somebody's engine.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mock_engine/program/program.hpp"
#include "mock_engine/transport/listen.hpp"

namespace rtpe::mock {

class EngineServer;

class Controlled {
 public:
  virtual ~Controlled() = default;
  [[nodiscard]] virtual const std::string& name() const = 0;
  /// What is listened on, with the ports that the system chose.
  [[nodiscard]] virtual std::vector<ListenAddress> listening() const = 0;
  [[nodiscard]] virtual Program& program() = 0;
  [[nodiscard]] virtual Time now() const = 0;
  /// A process verb (hang, crash, restart, drain, recover), now.
  virtual void act(const Effect& effect) = 0;
  /// To call after the program or the engine was changed from outside: timers may be due earlier.
  virtual void settle() = 0;
  /// What was counted, by name.
  using Totals = std::vector<std::pair<std::string_view, std::uint64_t>>;
  [[nodiscard]] virtual Totals totals() const = 0;
  /// The engine itself; null: it is elsewhere.
  [[nodiscard]] virtual EngineServer* mock() { return nullptr; }
  /// Why that cannot be done here; empty: it can.
  [[nodiscard]] virtual std::string_view refusal(const Effect& /*effect*/) const { return {}; }

 protected:
  Controlled() = default;
};

}  // namespace rtpe::mock
