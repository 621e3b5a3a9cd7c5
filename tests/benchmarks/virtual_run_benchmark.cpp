// Exchanges per second of a virtual run with full codec, engines, call table, checks' events and counters; a day of
// traffic. Budget: 1 M exchanges per second per core; 24 h at 10 calls/s in under 5 s.
#include <benchmark/benchmark.h>

#include <string>

#include "scenarios/model/scenario.hpp"
#include "scenarios/run/event_log_writer.hpp"
#include "scenarios/run/runner.hpp"

namespace {

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
  for (auto _ : state) {
    const auto result = run(*scenario, options);
    if (!result || result->calls_completed != result->calls || result->end != "finished")
      return state.SkipWithError("the run went wrong");
    exchanges += static_cast<double>(result->exchanges);
    events += static_cast<double>(result->events);
    calls += static_cast<double>(result->calls);
  }
  using benchmark::Counter;
  state.counters["exchanges/s"] = Counter(exchanges, Counter::kIsRate);
  state.counters["events/s"] = Counter(events, Counter::kIsRate);
  state.counters["calls/s"] = Counter(calls, Counter::kIsRate);
}

constexpr std::string_view busy = "[[traffic]]\nrate = \"200/s\"\ncount = 60000\nring = \"1s\"\nhold = \"3s..9s\"\n";

void exchanges(benchmark::State& state) { play(state, cluster(busy), {}); }
BENCHMARK(exchanges)->Unit(benchmark::kMillisecond);

void exchanges_with_all_checks(benchmark::State& state) {
  play(
      state,
      cluster(std::string(busy) + "[[check]]\nthat = \"affinity\"\n[[check]]\nthat = \"failover_time\"\nmax = \"5s\"\n"
                                  "[[check]]\nthat = \"calls_lost\"\n[[check]]\nthat = \"blocked_workers\"\nmax = 4\n"),
      {});
}
BENCHMARK(exchanges_with_all_checks)->Unit(benchmark::kMillisecond);

void exchanges_with_event_log(benchmark::State& state) {
  double bytes = 0;
  EventLogWriter writer([&](std::string_view lines) { bytes += static_cast<double>(lines.size()); });
  RunOptions options;
  options.sinks.push_back(&writer);
  play(state, cluster(busy), options);
  state.counters["log bytes/s"] = benchmark::Counter(bytes, benchmark::Counter::kIsRate);
}
BENCHMARK(exchanges_with_event_log)->Unit(benchmark::kMillisecond);

void day_at_10_calls_per_second(benchmark::State& state) {
  play(state, cluster("[[traffic]]\nrate = \"10/s\"\nuntil = \"24h\"\nhold = \"30s..3min\"\n"), {});
}
BENCHMARK(day_at_10_calls_per_second)->Unit(benchmark::kSecond)->Iterations(1);

}  // namespace
