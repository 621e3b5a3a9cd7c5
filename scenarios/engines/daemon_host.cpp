#include "scenarios/engines/daemon_host.hpp"

#include <fmt/format.h>

#include <csignal>
#include <map>
#include <utility>

#include "client/bencode/reader.hpp"
#include "scenarios/engines/daemon_command.hpp"
#include "scenarios/process/child_process.hpp"
#include "scenarios/process/line_pipe.hpp"
#include "scenarios/process/loopback.hpp"
#include "scenarios/process/peer_root.hpp"
#include "scenarios/process/udp_socket.hpp"

namespace rtpe::scenario {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds probed_every{40}, looked_at_every{250};
constexpr std::size_t most_askers = 65536;

/// In the world it has an endpoint; each socket that asks it there has a socket of its own here.
class Daemon final : public DaemonHost, private world::Receiver, private world::Waker {
 public:
  Daemon(world::RealWorld& world, EngineSetup setup, DaemonAddresses addresses, PeerProgram program,
         std::function<void(std::string_view)> told)
      : world_(world),
        engine_(setup.engine),
        on_change_(std::move(setup.on_change)),
        addresses_(std::move(addresses)),
        program_(std::move(program)),
        told_(std::move(told)),
        site_(world.network().add_site({.name = engine_.config.name, .role = world::Role::engine})),
        endpoint_(
            world.network().open({.host = engine_.host, .port = engine_.port}, world::Protocol::ng, site_, *this)),
        waker_(world.add(*this)) {}

  Expected<void> open();
  [[nodiscard]] world::SiteId site() const override { return site_; }
  [[nodiscard]] Process process() const override { return {.state = state_}; }
  [[nodiscard]] std::uint64_t calls() const override { return 0; }
  void talk(const flow::Talk& /*talk*/) override {}
  void act(const mock::Effect& effect) override;
  Expected<bool> is_up() override;

 private:
  enum Token : std::uint64_t { look, probe, back };

  void datagram(world::EndpointId to, world::EndpointId from, std::string& bytes) override;
  void wake(std::uint64_t token) override;
  Expected<void> launch();
  void ask_whether_it_is_there();
  void turn(mock::ProcessState state);
  /// `back` at the end of what lasts; a later effect makes it void.
  void ends_after(const std::optional<Duration>& duration);

