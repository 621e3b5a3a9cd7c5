#include "scenarios/run/executor.hpp"

#include "scenarios/world/real_world.hpp"
#include "scenarios/world/virtual_world.hpp"

namespace rtpe::scenario {
namespace {

/// What both have in common: every host is ours and tells everything.
class OwnHosts : public Executor {
 public:
  [[nodiscard]] EventKinds told() const final { return all_events; }
  [[nodiscard]] std::string_view engine_host() const final { return "mock"; }
  [[nodiscard]] std::string_view proxy_host() const final { return "built-in"; }
};

class Virtual final : public OwnHosts {
 public:
  explicit Virtual(const ExecutorOptions& options) : world_(options.seed, options.datagrams) {}
  [[nodiscard]] SchemeSet schemes() const override { return datagram_schemes; }
  world::World& world() override { return world_; }
  Expected<std::unique_ptr<ProxyHost>> make_proxy(const ProxySetup& setup) override {
    return make_builtin_proxy(world_, setup);
  }
  Expected<std::unique_ptr<EngineHost>> make_engine(EngineSetup setup) override {
    return make_mock_host(world_, std::move(setup));
  }

 private:
  world::VirtualWorld world_;
};

class Loopback final : public OwnHosts {
 public:
  explicit Loopback(const ExecutorOptions& options) : world_(options.seed, options.datagrams) {}
  [[nodiscard]] SchemeSet schemes() const override {
    return {Scheme::udp, Scheme::udp6, Scheme::tcp, Scheme::ws, Scheme::unix_stream};
  }
  world::World& world() override { return world_; }
  Expected<std::unique_ptr<ProxyHost>> make_proxy(const ProxySetup& setup) override {
    return make_real_proxy(world_, setup);
  }
  Expected<std::unique_ptr<EngineHost>> make_engine(EngineSetup setup) override {
    return open_mock_server(world_, std::move(setup));
  }

 private:
  world::RealWorld world_;
};

}  // namespace

Expected<std::unique_ptr<Executor>> make_executor(const ExecutorOptions& options) {
  if (options.hosts.has_programs()) return make_program_executor(options);
  if (options.clock == ClockKind::real_time) return std::make_unique<Loopback>(options);
  return std::make_unique<Virtual>(options);
}

}  // namespace rtpe::scenario
