// The call table at 1 M calls: budget 100 ns for a lookup.
#include <benchmark/benchmark.h>

#include "client/calls/call_table.hpp"
#include "client/selection/audit.hpp"

namespace {

using namespace rtpe;

constexpr std::size_t calls_in_table = 1'000'000;

struct Filled {
  std::vector<std::string> calls = sample_call_ids(calls_in_table, 1);
  Node node;
  CallTable table{256, 3600};
  Filled() {
    for (const auto& call : calls) table.insert(1, call, "", node);
  }
};

Filled& filled() {
  static Filled all;
  return all;
}

void lookup_at_1m_calls(benchmark::State& state) {
  auto& all = filled();
  std::size_t at = 0;
  for (auto _ : state) {
    Node* node = all.table.lookup(2, all.calls[at], "", Command::answer);
    if (node != &all.node) return state.SkipWithError("a call is missing");
    at = (at + 7919) % calls_in_table;
  }
}

void insert_and_remove_at_1m_calls(benchmark::State& state) {
  auto& all = filled();
  const auto more = sample_call_ids(1024, 2);
  std::size_t at = 0;
  for (auto _ : state) {
    const auto& call = more[at++ % more.size()];
    if (!all.table.insert(2, call, "", all.node) || !all.table.remove(2, call, "", Command::delete_))
      return state.SkipWithError("a call is not stored");
  }
}

BENCHMARK(lookup_at_1m_calls);
BENCHMARK(insert_and_remove_at_1m_calls);

}  // namespace
