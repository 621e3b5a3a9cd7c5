// The engine without I/O: messages per second, and what a live call costs in memory.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <malloc.h>

#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "mock_engine/engine.hpp"
#include "tests/support/mutated_requests.hpp"

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
    "v=0\r\no=alice 1000000 1 IN IP4 198.51.100.1\r\ns=call\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\n"
    "m=audio 4000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n";
const std::string answered = std::string("v=0\r\no=bobby").append(sdp.substr(sdp.find(" 1000000")));
constexpr Peer peer{.transport = Transport::udp, .address = "127.0.0.1", .port = 40000};

struct LastReply : ReplySink {
  bool is_ok = false;
  void reply(std::string_view bytes, Duration) override {
    is_ok = bytes.ends_with("6:result2:oke") || bytes.ends_with("6:result4:ponge");
  }
};

std::string field(std::string_view text) { return std::to_string(text.size()) + ":" + std::string(text); }

/// What the parties of calls say: all the same, as load generators do, or each something of its own.
enum class Bodies : std::uint8_t { same, of_each_call };

/// A request whose cookie, call and interface are written into its bytes, so that the engine's time is what is
/// measured.
class Request {
 public:
  explicit Request(std::string_view pairs) : bytes_(cookie + " d" + std::string(pairs) + "e") {
    for (std::size_t at = 0; (at = bytes_.find(interface, at)) != std::string::npos; ++at)
      interfaces_.push_back(at + 3);
    call_ = bytes_.find(call_id);
    if (call_ != std::string::npos) call_ += 20;
    body_ = bytes_.find(session_id);
  }
  static std::string call(std::string_view command, std::string_view more) {
    std::string pairs = "7:command" + field(command) + "7:call-id" + field(call_id) + "8:from-tag";
    pairs += field("SDfd9sa01-79b3c1f2") + "9:directionl" + interface + interface;
    return pairs + "e7:replacel6:origin18:session-connectione" + std::string(more);
  }
  std::string_view numbered(std::uint64_t number, int call, int of_interface, Bodies bodies) {
    write(number, 9);
    if (call_ != std::string::npos) write(static_cast<std::uint64_t>(call), call_ + 6);
    if (body_ != std::string::npos && bodies == Bodies::of_each_call)
      write(static_cast<std::uint64_t>(call), body_ + session_id.size() - 1);
    for (const std::size_t at : interfaces_) bytes_[at] = static_cast<char>('0' + of_interface);
    return bytes_;
  }

 private:
  void write(std::uint64_t number, std::size_t last_digit) {
    for (; number != 0; number /= 10) bytes_[last_digit--] = static_cast<char>('0' + number % 10);
  }
  inline static const std::string cookie = "1000000000", interface = "2:i0",
                                  call_id = "3848276298220188511-1000000@192.0.2.1", session_id = " 1000000";
  std::string bytes_;
  std::size_t call_ = 0, body_ = 0;
  std::vector<std::size_t> interfaces_;
};

/// One caller. Tags are as long as SIP stacks make them; `interfaces`: calls take turns on that many of them.
class Caller {
 public:
  explicit Caller(int interfaces = 1, Bodies bodies = Bodies::same)
      : engine_(*Engine::create(configured(interfaces))), interfaces_(interfaces), bodies_(bodies) {}

  bool ping() { return send(ping_, 0); }
  bool offer(int call) { return send(offer_, call); }
  bool answer(int call) { return send(answer_, call); }
  bool end(int call) { return send(delete_, call); }
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
          {.name = fmt::format("i{}", i), .address = fmt::format("127.0.0.{}", i + 1), .advertised = {}});
    return config;
  }
  bool send(Request& request, int call) {
    sink_.is_ok = false;
    engine_.receive(now, peer, request.numbered(++cookie_, call, call % interfaces_, bodies_), sink_);
    return sink_.is_ok;
  }

  Engine engine_;
  int interfaces_;
  Bodies bodies_;
  Request ping_{"7:command4:ping"}, offer_{Request::call("offer", "3:sdp" + field(sdp))},
      answer_{Request::call("answer", "6:to-tag" + field("as5c2f6b7d-1c41") + "3:sdp" + field(answered))},
      delete_{Request::call("delete", "12:delete-delayi0e")};
  LastReply sink_;
  std::uint64_t cookie_ = 0;
};

void ping(benchmark::State& state) {
  Caller caller;
  for (auto _ : state)
    if (!caller.ping()) return state.SkipWithError("no pong");
  state.SetItemsProcessed(state.iterations());
}

/// Items are calls: three messages each. A call starts every millisecond, so that the cookie cache ages as it would.
template <Bodies bodies>
void offer_answer_delete(benchmark::State& state) {
  static Caller caller(1, bodies);
  static int call = 0;
  const auto one_call = [] {
    call = (call + 1) % 8'999'999;
    caller.now += std::chrono::milliseconds(1);
    return caller.offer(call) && caller.answer(call) && caller.end(call);
  };
  while (call < 60'000)  // two generations of the cookie cache have their memory
    if (!one_call()) return state.SkipWithError("a refusal");
  for (auto _ : state)
    if (!one_call()) return state.SkipWithError("a refusal");
  state.SetItemsProcessed(state.iterations());
}

/// `bytes_per_call`: everything a live call holds but the two SDP bodies that were received.
void live_calls(benchmark::State& state) {
  constexpr int calls = 100'000, interfaces = 8;
  for (auto _ : state) {
    Caller caller(interfaces, Bodies::of_each_call);  // what is kept once for all would be no cost of a call
    for (int call = 0; call < calls; ++call)
      if (!caller.offer(call) || !caller.answer(call)) return state.SkipWithError("a refusal");
    const std::size_t before = live_bytes;
    caller.engine().restart(caller.now);  // keeps the memory of the cookie cache, so the difference is the calls
    state.counters["bytes_per_call"] =
        static_cast<double>(before - live_bytes) / calls - 2.0 * static_cast<double>(sdp.size());
  }
  state.SetItemsProcessed(state.iterations() * calls);
}

/// A million datagrams that are nearly right: the engine still answers, calls and ports come to an end, and it holds no
/// more memory than its cookie cache and a few calls may.
void mutated_datagrams(benchmark::State& state) {
  const std::size_t before = live_bytes;
  EngineConfig config;
  config.timeout_s = config.silent_timeout_s = config.offer_timeout_s = 5;
  config.final_timeout_s = 600;
  Engine engine = *Engine::create(config);
  test::Mutator mutator(11);
  LastReply sink;
  Time now{std::chrono::seconds(1'700'000'000)};
  std::uint64_t sequence = 0;
  for (auto _ : state) {
    now += std::chrono::milliseconds(1);
    engine.receive(now, peer, std::to_string(++sequence) + " " + mutator.next(), sink);
    engine.run_timers(now);
  }
  engine.receive(now, peer, "last d7:command4:pinge", sink);
  if (!sink.is_ok) return state.SkipWithError("no pong");
  engine.run_timers(now + std::chrono::hours(2));
  const StatisticsSnapshot left = engine.statistics(now);
  if (left.sessions != 0 || left.interfaces.front().used != 0) return state.SkipWithError("calls or ports are left");
  state.counters["megabytes"] = static_cast<double>(live_bytes - before) / 1e6;
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(ping);
BENCHMARK(offer_answer_delete<Bodies::same>)->Name("offer_answer_delete");
BENCHMARK(offer_answer_delete<Bodies::of_each_call>)->Name("offer_answer_delete_new_bodies");
BENCHMARK(mutated_datagrams)->Iterations(1'000'000);
BENCHMARK(live_calls)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
