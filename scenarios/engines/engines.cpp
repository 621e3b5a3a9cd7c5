#include "scenarios/engines/engines.hpp"

#include <fmt/format.h>

#include "scenarios/run/timers.hpp"
#include "scenarios/world/random.hpp"

namespace rtpe::scenario {

mock::Delay delay_of(const DurationRange& range) {
  if (range.high <= range.low) return {.base = range.low};
  return {.distribution = mock::Delay::Distribution::uniform, .base = range.low, .spread = range.high - range.low};
}

/// One engine with its program and its place in the world.
class Engines::Hosted final : private mock::EngineObserver, private mock::ProgramOutput {
 public:
  Hosted(Engines& owner, const Engine& engine, std::uint32_t index, std::uint64_t seed)
      : owner_(owner),
        index_(index),
        name_(engine.config.name),
        engine_(seeded(engine.config, seed)),
        program_(engine_, options_of(engine, seed), owner.world_.now()) {
    engine_.observe(this);
    arm();
  }

  void request(std::uint32_t socket, std::string_view bytes) {
    const Endpoint& from = owner_.world_.local_endpoint(socket);
    const mock::Peer peer{
        .transport = mock::Transport::udp, .address = from.host, .port = from.port, .connection = socket};
    program_.receive(owner_.world_.now(), peer, bytes, *this);
    arm();
  }

  void work() {
    armed_ = Time::max();
    program_.run_timers(owner_.world_.now(), *this);
    arm();
  }

  void act(const mock::Effect& effect) {
    program_.act(owner_.world_.now(), effect, *this);
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

  [[nodiscard]] const mock::Program& program() const { return program_; }

 private:
  static mock::EngineConfig seeded(mock::EngineConfig config, std::uint64_t seed) {
    config.seed = derive_seed(seed, "engine " + config.name);
    return config;
  }
  static mock::ProgramOptions options_of(const Engine& engine, std::uint64_t seed) {
    const std::string& name = engine.config.name;
    return {.seed = derive_seed(seed, fmt::format("program {} of {}", engine.program_seed, name)),
            .rules = engine.rules,
            .service_time = delay_of(engine.service_time),
            .service_seed = derive_seed(seed, "service time of " + name)};
  }

  /// Keeps one entry for the program's next time in the world's heap.
  void arm() {
    const auto next = program_.next_time();
    if (!next || *next >= armed_) return;
    armed_ = *next;
    owner_.world_.schedule(*next, {.kind = static_cast<std::uint8_t>(TimerKind::engine_work), .index = index_});
  }

  void send(const mock::Peer& peer, std::string_view bytes, mock::Piece /*piece*/) override {
    owner_.world_.reply(index_, static_cast<std::uint32_t>(peer.connection), bytes);
  }
  void process_changed(mock::ProcessState /*state*/) override {
    if (owner_.listener_) owner_.listener_(index_);
  }
  void pace_changed() override {
    if (owner_.listener_) owner_.listener_(index_);
  }

  // A process that hung removes calls late, whenever they were due.
  void call_created(Time /*due*/, std::string_view call_id) override {
    ++owner_.calls_;
    owner_.recorder_.record(owner_.world_.now(), EngineCall{.engine = name_, .call_id = call_id, .created = true});
  }
  void call_removed(Time /*due*/, std::string_view call_id, std::string_view cause) override {
    --owner_.calls_;
    owner_.recorder_.record(owner_.world_.now(),
                            EngineCall{.engine = name_,
                                       .call_id = call_id,
                                       .created = false,
                                       .cause = from_word<RemovalCause>(cause).value_or(RemovalCause::none)});
  }

  Engines& owner_;
  std::uint32_t index_;
  std::string name_;
  mock::Engine engine_;
  mock::Program program_;
  Time armed_ = Time::max();
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
void Engines::work(std::uint32_t engine) { hosted_[engine]->work(); }
void Engines::talk(std::uint32_t engine, std::string_view call_id, const std::array<std::string_view, 2>& tags,
                   Duration duration) {
  hosted_[engine]->talk(call_id, tags, duration);
}
void Engines::act(std::uint32_t engine, const mock::Effect& effect) { hosted_[engine]->act(effect); }
const mock::Program& Engines::program(std::uint32_t engine) const { return hosted_[engine]->program(); }

}  // namespace rtpe::scenario
