// Decoding and encoding what Kamailio and rtpengine really said: budget 80 ns for an offer, 2.5 us for a MOS reply.
#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>

#include "client/bencode/reader.hpp"
#include "client/bencode/writer.hpp"
#include "tests/support/paths.hpp"

namespace {

using namespace rtpe::bencode;

std::string recorded(const std::string& name) {
  std::ifstream in(rtpe::test::data_directory() + "/ng/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void read(benchmark::State& state, const std::string& bytes, Tolerance tolerance) {
  if (bytes.empty()) return state.SkipWithError("the recording is missing");
  Reader reader;
  const ReadOptions options{.tolerance = tolerance};
  for (auto _ : state) {
    auto view = reader.read(bytes, options);
    benchmark::DoNotOptimize(view);
    if (!view) return state.SkipWithError("the recording is not read");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes.size()));
}

void decode_offer_400_bytes(benchmark::State& state) { read(state, recorded("offer.bencode"), Tolerance::strict); }
void decode_mos_reply_3775_bytes(benchmark::State& state) {
  read(state, recorded("mos_reply.bencode"), Tolerance::peer);
}

/// The floor: the same bytes copied.
void copy_offer_400_bytes(benchmark::State& state) {
  const auto bytes = recorded("offer.bencode");
  std::string out;
  for (auto _ : state) {
    out.assign(bytes);
    benchmark::DoNotOptimize(out.data());
  }
}

/// The floor of reading: every byte of the reply looked at once, in dependent steps as a parser must.
void touch_mos_reply_3775_bytes(benchmark::State& state) {
  const auto bytes = recorded("mos_reply.bencode");
  for (auto _ : state) {
    std::uint32_t sum = 0;
    for (const char c : bytes) sum = sum * 33U + static_cast<unsigned char>(c);
    benchmark::DoNotOptimize(sum);
  }
}

void encode(Writer& out, const View& view) {
  if (const auto text = view.string()) {
    out.string(*text);
  } else if (const auto number = view.integer()) {
    out.integer(*number);
  } else {
    const bool list = view.kind() == Kind::list;
    list ? out.begin_list() : out.begin_dictionary();
    for (auto at = view.begin(); at != view.end(); ++at) {
      if (!list) out.key(at.key());
      encode(out, *at);
    }
    out.end();
  }
}

/// What Kamailio sent, key by key, into a buffer that is used again.
void encode_offer_400_bytes(benchmark::State& state) {
  const auto bytes = recorded("offer.bencode");
  Reader reader;
  const auto view = reader.read(bytes);
  if (!view) return state.SkipWithError("the recording is not read");
  const auto sdp = *view->find_string("sdp"), call_id = *view->find_string("call-id"),
             from_tag = *view->find_string("from-tag");
  std::string out;
  for (auto _ : state) {
    out.clear();
    Writer writer(out);
    writer.begin_dictionary().key("supports").begin_list().string("load limit").end();
    writer.pair("sdp", sdp).key("replace").begin_list().string("origin").string("session-connection").end();
    writer.pair("call-id", call_id).key("received-from").begin_list().string("IP4").string("127.0.8.20").end();
    writer.pair("from-tag", from_tag).pair("command", "offer").end();
    benchmark::DoNotOptimize(out.data());
  }
  if (out != bytes) state.SkipWithError("the offer differs from the recording");
}

void encode_mos_reply_3775_bytes(benchmark::State& state) {
  const auto bytes = recorded("mos_reply.bencode");
  Reader reader;
  const auto view = reader.read(bytes);
  if (!view) return state.SkipWithError("the recording is not read");
  std::string out;
  for (auto _ : state) {
    out.clear();
    Writer writer(out);
    encode(writer, *view);
    benchmark::DoNotOptimize(out.data());
  }
  if (out != bytes) state.SkipWithError("the reply differs from the recording");
}

BENCHMARK(decode_offer_400_bytes);
BENCHMARK(decode_mos_reply_3775_bytes);
BENCHMARK(encode_offer_400_bytes);
BENCHMARK(encode_mos_reply_3775_bytes);
BENCHMARK(copy_offer_400_bytes);
BENCHMARK(touch_mos_reply_3775_bytes);

}  // namespace
