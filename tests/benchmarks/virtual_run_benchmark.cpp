// Virtual runs with full codec, engines, call table, events and counters, from the world alone to a day of traffic.
// Budget: 1 M exchanges per second per core; 24 h at 10 calls/s in under 5 s.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "scenarios/engines/engines.hpp"
#include "scenarios/engines/mock_host.hpp"
#include "scenarios/log/counters.hpp"
#include "scenarios/log/event_log_writer.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/proxy/builtin_proxy.hpp"
#include "scenarios/run/network_rules.hpp"
#include "scenarios/run/runner.hpp"
#include "scenarios/world/virtual_world.hpp"

namespace {

std::uint64_t allocations = 0;

}  // namespace

// NOLINTBEGIN: replaces the global allocation functions of this program, to count.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
// NOLINTEND

namespace {

using namespace rtpe;
using namespace rtpe::scenario;

std::string cluster(std::string_view traffic) {
  return std::string(R"(title = "benchmark"
seed = 7
max_events = 2000000000
[client]
rtpengine_sock = ["udp:10.0.0.1:2223 udp:10.0.0.2:2223 udp:10.0.0.3:2223 udp:10.0.0.4:2223"]
workers = 8
[routing]
"request INVITE" = ['rtpengine_offer("replace-origin replace-session-connection")']
"reply 2xx INVITE" = ['rtpengine_answer("replace-origin replace-session-connection")']
"request BYE" = ['rtpengine_delete()']
[network]
latency = "0.1ms..0.3ms"
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[engine]]
name = "b"
listen = "udp:10.0.0.2:2223"
[[engine]]
name = "c"
listen = "udp:10.0.0.3:2223"
[[engine]]
name = "d"
listen = "udp:10.0.0.4:2223"
)") + std::string(traffic);
}

void play(benchmark::State& state, const std::string& text, const RunOptions& options) {
  const auto scenario = parse_scenario(text, "benchmark.toml");
  if (!scenario) return state.SkipWithError(scenario.error().front().text().c_str());
  double exchanges = 0, events = 0, calls = 0;
  const std::uint64_t allocated_before = allocations;
  for (auto _ : state) {
    const auto result = run(*scenario, options);
    if (!result || result->calls_completed != result->calls || result->end != RunEnd::finished)
      return state.SkipWithError("the run went wrong");
    exchanges += static_cast<double>(result->exchanges);
    events += static_cast<double>(result->events);
    calls += static_cast<double>(result->calls);
  }
  using benchmark::Counter;
  state.counters["exchanges/s"] = Counter(exchanges, Counter::kIsRate);
  state.counters["events/s"] = Counter(events, Counter::kIsRate);
  state.counters["calls/s"] = Counter(calls, Counter::kIsRate);
  state.counters["allocations/exchange"] = static_cast<double>(allocations - allocated_before) / exchanges;
}

constexpr std::string_view busy = "[[traffic]]\nrate = \"200/s\"\ncount = 60000\nring = \"1s\"\nhold = \"3s..9s\"\n";

/// The RPC process pings all nodes, again and again: cookie, encoding, both ways through the network, the engine's
/// decoding, cookie cache and reply, decoding, events and counters; no SIP, no selection, no call.
class PingWorld final {
 public:
  explicit PingWorld(const Scenario& scenario)
      : proxy_(*Proxy::configure(scenario.proxies.front().parameters, scenario.proxies.front().release())),
        names_(*Names::of(scenario, proxy_, {})),
        world_(scenario.seed),
        recorder_(world_.start(), scenario.max_events) {
    recorder_.add(counters_);
    const auto nodes = names_.node_entries();
    const ProxyEntry entry{.name = "proxy", .host = {}, .personality = {}, .workers = scenario.proxies.front().workers};
    recorder_.record(world_.start(),
                     RunStarted{.title = {}, .file = {}, .proxies = {&entry, 1}, .engines = {}, .nodes = nodes});
    for (const Engine& engine : scenario.engines)
      engines_.add(*make_mock_host(
          world_, {.engine = engine, .seed = scenario.seed, .recorder = recorder_, .on_change = [] {}}));
    host_ = make_builtin_proxy(world_, {.scenario = scenario,
                                        .client = scenario.proxies.front(),
                                        .seed = scenario.seed,
                                        .shared = proxy_,
                                        .names = names_,
                                        .recorder = recorder_,
                                        .sip = {.host = "192.0.2.10", .port = 5060},
                                        .name = {}});
    lay_out(scenario, engines_.sites(), world_);
    (void)host_->start();
    ping();
  }
  /// Goes on until that many pings are answered.
  bool play(std::uint64_t pings) {
    for (const std::uint64_t end = answered_ + pings; answered_ < end;)
      if (const auto stepped = world_.step(); !stepped || !*stepped) return false;
    return true;
  }
  [[nodiscard]] std::uint64_t events() const { return recorder_.events(); }

