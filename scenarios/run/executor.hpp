// The hosts that a scenario runs with, and what they can do.
#pragma once
#include <atomic>
#include <memory>
#include <optional>

#include "scenarios/engines/mock_host.hpp"
#include "scenarios/log/event.hpp"
#include "scenarios/proxy/builtin_proxy.hpp"
#include "scenarios/run/hosts.hpp"

namespace rtpe::scenario {

class Executor {
 public:
  virtual ~Executor() = default;
  /// What the hosts live in; it outlives them.
  [[nodiscard]] virtual world::World& world() = 0;
  /// Error: the scenario asks for what its hosts cannot do; before anything is started.
  virtual Expected<void> check(const Scenario& /*scenario*/) { return {}; }
  virtual Expected<std::unique_ptr<ProxyHost>> make_proxy(const ProxySetup& setup) = 0;
  /// Error: a port cannot be opened.
  virtual Expected<std::unique_ptr<EngineHost>> make_engine(EngineSetup setup) = 0;
  /// When all hosts are made: waits until its programs have come up; the run begins then. Error: one does not start.
  virtual Expected<void> come_up(const std::atomic<bool>* /*interrupt*/) { return {}; }
  /// Kinds of events that its hosts can tell. A check that needs others is not judged.
  [[nodiscard]] virtual EventKinds told() const = 0;
  /// How fast a started program's clock really went, beside that of the run: 1 is as it should; nullopt: not measured.
  [[nodiscard]] virtual std::optional<double> clock_rate() const { return std::nullopt; }
  /// Transports between its proxies and engines.
  [[nodiscard]] virtual SchemeSet schemes() const = 0;
  /// RunStarted's word for its engines and proxies.
  [[nodiscard]] virtual std::string_view engine_host() const = 0;
  [[nodiscard]] virtual std::string_view proxy_host() const = 0;
};

struct ExecutorOptions {
  ClockKind clock = ClockKind::virtual_time;
  std::uint64_t seed = 1;
  DatagramSink* datagrams = nullptr;
  Hosts hosts = {};
};
/// In a virtual world, or over sockets of this machine. Error: these hosts do not go together.
[[nodiscard]] Expected<std::unique_ptr<Executor>> make_executor(const ExecutorOptions& options);
/// Real programs, between hosts of ours that live in the run's world.
[[nodiscard]] std::unique_ptr<Executor> make_program_executor(const ExecutorOptions& options);

}  // namespace rtpe::scenario
