// The mock engine behind sockets of its own.
#include "mock_engine/transport/server.hpp"
#include "scenarios/engines/mock_parts.hpp"

namespace rtpe::scenario {
namespace {

/// In the world's network it has an endpoint that rules and records speak of; what it is sent comes by its sockets.
class MockServer final : public EngineHost, private world::Receiver {
 public:
  MockServer(world::RealWorld& world, EngineSetup setup)
      : world_(world),
        on_change_(std::move(setup.on_change)),
        events_(world, setup.recorder, setup.engine.config.name),
        site_(world.network().add_site({.name = setup.engine.config.name, .role = world::Role::engine})),
        endpoint_(world.network().open({.host = setup.engine.host, .port = setup.engine.port}, world::Protocol::ng,
                                       site_, *this)) {}

  Expected<void> open(const EngineSetup& setup) {
    const auto listen = mock::parse_listen(
        setup.engine.listen.starts_with("udp6:") ? "udp:" + setup.engine.listen.substr(5) : setup.engine.listen);
    if (!listen) return std::unexpected(listen.error());
    auto server = mock::EngineServer::open(world_.context(),
                                           {.engine = config_of(setup),
                                            .program = program_options_of(setup),
                                            .listen = {*listen},
                                            .clock = world_.clock()},
                                           [this](const Error& error) { world_.break_down(error); });
    if (!server) return std::unexpected(server.error());
    server_ = std::move(*server);
    server_->engine().observe(&events_);
    server_->on_change([this] {
      world_.network().set_port(endpoint_, port_of(server_->program().process()));
      if (on_change_) on_change_();
    });
    return {};
  }

  [[nodiscard]] world::SiteId site() const override { return site_; }
  [[nodiscard]] Process process() const override { return process_of(server_->program()); }
  [[nodiscard]] std::uint64_t calls() const override { return events_.calls(); }
  void act(const mock::Effect& effect) override { server_->act(effect); }
  void talk(const flow::Talk& talk) override { talk_to(server_->engine(), world_.now(), talk); }

 private:
  void datagram(world::EndpointId /*to*/, world::EndpointId /*from*/, std::string& /*bytes*/) override {}

  world::RealWorld& world_;
  std::function<void()> on_change_;
  CallEvents events_;
  world::SiteId site_;
  world::EndpointId endpoint_;
  std::unique_ptr<mock::EngineServer> server_;
};

}  // namespace

Expected<std::unique_ptr<EngineHost>> open_mock_server(world::RealWorld& world, EngineSetup setup) {
  auto host = std::make_unique<MockServer>(world, setup);
  if (auto opened = host->open(setup); !opened) return std::unexpected(opened.error());
  return std::unique_ptr<EngineHost>(std::move(host));
}

}  // namespace rtpe::scenario