  world::RealWorld& world_;
  const Engine& engine_;
  std::function<void()> on_change_;
  DaemonAddresses addresses_;
  PeerProgram program_;
  std::function<void(std::string_view)> told_;
  world::SiteId site_;
  world::EndpointId endpoint_;
  world::WakerId waker_;
  std::map<world::EndpointId, std::unique_ptr<UdpSocket>> askers_;
  std::unique_ptr<UdpSocket> probe_;
  std::unique_ptr<LinePipe> log_;
  std::optional<ChildProcess> child_;
  mock::ProcessState state_ = mock::ProcessState::up;
  bool answers_ = false, begun_ = false;
  std::uint64_t turns_ = 0;  ///< effects so far
  Time probed_at_{};
};

Expected<void> Daemon::open() {
  auto socket = UdpSocket::bind(world_.context(), addresses_.asker(), 0, [this](auto&&...) {
    const bool was_there = std::exchange(answers_, true);
    if (!was_there && state_ == mock::ProcessState::down) turn(mock::ProcessState::up);
  });
  if (!socket) return std::unexpected(socket.error());
  probe_ = std::move(*socket);
  return launch();
}

Expected<void> Daemon::launch() {
  answers_ = false;
  auto log = LinePipe::open(world_.context(), [this](std::string_view line) {
    log_->keep(line);
    if (told_) told_(line);
  });
  if (!log) return std::unexpected(log.error());
  log_ = std::move(*log);
  std::vector<std::string> command = program_.command;
  const std::vector<std::string> whole = daemon_command(engine_, addresses_);
  command.insert(command.end(), whole.begin() + 1, whole.end());
  auto child = ChildProcess::start(command, log_->writer());
  log_->started();
  if (!child) {
    child.error().remedy = "install it: scripts/install-deps --lanes";
    return std::unexpected(child.error());
  }
  child_ = std::move(*child);
  return {};
}

void Daemon::ask_whether_it_is_there() {
  probed_at_ = world_.now();
  probe_->send("rtpe-lab d7:command4:pinge", addresses_.control(), DaemonAddresses::control_port);
}

Expected<bool> Daemon::is_up() {
  if (!child_->running()) {
    log_->drain();
    return std::unexpected(Error{.kind = ErrorKind::missing,
                                 .message = fmt::format("rtpengine \"{}\" does not start; the end of its log: {}",
                                                        engine_.config.name, log_->last_lines()),
                                 .place = program_.path()});
  }
  if (answers_ && !std::exchange(begun_, true)) world_.at(world_.now() + looked_at_every, waker_, look);
  if (!answers_ && world_.now() - probed_at_ > probed_every) ask_whether_it_is_there();
  return answers_;
}

void Daemon::turn(mock::ProcessState state) {
  state_ = state;
  world_.network().set_port(endpoint_, state == mock::ProcessState::down ? world::Port::closed : world::Port::open);
  if (on_change_) on_change_();
}

void Daemon::ends_after(const std::optional<Duration>& duration) {
  ++turns_;
  if (duration) world_.at(world_.now() + *duration, waker_, back | (turns_ << 2U));
}

void Daemon::act(const mock::Effect& effect) {
  if (effect.verb == mock::Verb::hang) {
    if (state_ != mock::ProcessState::up) return;
    child_->signal(SIGSTOP);
    turn(mock::ProcessState::hung);
    return ends_after(effect.duration);
  }
  if (effect.verb == mock::Verb::recover) {
    ends_after(Duration{});
    return;
  }
  child_->kill_now();
  askers_.clear();  // what it would have said is lost
  turn(mock::ProcessState::down);
  ends_after(effect.verb == mock::Verb::restart ? effect.duration.value_or(Duration{}) : effect.duration);
}

void Daemon::wake(std::uint64_t token) {
  if ((token & 3U) == back) {
    if (token >> 2U != turns_) return;
    if (state_ == mock::ProcessState::hung) {
      child_->signal(SIGCONT);
      return turn(mock::ProcessState::up);
    }
    if (state_ != mock::ProcessState::down) return;
    if (auto launched = launch(); !launched) return world_.break_down(launched.error());
    return world_.at(world_.now(), waker_, probe);
  }
  if (token == probe) {
    if (answers_ || state_ != mock::ProcessState::down) return;
    ask_whether_it_is_there();
    return world_.at(world_.now() + probed_every, waker_, probe);
  }
  world_.at(world_.now() + looked_at_every, waker_, look);
  if (state_ == mock::ProcessState::down || child_->running()) return;
  log_->drain();
  world_.break_down({.kind = ErrorKind::missing,
                     .message = fmt::format("rtpengine \"{}\" has ended; the end of its log: {}", engine_.config.name,
                                            log_->last_lines()),
                     .place = program_.path()});
}

void Daemon::datagram(world::EndpointId /*to*/, world::EndpointId from, std::string& bytes) {
  auto asker = askers_.find(from);
  if (asker == askers_.end()) {
    if (askers_.size() >= most_askers) return;
    auto socket =
        UdpSocket::bind(world_.context(), addresses_.asker(), 0,
                        [this, from](const std::string& reply, const auto&) { world_.send(endpoint_, from, reply); });
    if (!socket) return world_.break_down(socket.error());
    asker = askers_.emplace(from, std::move(*socket)).first;
  }
  asker->second->send(bytes, addresses_.control(), DaemonAddresses::control_port);
}

}  // namespace

Expected<std::unique_ptr<DaemonHost>> make_daemon_host(world::RealWorld& world, EngineSetup setup, std::uint32_t number,
                                                       const std::string& prefix,
                                                       const std::function<void(std::string_view)>& told) {
  const auto program = rtpengine_of(setup.engine.config.personality->name, peers_directory());
  if (!program) return std::unexpected(program.error());
  Error last;
  for (const std::string& block : loopback_blocks(prefix)) {
    const DaemonAddresses addresses{.prefix = block, .number = number};
    if (const auto free =
            UdpSocket::bind(world.context(), addresses.control(), DaemonAddresses::control_port, [](auto&&...) {});
        !free) {
      last = free.error();
      continue;
    }
    auto host = std::make_unique<Daemon>(world, std::move(setup), addresses, *program, told);
    if (auto opened = host->open(); !opened) return std::unexpected(opened.error());
    return std::unique_ptr<DaemonHost>(std::move(host));
  }
  return std::unexpected(last);
}

}  // namespace rtpe::scenario
