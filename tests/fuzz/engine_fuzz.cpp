// The engine's request path: every input is a datagram, or several that a NUL byte followed by 0x01 separates.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "mock_engine/engine.hpp"

namespace {

struct Count : rtpe::mock::ReplySink {
  std::size_t replies = 0;
  void reply(std::string_view, rtpe::Duration) override { ++replies; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace std::string_view_literals;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  rtpe::mock::Engine engine = *rtpe::mock::Engine::create({});
  const rtpe::mock::Peer peer{.transport = rtpe::mock::Transport::udp, .address = "127.0.0.1", .port = 1};
  Count sink;
  rtpe::Time now{std::chrono::seconds(1'700'000'000)};
  while (!rest.empty()) {
    const std::size_t end = rest.find("\0\1"sv);
    engine.receive(now, peer, rest.substr(0, end), sink);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 2);
    now += std::chrono::milliseconds(700);
  }
  const std::size_t before = sink.replies;
  engine.receive(now, peer, "\x7f\x7f\x7f\x7f last d7:command4:pinge", sink);
  if (sink.replies != before + 1) std::abort();
  return 0;
}
