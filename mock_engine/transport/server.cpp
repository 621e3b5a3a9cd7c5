#include "mock_engine/transport/server.hpp"

#include "mock_engine/transport/host.hpp"
#include "mock_engine/transport/stream_listener.hpp"
#include "mock_engine/transport/udp_listener.hpp"
#include "mock_engine/transport/unix_listener.hpp"

namespace rtpe::mock {
namespace {

constexpr std::chrono::seconds reopen_interval{1};

}  // namespace

struct EngineServer::State {
  State(boost::asio::io_context& context, Engine engine, ServerOptions options_in,
        std::function<void(const Error&)> trouble_in)
      : options(std::move(options_in)),
        trouble(std::move(trouble_in)),
        host(context, std::move(engine), options),
        reopen(context) {}

  ServerOptions options;
  std::function<void(const Error&)> trouble;
  Host host;
  boost::asio::steady_timer reopen;
  std::vector<std::unique_ptr<UdpListener>> udp;
  std::vector<std::unique_ptr<StreamListener>> streams;
  std::vector<std::unique_ptr<UnixListener>> unix_streams;
  std::vector<ListenAddress> listening;

  Expected<void> make_listeners();
  Expected<void> open_all();
  void close_all();
  void come_back();
};

Expected<void> EngineServer::State::make_listeners() {
  for (ListenAddress& listen : listening) {
    if (listen.kind == ListenKind::unix_stream) {
      auto& made = unix_streams.emplace_back(std::make_unique<UnixListener>(host, listen.address));
      if (const auto opened = made->open(); !opened) return opened;
      continue;
    }
    const auto address = boost::asio::ip::make_address(listen.address);
    if (listen.kind == ListenKind::udp) {
      auto& made =
          udp.emplace_back(std::make_unique<UdpListener>(host, boost::asio::ip::udp::endpoint(address, listen.port)));
      if (const auto opened = made->open(); !opened) return opened;
      listen.port = made->port();
    } else {
      auto& made = streams.emplace_back(
          std::make_unique<StreamListener>(host, listen.kind, boost::asio::ip::tcp::endpoint(address, listen.port)));
      if (const auto opened = made->open(); !opened) return opened;
      listen.port = made->port();
    }
  }
  return {};
}

Expected<void> EngineServer::State::open_all() {
  for (const auto& listener : udp)
    if (const auto opened = listener->open(); !opened) return opened;
  for (const auto& listener : streams)
    if (const auto opened = listener->open(); !opened) return opened;
  for (const auto& listener : unix_streams)
    if (const auto opened = listener->open(); !opened) return opened;
  return {};
}

void EngineServer::State::close_all() {
  reopen.cancel();
  for (const auto& listener : udp) listener->shut();
  for (const auto& listener : streams) listener->close();
  for (const auto& listener : unix_streams) listener->close();
}

void EngineServer::State::come_back() {
  const auto opened = open_all();
  if (opened) return;
  close_all();
  if (trouble) trouble(opened.error());
  reopen.expires_after(reopen_interval);
  reopen.async_wait([this](const boost::system::error_code& error) {
    if (!error && host.program().process() == ProcessState::up) come_back();
  });
}

EngineServer::EngineServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
EngineServer::~EngineServer() {
  if (state_) close();
}

Expected<std::unique_ptr<EngineServer>> EngineServer::open(boost::asio::io_context& context, ServerOptions options,
                                                           std::function<void(const Error&)> trouble) {
  auto engine = Engine::create(options.engine);
  if (!engine) return std::unexpected(std::move(engine.error()));
  auto state = std::make_unique<State>(context, std::move(*engine), std::move(options), std::move(trouble));
  state->listening = state->options.listen;
  if (const auto opened = state->make_listeners(); !opened) return std::unexpected(opened.error());
  State* raw = state.get();
  // The process comes up out of a hang with its ports open all the time.
  raw->host.on_process = [raw, is_down = false](bool up) mutable {
    if (!up) raw->close_all();
    if (up && is_down) raw->come_back();
    is_down = !up;
  };
  raw->host.on_unknown_flag = raw->trouble;
  raw->host.settle();
  return std::unique_ptr<EngineServer>(new EngineServer(std::move(state)));
}

const std::string& EngineServer::name() const { return state_->options.engine.name; }
Engine& EngineServer::engine() { return state_->host.engine(); }
const EngineSummary& EngineServer::summary() const { return state_->host.engine().summary(); }
Program& EngineServer::program() { return state_->host.program(); }
Time EngineServer::now() const { return state_->host.now(); }
void EngineServer::act(const Effect& effect) { state_->host.act(effect); }
void EngineServer::notify(std::string_view bytes) { state_->host.notify(bytes); }
void EngineServer::on_change(std::function<void()> listener) { state_->host.on_change = std::move(listener); }
void EngineServer::settle() { state_->host.settle(); }
std::vector<ListenAddress> EngineServer::listening() const { return state_->listening; }

Controlled::Totals EngineServer::totals() const {
  const EngineSummary& s = summary();
  return {{"requests", s.requests},  {"replies", s.replies},
          {"errors", s.errors},      {"duplicates", s.duplicates},
          {"pings", s.pings},        {"offers", s.offers},
          {"answers", s.answers},    {"deletes", s.deletes},
          {"queries", s.queries},    {"calls_created", s.calls_created},
          {"calls_now", s.calls_now}};
}

void EngineServer::close() {
  state_->host.on_process = nullptr;
  state_->host.on_change = nullptr;
  state_->close_all();
  state_->host.process_changed(ProcessState::down);
}

}  // namespace rtpe::mock
