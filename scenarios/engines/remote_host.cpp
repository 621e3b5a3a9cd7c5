#include "scenarios/engines/remote_host.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "mock_engine/program/request_view.hpp"
#include "scenarios/engines/program_host.hpp"
#include "scenarios/process/udp_socket.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::size_t most_remote_askers = 1024, most_remote_calls = 1'000'000;
constexpr std::string_view probe_text = "rtpe-lab d7:command4:pinge";

/// Each socket that asks has a socket of its own here: by it the reply finds back.
class RemoteEngine final : public mock::CommandTarget {
 public:
  using Answered = std::function<void(world::EndpointId to, std::string_view reply)>;
  RemoteEngine(world::RealWorld& world, ControlAddress address, Answered answered)
      : world_(world), host_(std::move(address.host)), port_(address.port), answered_(std::move(answered)) {}

  Expected<void> open() {
    auto socket = bind([this](const std::string&) { has_answered_ = true; });
    if (!socket) return std::unexpected(socket.error());
    probe_ = std::move(*socket);
    return {};
  }
  void probe() { probe_->send(probe_text, host_, port_); }
  [[nodiscard]] bool has_answered() const { return has_answered_; }
  [[nodiscard]] const RemoteHost::Totals& totals() const { return totals_; }

  void receive(Time /*now*/, const mock::Peer& peer, std::string_view message, mock::ReplySink& /*sink*/) override {
    const auto from = static_cast<world::EndpointId>(peer.connection);
    auto asker = askers_.find(from);
    if (asker == askers_.end()) {
      if (askers_.size() >= most_remote_askers) askers_.erase(askers_.begin());
      auto socket = bind([this, from](const std::string& reply) {
        has_answered_ = true;
        ++totals_.replies;
        answered_(from, reply);
      });
      if (!socket) return world_.break_down(socket.error());
      asker = askers_.emplace(from, std::move(*socket)).first;
    }
    learn(message);
    ++totals_.requests;
    asker->second->send(message, host_, port_);
  }
  [[nodiscard]] bool answers_later() const override { return true; }
  /// The engine itself lives on; who relays to it had sockets, which are gone.
  void restart(Time /*now*/) override { askers_.clear(); }
  void restart_with_calls(Time /*now*/) override { askers_.clear(); }
  /// An offer for it has been passed on, and no delete since.
  [[nodiscard]] bool has_call(std::string_view call_id) const override { return calls_.contains(call_id); }

 private:
  [[nodiscard]] Expected<std::unique_ptr<UdpSocket>> bind(std::function<void(const std::string&)> told) const {
    return UdpSocket::bind(world_.context(), host_.contains(':') ? "::" : "0.0.0.0", 0,
                           [told = std::move(told)](const std::string& bytes, const auto&) { told(bytes); });
  }
  void learn(std::string_view message) {
    const mock::RequestView request = reader_.read(message);
    if (!request.command || !request.call_id) return;
    if (*request.command == "offer" && calls_.size() < most_remote_calls) calls_.emplace(*request.call_id);
    if (*request.command == "delete")
      if (const auto known = calls_.find(*request.call_id); known != calls_.end()) calls_.erase(known);
  }

  world::RealWorld& world_;
  std::string host_;
  std::uint16_t port_;
  Answered answered_;
  std::map<world::EndpointId, std::unique_ptr<UdpSocket>> askers_;
  std::unique_ptr<UdpSocket> probe_;
  std::set<std::string, std::less<>> calls_;
  mock::RequestReader reader_;
  RemoteHost::Totals totals_;
  bool has_answered_ = false;
};

class Remote final : public RemoteHost {
 public:
  Remote(world::RealWorld& world, const EngineSetup& setup, ControlAddress address)
      : engine_(world, std::move(address),
                [this](world::EndpointId to, std::string_view reply) { front_.answer(to, reply); }),
        front_(world, engine_, setup) {
    front_.settle();
  }
  Expected<void> open() { return engine_.open(); }

  [[nodiscard]] world::SiteId site() const override { return front_.site(); }
  void act(const mock::Effect& effect) override { front_.act(effect); }
  /// Its calls are there again: only what stands in front of it went down.
  [[nodiscard]] Process process() const override {
    Process process = front_.process();
    process.keeps_calls = process.state == mock::ProcessState::down;
    return process;
  }
  void talk(const flow::Talk& /*talk*/) override {}
  [[nodiscard]] std::uint64_t calls() const override { return 0; }
  [[nodiscard]] mock::Program& program() override { return front_.program(); }
  void settle_program() override { front_.settle(); }
  [[nodiscard]] Totals totals() const override { return engine_.totals(); }
  void probe() override { engine_.probe(); }
  [[nodiscard]] bool has_answered() const override { return engine_.has_answered(); }

 private:
  class Front final : public ProgramHost {
   public:
    using ProgramHost::ProgramHost;
    void talk(const flow::Talk& /*talk*/) override {}
    [[nodiscard]] std::uint64_t calls() const override { return 0; }
  };

  RemoteEngine engine_;
  Front front_;
};

}  // namespace

std::string_view remote_refusal(const mock::Effect& effect) {
  return effect.verb == mock::Verb::out_of_ports
             ? "\"out-of-ports\" needs the engine itself; { error = \"Ran out of ports\" } answers for it"
             : std::string_view();
}

Expected<std::unique_ptr<RemoteHost>> make_remote_host(world::RealWorld& world, const EngineSetup& setup,
                                                       ControlAddress where) {
  auto host = std::make_unique<Remote>(world, setup, std::move(where));
  if (auto opened = host->open(); !opened) return std::unexpected(opened.error());
  return std::unique_ptr<RemoteHost>(std::move(host));
}

}  // namespace rtpe::scenario
