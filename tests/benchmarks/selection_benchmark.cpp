// Call-ID to node: budget 50 ns for 4 nodes.
#include <benchmark/benchmark.h>

#include "client/explain/audit.hpp"
#include "client/selection/weighted_choice.hpp"

namespace {

using namespace rtpe;

void choose(benchmark::State& state, HashAlgorithm algorithm) {
  auto setting = Setting::build({.sock = {"udp:a:1=1 udp:b:1=2 udp:c:1=3 udp:d:1=4"}});
  setting->restore(Time(std::chrono::hours(1)));
  const auto calls = sample_call_ids(1024, 1);
  std::size_t at = 0;
  for (auto _ : state) {
    const auto number = call_id_number(calls[at++ % calls.size()], algorithm);
    Node* node = weighted_choice(setting->set(), {}, number, eligible_weight(setting->set(), {}));
    benchmark::DoNotOptimize(node);
  }
}

void four_nodes_byte_sum(benchmark::State& state) { choose(state, HashAlgorithm::byte_sum); }
void four_nodes_crc32(benchmark::State& state) { choose(state, HashAlgorithm::crc32); }
void four_nodes_sha1(benchmark::State& state) { choose(state, HashAlgorithm::sha1); }
BENCHMARK(four_nodes_byte_sum);
BENCHMARK(four_nodes_crc32);
BENCHMARK(four_nodes_sha1);

}  // namespace
