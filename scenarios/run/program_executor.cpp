// Runs with real programs: they are bridged into the run's world, whose rules hold between all of them.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/engines/daemon_host.hpp"
#include "scenarios/proxy/kamailio_proxy.hpp"
#include "scenarios/proxy/kamailio_watch.hpp"
#include "scenarios/run/executor.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::chrono::seconds patience_at_start{40};

/// What goes between the programs while they come up has no time in the run.
class RunDatagrams final : public DatagramSink {
 public:
  explicit RunDatagrams(DatagramSink* receiver) : receiver_(receiver) {}
  [[nodiscard]] DatagramSink* sink() { return receiver_ != nullptr ? this : nullptr; }
  void begin() { has_begun_ = true; }
  void datagram(const Datagram& datagram) override {
    if (has_begun_) receiver_->datagram(datagram);
  }

 private:
  DatagramSink* receiver_;
  bool has_begun_ = false;
};

class Programs final : public Executor {
 public:
  explicit Programs(const ExecutorOptions& options)
      : datagrams_(options.datagrams), world_(options.seed, datagrams_.sink()), hosts_(options.hosts) {}
  [[nodiscard]] EventKinds told() const override {
    EventKinds told = all_events;
    if (has_kamailio()) told &= ~unknown_to_kamailio;
    if (has_rtpengine()) told &= ~unknown_to_rtpengine;
    return told;
  }
  [[nodiscard]] std::string_view engine_host() const override { return has_rtpengine() ? "rtpengine" : "mock"; }
  [[nodiscard]] std::string_view proxy_host() const override { return has_kamailio() ? "kamailio" : "built-in"; }
  [[nodiscard]] SchemeSet schemes() const override { return datagram_schemes; }
  world::World& world() override { return world_; }
  Expected<void> check(const Scenario& scenario) override {
    const auto forgets = [](const Fault& fault) {
      return fault.kind->on_proxy != nullptr && fault.kind->on_proxy(fault).what != ProxyAction::What::rpc;
    };
    if (has_kamailio() && std::ranges::any_of(scenario.faults, forgets))
      return std::unexpected(Error{.message = "a real Kamailio forgets its call table only when it is started again",
                                   .place = "--client kamailio",
                                   .remedy = "play forget_calls and restart_proxy with --client builtin"});
    return has_rtpengine() ? check_daemon_can(scenario) : Expected<void>{};
  }

  Expected<std::unique_ptr<ProxyHost>> make_proxy(const ProxySetup& setup) override {
    if (!has_kamailio()) return make_builtin_proxy(world_, setup);
    auto proxy = make_kamailio_proxy(world_, setup, hosts_.loopback);
    if (!proxy) return std::unexpected(proxy.error());
    proxies_.push_back(proxy->get());
    return std::unique_ptr<ProxyHost>(std::move(*proxy));
  }
  Expected<std::unique_ptr<EngineHost>> make_engine(EngineSetup setup) override {
    setup.on_change = [this, told = std::move(setup.on_change)] {
      for (KamailioProxy* proxy : proxies_) proxy->ports_changed();
      if (told) told();
    };
    if (!has_rtpengine()) return make_mock_host(world_, std::move(setup));
    auto daemon =
        make_daemon_host(world_, std::move(setup), static_cast<std::uint32_t>(daemons_.size()), hosts_.loopback);
    if (!daemon) return std::unexpected(daemon.error());
    daemons_.push_back(daemon->get());
    return std::unique_ptr<EngineHost>(std::move(*daemon));
  }
  /// Engines first: Kamailio pings them when it starts.
  Expected<void> come_up(const std::atomic<bool>* interrupt) override {
    for (DaemonHost* daemon : daemons_)
      if (auto up = wait_for([&] { return daemon->is_up(); }, rtpengine_program, interrupt); !up) return up;
    for (KamailioProxy* proxy : proxies_) {
      if (auto launched = proxy->launch(); !launched) return launched;
      if (auto up = wait_for([&] { return proxy->is_up(); }, kamailio_program, interrupt); !up) return up;
    }
    world_.begin();
    datagrams_.begin();
    return {};
  }

 private:
  [[nodiscard]] bool has_kamailio() const { return hosts_.proxy == ProxyKind::kamailio; }
  [[nodiscard]] bool has_rtpengine() const { return hosts_.engines == EngineKind::rtpengine; }

  template <class IsUp>
  Expected<void> wait_for(IsUp is_up, const char* program, const std::atomic<bool>* interrupt) {
    const Time deadline = world_.now() + patience_at_start;
    while (interrupt == nullptr || !interrupt->load(std::memory_order_relaxed)) {
      const auto up = is_up();
      if (!up) return std::unexpected(up.error());
      if (*up) break;
      if (world_.now() > deadline)
        return std::unexpected(Error{.kind = ErrorKind::missing,
                                     .message = fmt::format("it is not ready after {} s", patience_at_start.count()),
                                     .place = program});
      if (auto stepped = world_.step(); !stepped) return std::unexpected(stepped.error());
    }
    return {};
  }

  RunDatagrams datagrams_;
  world::RealWorld world_;
  Hosts hosts_;
  std::vector<KamailioProxy*> proxies_;
  std::vector<DaemonHost*> daemons_;
};

}  // namespace

std::unique_ptr<Executor> make_program_executor(const ExecutorOptions& options) {
  return std::make_unique<Programs>(options);
}

}  // namespace rtpe::scenario
