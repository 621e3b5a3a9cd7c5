// One mock engine behind real sockets: UDP, TCP, HTTP, WebSocket and the text console, on one io_context.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "client/transport/clock.hpp"
#include "mock_engine/engine.hpp"
#include "mock_engine/transport/controlled.hpp"

namespace boost::asio {
class io_context;
}

namespace rtpe::mock {

struct ServerOptions {
  EngineConfig engine = {};
  ProgramOptions program = {};
  std::vector<ListenAddress> listen = {};
  transport::Clock clock = {};  ///< a run's, where the engine is part of one
};

/// Lives on the thread that runs the io_context. Destroy it before the context.
class EngineServer final : public Controlled {
 public:
  /// Opens all listeners. missing: an address cannot be bound (`place` names it). `trouble` hears what goes wrong
  /// later, such as a port that cannot be opened again after a crash (it is tried again every second), or a flag that
  /// the daemon would not know either.
  static Expected<std::unique_ptr<EngineServer>> open(boost::asio::io_context& context, ServerOptions options,
                                                      std::function<void(const Error&)> trouble);
  ~EngineServer() override;

  [[nodiscard]] const std::string& name() const override;
  [[nodiscard]] Engine& engine();
  [[nodiscard]] const EngineSummary& summary() const;
  [[nodiscard]] Program& program() override;
  [[nodiscard]] Time now() const override;
  void act(const Effect& effect) override;
  /// Hears when the state of the process or its pace has changed; not from inside open().
  void on_change(std::function<void()> listener);
  /// Sends a message that nobody asked for to every NG client over TCP, as the daemon does for telephone events.
  void notify(std::string_view bytes);
  void settle() override;
  [[nodiscard]] std::vector<ListenAddress> listening() const override;
  [[nodiscard]] Totals totals() const override;
  [[nodiscard]] EngineServer* mock() override { return this; }
  /// Closes all sockets; replies that are delayed are lost.
  void close();

 private:
  struct State;
  explicit EngineServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace rtpe::mock
