// The engine without I/O: messages per second, and what a live call costs in memory.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "mock_engine/engine.hpp"

namespace {

/// Bytes that live on the heap now, as the allocator counts them.
std::size_t live_bytes = 0;

void* allocate(std::size_t size) {
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  live_bytes += malloc_usable_size(memory);
  return memory;
}
void release(void* memory) noexcept {
  live_bytes -= malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }

namespace {

using namespace rtpe;
using namespace rtpe::mock;

constexpr std::string_view sdp =
    "v=0\r\no=alice 1 1 IN IP4 198.51.100.1\r\ns=call\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\n"
    "m=audio 4000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n";
constexpr Peer peer{.transport = Transport::udp, .address = "127.0.0.1", .port = 40000};

struct LastReply : ReplySink {
  std::string text;
  void reply(std::string_view bytes, Duration) override { text = bytes; }
  [[nodiscard]] bool is_ok() const { return text.find("6:result2:ok") != std::string::npos; }
};

std::string field(std::string_view text) { return std::to_string(text.size()) + ":" + std::string(text); }

/// One caller. Tags are as long as SIP stacks make them; `interfaces`: calls take turns on that many of them.
class Caller {
 public:
  explicit Caller(int interfaces = 1) : engine_(configured(interfaces)), interfaces_(interfaces) {}

  bool ping() {
    message_.assign(std::to_string(++cookie_)).append(" d7:command4:pinge");
    send();
    return sink_.text.ends_with("6:result4:ponge");
  }
  bool offer(int call) { return say("5:offer", call, "3:sdp" + body_); }
  bool answer(int call) { return say("6:answer", call, "6:to-tag" + to_tag_ + "3:sdp" + body_); }
  bool end(int call) { return say("6:delete", call, "12:delete-delayi0e"); }
  Engine& engine() { return engine_; }
  Time now{std::chrono::seconds(1'700'000'000)};

 private:
  static EngineConfig configured(int interfaces) {
    EngineConfig config;
    config.port_min = 1024;
    config.port_max = 65535;
    config.interfaces.clear();
    for (int i = 0; i < interfaces; ++i)
      config.interfaces.push_back(
          {.name = "i" + std::to_string(i), .address = "127.0.0." + std::to_string(i + 1), .advertised = {}});
    return config;
  }
  bool say(std::string_view command, int call, const std::string& more) {
    const std::string interface = field("i" + std::to_string(call % interfaces_));
    message_.assign(std::to_string(++cookie_)).append(" d7:command").append(command).append("7:call-id");
    message_.append(field("3848276298220188511-" + std::to_string(1'000'000 + call) + "@192.0.2.1"));
    message_.append("8:from-tag").append(from_tag_).append("9:directionl").append(interface).append(interface);
    message_.append("e7:replacel6:origin18:session-connectione").append(more).append("e");
    send();
    return sink_.is_ok();
  }
  void send() { engine_.receive(now, peer, message_, sink_); }

  Engine engine_;
  int interfaces_;
  std::string body_ = field(sdp), from_tag_ = field("SDfd9sa01-79b3c1f2"), to_tag_ = field("as5c2f6b7d-1c41");
  std::string message_;
  LastReply sink_;
  std::uint64_t cookie_ = 0;
};

void ping(benchmark::State& state) {
  Caller caller;
  for (auto _ : state)
    if (!caller.ping()) return state.SkipWithError("no pong");
  state.SetItemsProcessed(state.iterations());
}

/// Items are calls: three messages each.
void offer_answer_delete(benchmark::State& state) {
  Caller caller;
  int call = 0;
  for (auto _ : state) {
    ++call;
    if (!caller.offer(call) || !caller.answer(call) || !caller.end(call)) return state.SkipWithError("a refusal");
  }
  state.SetItemsProcessed(state.iterations());
}

/// `bytes_per_call`: everything a live call holds but the two SDP bodies that were received.
void live_calls(benchmark::State& state) {
  constexpr int calls = 100'000, interfaces = 8;
  for (auto _ : state) {
    Caller caller(interfaces);
    for (int call = 0; call < calls; ++call)
      if (!caller.offer(call) || !caller.answer(call)) return state.SkipWithError("a refusal");
    const std::size_t before = live_bytes;
    caller.engine().restart(caller.now);  // keeps the memory of the cookie cache, so the difference is the calls
    state.counters["bytes_per_call"] =
        static_cast<double>(before - live_bytes) / calls - 2.0 * static_cast<double>(sdp.size());
  }
  state.SetItemsProcessed(state.iterations() * calls);
}

BENCHMARK(ping);
BENCHMARK(offer_answer_delete);
BENCHMARK(live_calls)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
