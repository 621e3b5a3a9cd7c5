// Runs with real programs: they are bridged into the run's world, whose rules hold between all of them.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/engines/daemon_host.hpp"
#include "scenarios/engines/reached_address.hpp"
#include "scenarios/engines/remote_host.hpp"
#include "scenarios/proxy/external_proxy.hpp"
#include "scenarios/proxy/kamailio_proxy.hpp"
#include "scenarios/proxy/kamailio_watch.hpp"
#include "scenarios/run/executor.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::chrono::seconds patience_at_start{40}, patience_with_external{3};

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

Expected<void> check_external(const Scenario& scenario) {
  const auto refuse = [](std::string message, std::string remedy) {
    return std::unexpected(
        Error{.message = std::move(message), .place = "--client external", .remedy = std::move(remedy)});
  };
  if (scenario.proxies.size() > 1) return refuse("the scenario has several proxies", "play it with --client builtin");
  for (const Fault& fault : scenario.faults)
    if (fault.kind->on_proxy != nullptr)
      return refuse(fmt::format("\"{}\" befalls the proxy, and this one is somebody else's", fault.kind->name),
                    "play it with --client builtin or kamailio");
  const auto over_udp = [](const auto& calls) {
    return calls.caller.transport == SipTransport::udp && calls.callee.transport == SipTransport::udp;
  };
  if (!std::ranges::all_of(scenario.traffic, over_udp) || !std::ranges::all_of(scenario.calls, over_udp))
    return refuse("its phones speak UDP, those of the scenario another transport", "use --client builtin");
  return check_external_proxy(scenario.proxies.front());
}

Expected<void> check_remote(const Scenario& scenario) {
  using mock::Verb;
  const auto refuse = [](std::string message, std::string remedy) {
    return std::unexpected(
        Error{.message = std::move(message), .place = "--engines external", .remedy = std::move(remedy)});
  };
  for (const Engine& engine : scenario.engines) {
    const std::string& name = engine.config.name;
    if (engine.address.empty())
      return refuse(fmt::format("the scenario does not say where engine \"{}\" is", name),
                    fmt::format("address = \"udp:192.0.2.1:2223\" in its [[engine]], or --external-engine "
                                "{}=udp:192.0.2.1:2223",
                                name));
    for (const mock::Rule& rule : engine.rules)
      for (const mock::Effect& effect : rule.effects)
        if (effect.verb == Verb::crash || effect.verb == Verb::restart || !remote_refusal(effect).empty())
          return refuse(fmt::format("rule \"{}\" of engine \"{}\" needs the engine's process", rule.name, name),
                        "play it with --engines mock");
  }
  for (const Fault& fault : scenario.faults) {
    if (fault.kind->effect == nullptr) continue;
    const Verb verb = fault.kind->effect(fault).verb;
    if (verb != Verb::hang && verb != Verb::slow && verb != Verb::recover && verb != Verb::drain)
      return refuse(fmt::format("\"{}\" needs the process of engine \"{}\", which is somebody else's", fault.kind->name,
                                fault.engine),
                    "blackhole, partitions, hang and slow can befall the way to it");
  }
  return {};
}

class Programs final : public Executor {
 public:
  explicit Programs(const ExecutorOptions& options)
      : datagrams_(options.datagrams),
        world_(options.seed, datagrams_.sink(), options.hosts.time_scale),
        hosts_(options.hosts) {}
  [[nodiscard]] EventKinds told() const override {
    EventKinds told = all_events;
    if (has_kamailio()) told &= ~unknown_to_kamailio;
    if (has_rtpengine()) told &= ~unknown_to_rtpengine;
    if (hosts_.proxy == ProxyKind::external) told &= ~unknown_of_external_proxy;
    if (hosts_.engines == EngineKind::external) told &= ~unknown_to_remote;
    return told;
  }
  [[nodiscard]] std::string_view engine_host() const override {
    return hosts_.engines == EngineKind::external ? "external" : has_rtpengine() ? "rtpengine" : "mock";
  }
  [[nodiscard]] std::string_view proxy_host() const override {
    return hosts_.proxy == ProxyKind::external ? "external" : has_kamailio() ? "kamailio" : "built-in";
  }
  [[nodiscard]] std::optional<double> clock_rate() const override {
    return proxies_.empty() ? std::nullopt : proxies_.front()->clock_rate();
  }
  [[nodiscard]] SchemeSet schemes() const override { return datagram_schemes; }
  world::World& world() override { return world_; }
  Expected<void> check(const Scenario& scenario) override {
    const auto forgets = [](const Fault& fault) {
      if (fault.kind->on_proxy == nullptr) return false;
      const ProxyAction action = fault.kind->on_proxy(fault);
      return action.what != ProxyAction::What::rpc && !action.is_of_database();
    };
    if (has_kamailio() && std::ranges::any_of(scenario.faults, forgets))
      return std::unexpected(Error{.message = "a real Kamailio forgets its call table only when it is started again",
                                   .place = "--client kamailio",
                                   .remedy = "play forget_calls and restart_proxy with --client builtin"});
    if (hosts_.proxy == ProxyKind::external)
      if (auto can = check_external(scenario); !can) return can;
    if (hosts_.engines == EngineKind::external) return check_remote(scenario);
    return has_rtpengine() ? check_daemon_can(scenario) : Expected<void>{};
  }

