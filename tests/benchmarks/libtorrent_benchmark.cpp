// Decoding beside libtorrent's bdecode on the same bytes in the same run. Built only where libtorrent's headers are
// found; docs/performance.md says how.
#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>
#include <libtorrent/bdecode.hpp>
#include <string>

#include "client/bencode/reader.hpp"

namespace {

std::string recorded(const std::string& name) {
  std::ifstream in(std::string(RTPE_LAB_TEST_DATA) + "/ng/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void ours(benchmark::State& state, const std::string& name) {
  const auto bytes = recorded(name);
  rtpe::bencode::Reader reader;
  for (auto _ : state) {
    auto view = reader.read(bytes, {.tolerance = rtpe::bencode::Tolerance::strict});
    benchmark::DoNotOptimize(view);
    if (!view) return state.SkipWithError("the recording is not read");
  }
}

/// Into a node that is used again, so that its tokens' memory is kept as our reader keeps its tape.
void libtorrent(benchmark::State& state, const std::string& name) {
  const auto bytes = recorded(name);
  lt::bdecode_node node;
  for (auto _ : state) {
    lt::error_code error;
    lt::bdecode(bytes.data(), bytes.data() + bytes.size(), node, error);
    benchmark::DoNotOptimize(node);
    if (error || node.type() != lt::bdecode_node::dict_t) return state.SkipWithError("the recording is not read");
  }
}

void offer_ours(benchmark::State& state) { ours(state, "offer.bencode"); }
void offer_libtorrent(benchmark::State& state) { libtorrent(state, "offer.bencode"); }
void mos_reply_ours(benchmark::State& state) { ours(state, "mos_reply.bencode"); }
void mos_reply_libtorrent(benchmark::State& state) { libtorrent(state, "mos_reply.bencode"); }
BENCHMARK(offer_ours);
BENCHMARK(offer_libtorrent);
BENCHMARK(mos_reply_ours);
BENCHMARK(mos_reply_libtorrent);

}  // namespace
