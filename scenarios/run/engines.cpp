#include "scenarios/run/engines.hpp"

#include <fmt/format.h>

#include "scenarios/run/timers.hpp"

namespace rtpe::scenario {

/// One engine with its place in the world, and its program in front of it when it has one.
class Engines::Hosted final : private mock::EngineObserver, private mock::ReplySink, private mock::ProgramOutput {
 public:
  Hosted(Engines& owner, const Engine& engine, std::uint32_t index, std::uint64_t seed)
      : owner_(owner),
        index_(index),
        name_(engine.config.name),
        engine_(seeded(engine.config, seed)),
        service_(seed, "service time of " + engine.config.name),
        service_time_(engine.service_time) {
    engine_.observe(this);
    if (engine.rules.empty()) return;
    const auto program_seed = derive_seed(seed, fmt::format("program {} of {}", engine.program_seed, name_));
    program_.emplace(engine_, mock::ProgramOptions{.seed = program_seed, .rules = engine.rules}, owner.world_.now());
    arm();
  }

  void request(std::uint32_t socket, std::string_view bytes) {
    if (hung_) {
      if (waiting_.size() < socket_backlog) waiting_.push_back({std::string(bytes), socket});
      return;
    }
    socket_ = socket;
    const Endpoint& from = owner_.world_.local_endpoint(socket);
    const mock::Peer peer{
        .transport = mock::Transport::udp, .address = from.host, .port = from.port, .connection = socket};
    if (program_)
      program_->receive(owner_.world_.now(), peer, bytes, *this);
    else
      engine_.receive(owner_.world_.now(), peer, bytes, *this);
    arm();
  }

  void work() {
    armed_ = Time::max();
    if (!hung_ && program_)
      program_->run_timers(owner_.world_.now(), *this);
    else if (!hung_)
      engine_.run_timers(owner_.world_.now());
    arm();
  }

  void lose_state() {
    forget_replies();
    waiting_.clear();
    engine_.restart(owner_.world_.now());
    come_back();
  }

  void come_back() {
    if (!program_ || program_->process() == mock::ProcessState::down) return;
    const bool was_up = program_->process() == mock::ProcessState::up;
    restarting_ = true;
    program_->act(owner_.world_.now(), {.verb = mock::Verb::restart, .duration = Duration{}}, *this);
    restarting_ = false;
    if (!was_up) process_changed(mock::ProcessState::up);
    arm();
  }

  void talk(std::string_view call_id, const std::array<std::string_view, 2>& tags, Duration duration) {
    constexpr std::uint64_t packets_per_s = 50, packet_octets = 172;  // G.711 in 20 ms
    const auto packets =
        static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::seconds>(duration).count()) * packets_per_s;
    std::uint32_t ssrc = 0x1000;
    for (const std::string_view tag : tags) {
      const mock::PacketObservation media{.from = {.call_id = call_id, .tag = tag},
                                          .at = owner_.world_.now() + duration,
                                          .packets = packets,
                                          .octets = packets * packet_octets,
                                          .ssrc = ++ssrc};
      if (!engine_.observe(media)) return;  // crashed since: the media is lost, calls_lost says so
    }
  }

  void hang() { hung_ = true; }

  void wake() {
    hung_ = false;
    for (const std::uint32_t slot : std::exchange(late_, {})) send_reply(slot);
    for (const Waiting& request : std::exchange(waiting_, {})) this->request(request.socket, request.bytes);
    work();
  }

  void set_service_time(const DurationRange& service_time) { service_time_ = service_time; }

  /// A reply that was worked out earlier leaves now, unless the process hangs or is another one by now.
  void send_reply(std::uint32_t slot_index) {
    if (hung_) return late_.push_back(slot_index);
    const Slot& slot = owner_.replies_[slot_index];
    if (slot.generation == generation_) owner_.world_.reply(index_, slot.socket, slot.bytes);
    owner_.replies_.give_back(slot_index);
  }

 private:
  struct Waiting {
    std::string bytes;
    std::uint32_t socket;
  };

  static mock::EngineConfig seeded(mock::EngineConfig config, std::uint64_t seed) {
    config.seed = derive_seed(seed, "engine " + config.name);
    return config;
  }