  Expected<std::unique_ptr<ProxyHost>> make_proxy(const ProxySetup& setup) override {
    if (hosts_.proxy == ProxyKind::external) {
      auto external = make_external_proxy(world_, setup);
      if (!external) return std::unexpected(external.error());
      external_ = external->get();
      return std::unique_ptr<ProxyHost>(std::move(*external));
    }
    if (!has_kamailio()) return make_builtin_proxy(world_, setup);
    auto proxy = make_kamailio_proxy(world_, setup, {.prefix = hosts_.loopback, .own = hosts_.configuration});
    if (!proxy) return std::unexpected(proxy.error());
    proxies_.push_back(proxy->get());
    return std::unique_ptr<ProxyHost>(std::move(*proxy));
  }
  Expected<std::unique_ptr<EngineHost>> make_engine(EngineSetup setup) override {
    setup.on_change = [this, told = std::move(setup.on_change)] {
      for (KamailioProxy* proxy : proxies_) proxy->ports_changed();
      if (external_ != nullptr) external_->ports_changed();
      if (told) told();
    };
    if (hosts_.engines == EngineKind::external) {
      auto where = reached_address(setup.engine.address);
      if (!where) return std::unexpected(where.error());
      auto remote = make_remote_host(world_, setup, std::move(*where));
      if (!remote) return std::unexpected(remote.error());
      remotes_.push_back({.name = setup.engine.config.name, .address = setup.engine.address, .host = remote->get()});
      return std::unique_ptr<EngineHost>(std::move(*remote));
    }
    if (!has_rtpengine()) return make_mock_host(world_, std::move(setup));
    auto daemon = make_daemon_host(world_, std::move(setup), static_cast<std::uint32_t>(daemons_.size()),
                                   hosts_.loopback, hosts_.engine_log);
    if (!daemon) return std::unexpected(daemon.error());
    daemons_.push_back(daemon->get());
    return std::unique_ptr<EngineHost>(std::move(*daemon));
  }
  /// Engines first: Kamailio pings them when it starts.
  Expected<void> come_up(const std::atomic<bool>* interrupt) override {
    for (DaemonHost* daemon : daemons_)
      if (auto up = wait_for([&] { return daemon->is_up(); }, rtpengine_program, interrupt); !up) return up;
    for (const Remote& remote : remotes_)
      if (auto up = wait_for_remote(remote, interrupt); !up) return up;
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

  struct Remote {
    std::string name, address;
    RemoteHost* host;
  };
  Expected<void> wait_for_remote(const Remote& remote, const std::atomic<bool>* interrupt) {
    const Time deadline = world_.now() + patience_with_external;
    Time next_probe = world_.now();
    while (!remote.host->has_answered() && (interrupt == nullptr || !interrupt->load(std::memory_order_relaxed))) {
      if (world_.now() > deadline)
        return std::unexpected(Error{.kind = ErrorKind::missing,
                                     .message = fmt::format("engine \"{}\" does not answer a ping", remote.name),
                                     .place = remote.address});
      if (world_.now() >= next_probe) {
        remote.host->probe();
        next_probe = world_.now() + std::chrono::milliseconds(200);
      }
      if (auto stepped = world_.step(); !stepped) return std::unexpected(stepped.error());
    }
    return {};
  }

  template <class IsUp>
  Expected<void> wait_for(IsUp is_up, const char* program, const std::atomic<bool>* interrupt) {
    const Time deadline = world_.now() + patience_at_start * hosts_.time_scale;
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
  std::vector<Remote> remotes_;
  ExternalProxy* external_ = nullptr;
};

}  // namespace

std::unique_ptr<Executor> make_program_executor(const ExecutorOptions& options) {
  return std::make_unique<Programs>(options);
}

}  // namespace rtpe::scenario
