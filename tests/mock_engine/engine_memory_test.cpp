// What a live call costs: design.md allows 1 KiB beside the text of its SDPs. Counts every allocation of the program.
#include <malloc.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <new>

#include "mock_engine/engine.hpp"

namespace {

std::size_t live_bytes = 0;

}  // namespace

void* operator new(std::size_t size) {
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  live_bytes += malloc_usable_size(memory);
  return memory;
}
void operator delete(void* memory) noexcept {
  live_bytes -= malloc_usable_size(memory);
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

BOOST_AUTO_TEST_SUITE(engine_memory_test)

namespace {

using namespace rtpe;
using namespace rtpe::mock;

/// Behind "v=0 o=alice <number> "; each party says something of its own, as bodies that come again are kept once.
constexpr std::string_view sdp_end =
    "1 IN IP4 198.51.100.1\r\ns=call\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\n"
    "m=audio 4000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n";

struct LastReply : ReplySink {
  std::string text;
  void reply(std::string_view bytes, Duration) override { text = bytes; }
};

std::string sdp(std::uint64_t number) {
  return "v=0\r\no=alice " + std::to_string(1'000'000 + number) + " " + std::string(sdp_end);
}

std::string field(std::string_view text) { return std::to_string(text.size()) + ":" + std::string(text); }

}  // namespace

BOOST_AUTO_TEST_CASE(a_live_call_costs_at_most_one_kib_beside_its_sdp) {
  constexpr std::size_t calls = 10'000;
  EngineConfig config;
  config.port_min = 1024;
  config.port_max = 65535;
  Engine engine = *Engine::create(config);
  LastReply sink;
  const Time now{std::chrono::seconds(1'700'000'000)};
  const Peer peer{.transport = Transport::udp, .address = "127.0.0.1", .port = 40000};
  std::uint64_t cookie = 0;
  const auto say = [&](std::string_view command, std::size_t call, std::string_view more) {
    ++cookie;
    const std::string message = std::to_string(cookie) + " d7:command" + std::string(command) + "7:call-id" +
                                field("3848276298220188511-" + std::to_string(1'000'000 + call) + "@192.0.2.1") +
                                "8:from-tag" + field("SDfd9sa01-79b3c1f2") + std::string(more) + "3:sdp" +
                                field(sdp(cookie)) + "e";
    engine.receive(now, peer, message, sink);
    return sink.text.ends_with("6:result2:oke");
  };
  for (std::size_t call = 0; call < calls; ++call) {
    BOOST_REQUIRE(say("5:offer", call, ""));
    BOOST_REQUIRE(say("6:answer", call, "6:to-tag" + field("as5c2f6b7d-1c41")));
  }
  const std::size_t before = live_bytes;
  engine.restart(now);  // keeps the memory of the cookie cache: what is given back are the calls
  const std::size_t each = (before - live_bytes) / calls;
  BOOST_TEST(each - 2 * sdp(0).size() <= 1024U);
  BOOST_TEST(each > 2 * sdp(0).size());
  BOOST_TEST_MESSAGE("bytes per live call beside its SDP: " << each - 2 * sdp(0).size());
}

BOOST_AUTO_TEST_SUITE_END()
