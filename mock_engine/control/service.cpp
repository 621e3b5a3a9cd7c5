#include "mock_engine/control/service.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "mock_engine/control/control_server.hpp"

namespace rtpe::mock {

struct Service::State {
  boost::asio::io_context context{1};
  boost::asio::signal_set signals{context};
  std::vector<std::unique_ptr<EngineServer>> engines;
  std::unique_ptr<ControlServer> control;
  int signal = 0;
};

Service::Service(std::unique_ptr<State> state) : state_(std::move(state)) {}
Service::~Service() = default;

Expected<std::unique_ptr<Service>> Service::open(ServiceOptions options, std::function<void(const Error&)> trouble) {
  auto state = std::make_unique<State>();
  for (ServerOptions& engine : options.engines) {
    auto opened = EngineServer::open(state->context, std::move(engine), trouble);
    if (!opened) return std::unexpected(opened.error());
    state->engines.push_back(std::move(*opened));
  }
  if (options.control) {
    std::vector<Controlled*> engines;
    for (const auto& engine : state->engines) engines.push_back(engine.get());
    auto opened = ControlServer::open(state->context, *options.control, std::move(engines));
    if (!opened) return std::unexpected(opened.error());
    state->control = std::move(*opened);
  }
  return std::unique_ptr<Service>(new Service(std::move(state)));
}

int Service::run() {
  state_->signals.add(SIGINT);
  state_->signals.add(SIGTERM);
  state_->signals.async_wait([this](const boost::system::error_code& error, int number) {
    if (error) return;
    state_->signal = number;
    state_->context.stop();
  });
  state_->context.run();
  for (const auto& engine : state_->engines) engine->close();
  return state_->signal;
}

void Service::stop() { state_->context.stop(); }

std::vector<const EngineServer*> Service::engines() const {
  std::vector<const EngineServer*> out;
  for (const auto& engine : state_->engines) out.push_back(engine.get());
  return out;
}

std::optional<ListenAddress> Service::control() const {
  return state_->control ? std::optional(state_->control->listening()) : std::nullopt;
}

}  // namespace rtpe::mock
