// NG over loopback UDP, all in one run with the same client: a bare echo server, the mock engine, Debian's rtpengine.
// The client keeps `range` requests (pings) or calls (offer, answer, delete) on their way. Compare items_per_second.
#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <charconv>
#include <csignal>
#include <thread>
#include <vector>

#include "mock_engine/transport/server.hpp"

namespace {

using namespace rtpe;

constexpr const char *echo_address = "127.89.5.1", *mock_address = "127.89.5.2", *daemon_address = "127.89.5.3";
constexpr const char* daemon_program = "/usr/bin/rtpengine";

sockaddr_in endpoint(const char* address, std::uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  inet_pton(AF_INET, address, &result.sin_addr);
  return result;
}

int bound_socket(const char* address, std::uint16_t& port) {
  const int handle = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in to = endpoint(address, port);
  socklen_t length = sizeof to;
  if (::bind(handle, reinterpret_cast<const sockaddr*>(&to), length) != 0) std::abort();
  ::getsockname(handle, reinterpret_cast<sockaddr*>(&to), &length);
  port = ntohs(to.sin_port);
  return handle;
}

class Client {
 public:
  Client(const char* address, std::uint16_t port) : handle_(::socket(AF_INET, SOCK_DGRAM, 0)) {
    const sockaddr_in to = endpoint(address, port);
    if (::connect(handle_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) std::abort();
    const timeval deadline{.tv_sec = 1, .tv_usec = 0};
    ::setsockopt(handle_, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
  }
  ~Client() { ::close(handle_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  bool send(std::string_view message) { return ::send(handle_, message.data(), message.size(), 0) > 0; }
  /// Empty: nothing came within a second.
  std::string_view receive() {
    const auto count = ::recv(handle_, buffer_.data(), buffer_.size(), 0);
    return {buffer_.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
  }

 private:
  int handle_;
  std::array<char, 65536> buffer_;
};

void pings(benchmark::State& state, Client& client) {
  std::uint64_t sequence = 0;
  std::string message;
  const auto send = [&] {
    message = fmt::format("b_{}_{} d7:command4:pinge", ::getpid(), ++sequence);
    if (!client.send(message)) state.SkipWithError("send");
  };
  for (std::int64_t i = 1; i < state.range(0); ++i) send();
  for (auto step : state) {
    send();
    if (client.receive().empty()) return state.SkipWithError("no reply");
  }
  state.SetItemsProcessed(state.iterations());
}

std::string field(std::string_view text) { return fmt::format("{}:{}", text.size(), text); }

/// Each slot has one call on its way; its number is the first part of the cookie.
class Calls {
 public:
  Calls(Client& client, std::size_t slots) : client_(client), slots_(slots) {}
  bool start() {
    for (std::size_t slot = 0; slot < slots_.size(); ++slot)
      if (!send(slot)) return false;
    return true;
  }
  /// Goes on until one more call has ended.
  bool finish_one() {
    for (;;) {
      const std::string_view reply = client_.receive();
      std::size_t slot = 0;
      std::from_chars(reply.data(), reply.data() + reply.size(), slot);
      if (reply.empty() || slot >= slots_.size() || reply.find("5:error") != std::string_view::npos) return false;
      const bool ended = ++slots_[slot].stage == 3;
      if (ended) slots_[slot] = {.stage = 0, .number = slots_[slot].number + 1};
      if (!send(slot)) return false;
      if (ended) return true;
    }
  }

 private:
  struct Slot {
    int stage = 0;
    std::uint64_t number = 0;
  };
  bool send(std::size_t slot) {
    static const std::string body = field(
        "v=0\r\no=alice 1 1 IN IP4 198.51.100.1\r\ns=call\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\n"
        "m=audio 4000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
        "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n");
    static constexpr std::array<std::string_view, 3> commands = {"5:offer", "6:answer", "6:delete"};
    const auto& [stage, number] = slots_[slot];
    const std::string_view command = commands[static_cast<std::size_t>(stage)];
    message_ = fmt::format("{}_{}_{}_{} d7:command{}7:call-id{}8:from-tag{}", slot, ::getpid(), number, stage, command,
                           field(fmt::format("{}-{}-{}@192.0.2.1", ::getpid(), slot, number)), field("SDfd9sa01-79b3"));
    if (stage == 1) message_ += "6:to-tag" + field("as5c2f6b7d-1c41");
    message_ += stage == 2 ? "12:delete-delayi0e" : "7:replacel6:origin18:session-connectione3:sdp" + body;
    return client_.send(message_ += 'e');
  }
  Client& client_;
  std::vector<Slot> slots_;
  std::string message_;
};

/// Items are calls: three requests each.
void calls(benchmark::State& state, Client& client) {
  Calls load(client, static_cast<std::size_t>(state.range(0)));
  if (!load.start()) return state.SkipWithError("send");
  for (auto step : state)
    if (!load.finish_one()) return state.SkipWithError("a refusal, or no reply");
  state.SetItemsProcessed(state.iterations());
}

using Load = void (*)(benchmark::State&, Client&);

/// recvfrom and sendto in a loop: what a server can do at most without batches.
void echo(benchmark::State& state, Load load) {
  std::uint16_t port = 0;
  const int server = bound_socket(echo_address, port);
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
  Client client(echo_address, port);
  load(state, client);
  stop = true;
  thread.join();
  ::close(server);
}

void mock_engine(benchmark::State& state, Load load) {
  boost::asio::io_context context;
  mock::ServerOptions options{.listen = {{mock::ListenKind::udp, mock_address, 0}}};
  auto server = mock::EngineServer::open(context, std::move(options), nullptr);
  if (!server) return state.SkipWithError(server.error().text().c_str());
  std::thread thread([&] {
    const auto work = boost::asio::make_work_guard(context);
    context.run();
  });
  Client client(mock_address, (*server)->listening()[0].port);
  load(state, client);
  context.stop();
  thread.join();
}

/// Debian's daemon, quiet and without kernel module; a child that dies with this program.
void rtpengine(benchmark::State& state, Load load) {
  if (::access(daemon_program, X_OK) != 0) return state.SkipWithError("rtpengine is not installed");
  const std::string listen = fmt::format("--listen-ng={}:2223", daemon_address);
  const std::string interface = fmt::format("--interface={}", daemon_address);
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::execl(daemon_program, daemon_program, "--foreground", "--table=-1", "--config-file=none", "--log-level=0",
            "--log-stderr", "--port-min=30000", "--port-max=40000", listen.c_str(), interface.c_str(), nullptr);
    ::_exit(127);
  }
  Client client(daemon_address, 2223);
  bool up = false;
  for (int i = 0; i < 200 && !up; ++i) {
    ::usleep(50'000);
    up = client.send(fmt::format("up{} d7:command4:pinge", i)) && !client.receive().empty();
  }
  if (up)
    load(state, client);
  else
    state.SkipWithError("rtpengine does not answer");
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
}

BENCHMARK_CAPTURE(echo, pings, pings)->Arg(1)->Arg(4)->Arg(16)->Arg(64)->UseRealTime();
BENCHMARK_CAPTURE(mock_engine, pings, pings)->Arg(1)->Arg(4)->Arg(16)->Arg(64)->UseRealTime();
BENCHMARK_CAPTURE(rtpengine, pings, pings)->Arg(1)->Arg(16)->UseRealTime();
BENCHMARK_CAPTURE(echo, calls, calls)->Arg(1)->Arg(16)->Arg(64)->UseRealTime();
BENCHMARK_CAPTURE(mock_engine, calls, calls)->Arg(1)->Arg(16)->Arg(64)->UseRealTime();
BENCHMARK_CAPTURE(rtpengine, calls, calls)->Arg(1)->Arg(16)->Arg(64)->UseRealTime();

}  // namespace