  /// Keeps one entry for the engine's next timer in the world's heap.
  void arm() {
    const auto next = program_ ? program_->next_timer() : engine_.next_timer();
    if (!next || *next >= armed_ || hung_) return;
    armed_ = *next;
    owner_.world_.schedule(*next, {.kind = static_cast<std::uint8_t>(TimerKind::engine_work), .index = index_});
  }

  void reply(std::string_view bytes, Duration delay) override {
    leave(socket_, bytes, delay + service_.uniform(service_time_));
  }

  void send(const mock::Peer& peer, const mock::Outgoing& outgoing) override {
    // All pieces of a reply are as late as its first one.
    if (!in_pieces_) piece_service_ = service_.uniform(service_time_);
    in_pieces_ = outgoing.piece == mock::Outgoing::Piece::more;
    leave(static_cast<std::uint32_t>(peer.connection), outgoing.bytes, outgoing.delay + piece_service_);
  }

  void process_changed(mock::ProcessState state) override {
    if (restarting_) return;
    if (state == mock::ProcessState::down) forget_replies();
    if (owner_.listener_) owner_.listener_({.engine = index_, .state = state, .keeps_calls = program_->keeps_calls()});
  }

  /// What has not left yet never will.
  void forget_replies() { ++generation_; }

  void leave(std::uint32_t socket, std::string_view bytes, Duration total) {
    if (total <= Duration{}) return owner_.world_.reply(index_, socket, bytes);
    const std::uint32_t slot = owner_.replies_.take(socket, index_, bytes);
    owner_.replies_[slot].generation = generation_;
    owner_.world_.schedule(owner_.world_.now() + total,
                           {.kind = static_cast<std::uint8_t>(TimerKind::engine_reply), .index = slot});
  }

  void call_created(Time now, std::string_view call_id) override {
    ++owner_.calls_;
    owner_.recorder_.record(now, EngineCall{.engine = name_, .call_id = call_id, .created = true, .cause = {}});
  }
  void call_removed(Time now, std::string_view call_id, std::string_view cause) override {
    --owner_.calls_;
    owner_.recorder_.record(now, EngineCall{.engine = name_, .call_id = call_id, .created = false, .cause = cause});
  }

  Engines& owner_;
  std::uint32_t index_;
  std::string name_;
  mock::Engine engine_;
  std::optional<mock::Program> program_;
  RandomStream service_;
  DurationRange service_time_;
  std::vector<Waiting> waiting_;     ///< while it hangs
  std::vector<std::uint32_t> late_;  ///< replies that were due while it hung
  std::uint32_t socket_ = 0;         ///< of the request being answered
  std::uint32_t generation_ = 0;     ///< of its process
  Time armed_ = Time::max();
  Duration piece_service_{};  ///< service time of the reply that is leaving in pieces
  bool in_pieces_ = false;
  bool hung_ = false;
  bool restarting_ = false;  ///< the world knows already
};

Engines::Engines(const Scenario& scenario, std::uint64_t seed, World& world, Recorder& recorder)
    : world_(world), recorder_(recorder) {
  for (std::uint32_t index = 0; index < scenario.engines.size(); ++index)
    hosted_.push_back(std::make_unique<Hosted>(*this, scenario.engines[index], index, seed));
}
Engines::~Engines() = default;

void Engines::request(std::uint32_t engine, std::uint32_t socket, std::string_view bytes) {
  hosted_[engine]->request(socket, bytes);
}
void Engines::send_reply(std::uint32_t slot_index) { hosted_[replies_[slot_index].engine]->send_reply(slot_index); }
void Engines::work(std::uint32_t engine) { hosted_[engine]->work(); }
void Engines::talk(std::uint32_t engine, std::string_view call_id, const std::array<std::string_view, 2>& tags,
                   Duration duration) {
  hosted_[engine]->talk(call_id, tags, duration);
}
void Engines::lose_state(std::uint32_t engine) { hosted_[engine]->lose_state(); }
void Engines::come_back(std::uint32_t engine) { hosted_[engine]->come_back(); }
void Engines::hang(std::uint32_t engine) { hosted_[engine]->hang(); }
void Engines::wake(std::uint32_t engine) { hosted_[engine]->wake(); }
void Engines::set_service_time(std::uint32_t engine, const DurationRange& service_time) {
  hosted_[engine]->set_service_time(service_time);
}

}  // namespace rtpe::scenario
