// NG pings over loopback UDP: the mock against a bare echo server, with the same client, in the same run. The client
// keeps `range` requests on their way. Compare items_per_second of mock and echo (design: at least 80 %).
#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>

#include "mock_engine/transport/server.hpp"

namespace {

using namespace rtpe;

int bound_socket(const char* address, std::uint16_t& port) {
  const int handle = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  inet_pton(AF_INET, address, &to.sin_addr);
  socklen_t length = sizeof to;
  if (::bind(handle, reinterpret_cast<const sockaddr*>(&to), length) != 0) std::abort();
  ::getsockname(handle, reinterpret_cast<sockaddr*>(&to), &length);
  port = ntohs(to.sin_port);
  return handle;
}

int client_socket(const char* address, std::uint16_t port) {
  const int handle = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  inet_pton(AF_INET, address, &to.sin_addr);
  if (::connect(handle, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) std::abort();
  const timeval deadline{.tv_sec = 1, .tv_usec = 0};
  ::setsockopt(handle, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
  return handle;
}

void exchange(benchmark::State& state, const char* address, std::uint16_t port) {
  const int handle = client_socket(address, port);
  const auto window = static_cast<int>(state.range(0));
  std::uint64_t sequence = 0;
  std::string message;
  std::array<char, 2048> reply;
  const auto send = [&] {
    message = fmt::format("b_{}_{} d7:command4:pinge", port, ++sequence);
    if (::send(handle, message.data(), message.size(), 0) < 0) state.SkipWithError("send");
  };
  for (int i = 1; i < window; ++i) send();
  for (auto step : state) {
    send();
    if (::recv(handle, reply.data(), reply.size(), 0) <= 0) state.SkipWithError("no reply");
  }
  state.SetItemsProcessed(state.iterations());
  ::close(handle);
}

/// recvfrom and sendto in a loop: what a server can do at most without batches.
void echo(benchmark::State& state) {
  std::uint16_t port = 0;
  const int server = bound_socket("127.89.5.1", port);
  const timeval deadline{.tv_sec = 0, .tv_usec = 100'000};
  ::setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
  std::atomic<bool> stop = false;
  std::thread thread([&] {
    std::array<char, 65536> buffer;
    sockaddr_in from{};
    while (!stop) {
      socklen_t length = sizeof from;
      const auto count =
          ::recvfrom(server, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &length);
      if (count > 0)
        ::sendto(server, buffer.data(), static_cast<std::size_t>(count), 0, reinterpret_cast<sockaddr*>(&from), length);
    }
  });
  exchange(state, "127.89.5.1", port);
  stop = true;
  thread.join();
  ::close(server);
}
BENCHMARK(echo)->Arg(1)->Arg(16)->Arg(64)->UseRealTime();

void mock_engine(benchmark::State& state) {
  boost::asio::io_context context;
  mock::ServerOptions options{.listen = {{mock::ListenKind::udp, "127.89.5.2", 0}}};
  auto server = mock::EngineServer::open(context, std::move(options), nullptr);
  if (!server) return state.SkipWithError(server.error().text().c_str());
  std::thread thread([&] {
    const auto work = boost::asio::make_work_guard(context);
    context.run();
  });
  exchange(state, "127.89.5.2", (*server)->listening()[0].port);
  context.stop();
  thread.join();
}
BENCHMARK(mock_engine)->Arg(1)->Arg(16)->Arg(64)->UseRealTime();

}  // namespace
