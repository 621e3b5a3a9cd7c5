#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "scenarios/process/child_process.hpp"
#include "tests/conformance/kamailio/lane_socket.hpp"
#include "tests/conformance/rtpengine/contestant.hpp"
#include "tests/support/paths.hpp"

namespace rtpe::lane {
namespace {

constexpr std::uint16_t control_port = 2223;
/// The machine may be busy; a daemon that died is noticed at once.
constexpr int start_patience_ms = 10000;

class Daemon : public Contestant {
 public:
  Daemon(int slot, std::vector<std::string> command) : slot_(slot), command_(std::move(command)) {}

  Expected<void> restart() override {
    process_.reset();
    auto socket = LaneSocket::bind(address(9), 0);
    if (!socket) return std::unexpected(socket.error());
    socket_.emplace(std::move(*socket));
    log_ = fmt::format("/tmp/rtpe-lab-rtpengine-{}-{}.log", getpid(), slot_);
    std::vector<std::string> command = command_;
    command.insert(command.end(), {"--table=-1", "--config-file=none", "--foreground", "--log-stderr", "--log-level=3",
                                   "--num-threads=1", "--interface=internal/" + address(1),
                                   "--interface=external/" + address(2) + "!203.0.113.7", "--interface=internal/::1",
                                   fmt::format("--listen-ng={}:{}", address(9), control_port)});
    auto process = scenario::ChildProcess::start(command, log_);
    if (!process) return std::unexpected(process.error());
    process_.emplace(std::move(*process));
    for (int attempt = 0; attempt < 200 && process_->running(); ++attempt) {
      socket_->send(fmt::format("hello{} d7:command4:pinge", attempt), address(9), control_port);
      if (wait(50)) return drain();
    }
    return std::unexpected(Error{.kind = ErrorKind::missing, .message = "rtpengine does not answer", .place = log_});
  }

  std::optional<std::string> ask(std::string_view message) override {
    const std::string_view cookie = message.substr(0, message.find(' ') + 1);
    socket_->send(message, address(9), control_port);
    for (int waited_ms = 0; waited_ms < start_patience_ms; waited_ms += 100) {
      if (wait(100))
        while (auto reply = socket_->receive())
          if (reply->bytes.starts_with(cookie)) return std::move(reply->bytes);
      if (!process_->running()) return std::nullopt;
    }
    return std::nullopt;
  }

  bool alive() override { return process_ && process_->running(); }
  [[nodiscard]] std::vector<std::string> addresses() const override { return {address(1), address(2)}; }
  ~Daemon() override {
    process_.reset();
    if (!log_.empty()) unlink(log_.c_str());
  }

 private:
  [[nodiscard]] std::string address(int host) const { return fmt::format("127.93.{}.{}", slot_, host); }
  [[nodiscard]] bool wait(int timeout_ms) const {
    pollfd descriptor{.fd = socket_->descriptor(), .events = POLLIN, .revents = 0};
    return poll(&descriptor, 1, timeout_ms) > 0;
  }
  Expected<void> drain() {
    while (wait(20))
      while (socket_->receive()) {
      }
    return {};
  }

  int slot_;
  std::vector<std::string> command_;
  std::string log_;
  std::optional<LaneSocket> socket_;
  std::optional<scenario::ChildProcess> process_;
};

}  // namespace

Expected<PeerProgram> rtpengine_peer(std::string_view personality) {
  return scenario::rtpengine_of(personality, scenario::peers_directory(test::source_directory() + "/build/peers"));
}

Expected<std::unique_ptr<Contestant>> start_daemon(int slot, std::string_view personality) {
  auto program = rtpengine_peer(personality);
  if (!program) return std::unexpected(program.error());
  auto out = std::make_unique<Daemon>(slot, std::move(program->command));
  if (auto started = out->restart(); !started) return std::unexpected(started.error());
  return out;
}

}  // namespace rtpe::lane
