// Many mock engines and their control API in one process, on one thread, until a signal.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "mock_engine/transport/server.hpp"

namespace rtpe::mock {

struct ServiceOptions {
  std::vector<ServerOptions> engines = {};
  std::optional<ListenAddress> control = {};  ///< an `http` address
};

class Service {
 public:
  /// Opens everything. missing: an address cannot be bound. `trouble` hears what goes wrong later.
  static Expected<std::unique_ptr<Service>> open(ServiceOptions options, std::function<void(const Error&)> trouble);
  ~Service();
  /// Runs until SIGINT or SIGTERM (returned), or until stop().
  int run();
  void stop();
  [[nodiscard]] std::vector<const EngineServer*> engines() const;
  /// Where the control API listens, with the port that the system chose.
  [[nodiscard]] std::optional<ListenAddress> control() const;

 private:
  struct State;
  explicit Service(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace rtpe::mock