 private:
  void ping() {
    host_->control({.command = control::ControlCommand::ping}, [this](const control::ControlReply&) {
      answered_ += proxy_.registry.node_count();
      world_.at(world_.now(), again_.id, 0);
    });
  }
  struct Again final : world::Waker {
    explicit Again(PingWorld& owner) : owner_(owner), id(owner.world_.add(*this)) {}
    void wake(std::uint64_t /*token*/) override { owner_.ping(); }
    PingWorld& owner_;
    world::WakerId id;
  };

  Proxy proxy_;
  Names names_;
  world::VirtualWorld world_;
  Counters counters_;
  Recorder recorder_;
  Engines engines_;
  Again again_{*this};
  std::unique_ptr<ProxyHost> host_;
  std::uint64_t answered_ = 0;
};

void ping_exchanges(benchmark::State& state) {
  const auto scenario = parse_scenario(cluster("[[traffic]]\nrate = \"1/s\"\ncount = 1\n"), "benchmark.toml");
  if (!scenario) return state.SkipWithError(scenario.error().front().text().c_str());
  PingWorld world(*scenario);
  constexpr std::uint64_t at_a_time = 10000;
  (void)world.play(at_a_time);  // buffers have their sizes now
  const std::uint64_t allocated_before = allocations, events_before = world.events();
  for (auto _ : state)
    if (!world.play(at_a_time)) return state.SkipWithError("the world stopped");
  using benchmark::Counter;
  const auto exchanges = static_cast<double>(state.iterations() * at_a_time);
  state.counters["exchanges/s"] = Counter(exchanges, Counter::kIsRate);
  state.counters["events/s"] = Counter(static_cast<double>(world.events() - events_before), Counter::kIsRate);
  state.counters["allocations/exchange"] = static_cast<double>(allocations - allocated_before) / exchanges;
}
BENCHMARK(ping_exchanges)->Unit(benchmark::kMillisecond);

void call_exchanges(benchmark::State& state) { play(state, cluster(busy), {}); }
BENCHMARK(call_exchanges)->Unit(benchmark::kMillisecond);

void call_exchanges_with_all_checks(benchmark::State& state) {
  play(
      state,
      cluster(std::string(busy) + "[[check]]\nthat = \"affinity\"\n[[check]]\nthat = \"failover_time\"\nmax = \"5s\"\n"
                                  "[[check]]\nthat = \"calls_lost\"\n[[check]]\nthat = \"blocked_workers\"\nmax = 4\n"),
      {});
}
BENCHMARK(call_exchanges_with_all_checks)->Unit(benchmark::kMillisecond);

void call_exchanges_with_event_log(benchmark::State& state) {
  double bytes = 0;
  EventLogWriter writer([&](std::string_view lines) { bytes += static_cast<double>(lines.size()); });
  RunOptions options;
  options.sinks.push_back(&writer);
  play(state, cluster(busy), options);
  state.counters["log bytes/s"] = benchmark::Counter(bytes, benchmark::Counter::kIsRate);
}
BENCHMARK(call_exchanges_with_event_log)->Unit(benchmark::kMillisecond);

void timeline_at_10_calls_per_second(benchmark::State& state) {
  const std::string hours = std::to_string(state.range(0));
  play(state, cluster("[[traffic]]\nrate = \"10/s\"\nuntil = \"" + hours + "h\"\nhold = \"30s..3min\"\n"), {});
}
BENCHMARK(timeline_at_10_calls_per_second)->Arg(1)->Arg(24)->ArgName("hours")->Unit(benchmark::kSecond)->Iterations(1);

}  // namespace
