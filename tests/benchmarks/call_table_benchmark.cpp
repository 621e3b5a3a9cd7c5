// The call table at 1 M calls: budget 100 ns for a lookup.
#include <benchmark/benchmark.h>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "client/calls/call_table.hpp"
#include "client/explain/audit.hpp"

namespace {

using namespace rtpe;

constexpr std::size_t calls_in_table = 1'000'000;

struct Filled {
  std::vector<std::string> calls = sample_call_ids(calls_in_table, 1);
  std::string asked;  ///< all Call-IDs in the order in which they are looked up, far from the order of insertion
  Node node;
  CallTable table{256, 3600};
  std::unordered_map<std::string_view, Node*> bare;
  Filled() {
    bare.reserve(calls_in_table);
    for (const auto& call : calls) {
      table.insert(1, call, "", node);
      bare.emplace(call, &node);
    }
    for (std::size_t i = 0; i < calls_in_table; ++i) asked += calls[i * 7919 % calls_in_table];
  }
  /// As of a message that has just been parsed: its Call-ID is near, its entry is not.
  [[nodiscard]] std::string_view next(std::size_t& at) const {
    const std::size_t length = calls.front().size();
    if (at == asked.size()) at = 0;
    at += length;
    return std::string_view(asked).substr(at - length, length);
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
    const Node* node = all.table.lookup(2, all.next(at), "", Command::answer);
    if (node != &all.node) return state.SkipWithError("a call is missing");
  }
}

/// As a script function does it: it names the call, builds its command, then looks the call up. Here the work in
/// between is that of a few other calls.
void prefetched_lookup_at_1m_calls(benchmark::State& state) {
  auto& all = filled();
  constexpr std::size_t ahead = 8;
  std::size_t at = 0, announced = 0;
  for (std::size_t i = 0; i < ahead; ++i) all.table.prefetch(all.next(announced));
  for (auto _ : state) {
    all.table.prefetch(all.next(announced));
    const Node* node = all.table.lookup(2, all.next(at), "", Command::answer);
    if (node != &all.node) return state.SkipWithError("a call is missing");
  }
}

/// What the memory of this machine takes: one line of 128 MB, each place known only from the line before.
void one_cache_miss(benchmark::State& state) {
  struct alignas(64) Line {
    std::uint64_t next;
  };
  static std::vector<Line> lines;
  if (lines.empty()) {
    lines.resize((128U << 20U) / sizeof(Line));
    for (std::size_t i = 0; i < lines.size(); ++i) lines[i].next = (i * 1664525U + 1013904223U) % lines.size();
  }
  std::uint64_t at = 0;
  for (auto _ : state) benchmark::DoNotOptimize(at = lines[at].next);
}

/// The floor: the standard library's map, Call-ID to node and nothing else.
void bare_map_at_1m_calls(benchmark::State& state) {
  auto& all = filled();
  std::size_t at = 0;
  for (auto _ : state) {
    const auto found = all.bare.find(all.next(at));
    if (found == all.bare.end() || found->second != &all.node) return state.SkipWithError("a call is missing");
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
BENCHMARK(prefetched_lookup_at_1m_calls);
BENCHMARK(one_cache_miss);
BENCHMARK(bare_map_at_1m_calls);
BENCHMARK(insert_and_remove_at_1m_calls);

}  // namespace
