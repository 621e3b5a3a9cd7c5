#include "scenarios/relay/ng_relay.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <map>
#include <utility>

#include "base/value.hpp"
#include "mock_engine/control/control_server.hpp"
#include "mock_engine/program/rule_writer.hpp"
#include "scenarios/engines/engines.hpp"
#include "scenarios/engines/reached_address.hpp"
#include "scenarios/engines/remote_host.hpp"
#include "scenarios/faults/fault_driver.hpp"
#include "scenarios/model/relay_file.hpp"
#include "scenarios/relay/relayed_calls.hpp"
#include "scenarios/run/network_rules.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::size_t most_relay_clients = 400;  ///< sockets of one pair
constexpr Duration relay_swept_every = std::chrono::seconds(1);

/// One pair. The control API sees it as it sees a mock engine.
class RelayedEngine final : public mock::Controlled, private NgListener {
 public:
  RelayedEngine(world::RealWorld& world, const Engine& engine, std::uint32_t number, RemoteHost& host, NgWatch& watch,
                Network standard)
      : world_(world),
        engine_(engine),
        number_(number),
        host_(host),
        watch_(watch),
        standard_(std::move(standard)),
        link_{.properties = standard_} {}

  Expected<void> open();
  void port_changed() {
    if (entrance_) entrance_->port_changed();
  }
  [[nodiscard]] NgRelay::Row row() const;

  [[nodiscard]] const std::string& name() const override { return engine_.config.name; }
  [[nodiscard]] std::vector<mock::ListenAddress> listening() const override { return {listen_}; }
  [[nodiscard]] mock::Program& program() override { return host_.program(); }
  [[nodiscard]] Time now() const override { return world_.now(); }
  void act(const mock::Effect& effect) override { host_.act(effect); }
  void settle() override { host_.settle_program(); }
  [[nodiscard]] Totals totals() const override {
    const NgRelay::Row counts = row();
    return {{"commands", counts.commands},
            {"passed", counts.passed},
            {"replies", counts.replies},
            {"answered", counts.answered}};
  }
  [[nodiscard]] std::string_view refusal(const mock::Effect& effect) const override { return remote_refusal(effect); }

  [[nodiscard]] const RelayLink& link() const { return link_; }
  [[nodiscard]] const Network& standard() const { return standard_; }
  void set_link(const RelayLink& link);

 private:
  void command(std::uint32_t entrance, world::EndpointId asker, std::string_view bytes) override;
  void reply(std::uint32_t entrance, world::EndpointId asker, std::string_view bytes) override;
  world::EndpointId open_client(const UdpSocket::Endpoint& from, world::Receiver& receiver);

  world::RealWorld& world_;
  const Engine& engine_;
  std::uint32_t number_;
  RemoteHost& host_;
  NgWatch& watch_;
  Network standard_;  ///< as at the start
  RelayLink link_;
  std::vector<world::RuleId> rules_;  ///< of a link that was changed
  mock::ListenAddress listen_;
  std::unique_ptr<NgEntrance> entrance_;
  std::uint64_t commands_ = 0, answered_ = 0;
};

Expected<void> RelayedEngine::open() {
  const auto listen = mock::parse_listen(engine_.listen);
  if (!listen) return std::unexpected(listen.error());
  listen_ = *listen;
  entrance_ = std::make_unique<NgEntrance>(NgEntrance::Parts{
      .world = world_,
      .listener = *this,
      .number = number_,
      .engine = world_.network().endpoint({.host = engine_.host, .port = engine_.port}, world::Protocol::ng),
      .address = listen_.address,
      .port = listen_.port,
      .open_asker = [this](const auto& from, world::Receiver& receiver) { return open_client(from, receiver); },
      .most_askers = most_relay_clients});
  if (auto opened = entrance_->open(); !opened) return opened;
  listen_.port = entrance_->port();
  return {};
}

/// In the world a client is at its own address, each address a site of its own.
world::EndpointId RelayedEngine::open_client(const UdpSocket::Endpoint& from, world::Receiver& receiver) {
  world::Network& network = world_.network();
  const std::string host = from.address().to_string();
  const std::string client = fmt::format("{} of {}", host, name());
  const auto known = network.find_site(client, world::Role::proxy);
  const world::SiteId site = known ? *known : network.add_site({.name = client, .role = world::Role::proxy});
  return network.open_any_port(host, world::Protocol::ng, site, receiver);
}

void RelayedEngine::command(std::uint32_t /*entrance*/, world::EndpointId asker, std::string_view bytes) {
  ++commands_;
  watch_.command(number_, asker, bytes);
}

void RelayedEngine::reply(std::uint32_t /*entrance*/, world::EndpointId asker, std::string_view bytes) {
  ++answered_;
  watch_.reply(number_, asker, bytes);
}

NgRelay::Row RelayedEngine::row() const {
  const RemoteHost::Totals totals = host_.totals();
  return {.name = engine_.config.name,
          .listen = listen_,
          .engine = engine_.address,
          .host = engine_.host,
          .commands = commands_,
          .passed = totals.requests,
          .replies = totals.replies,
          .answered = answered_};
}

void RelayedEngine::set_link(const RelayLink& link) {
  using Partition = RelayLink::Partition;
  world::Network& network = world_.network();
  for (const world::RuleId rule : std::exchange(rules_, {})) network.remove(rule);
  link_ = link;
  auto [requests, replies] = link_rules(link.properties, world::the_site(host_.site()));
  if (link.partition == Partition::requests || link.partition == Partition::both)
    requests.passage = world::Passage::cut;
  if (link.partition == Partition::replies || link.partition == Partition::both) replies.passage = world::Passage::cut;
  for (const world::Rule& rule : {requests, replies}) rules_.push_back(network.add(rule));
}

mock::ControlReply link_reply(const RelayedEngine& engine) {
  std::string body;
  append_json(body, table_of(engine.link()));
  return {.body = body + "\n"};
}

class RelayRun final : public NgRelay, private world::Waker {
 public:
  RelayRun(Scenario plan, RelayOptions options)
      : plan_(std::move(plan)),
        options_(std::move(options)),
        world_(plan_.seed, options_.datagrams),
        recorder_(world_.start(), plan_.max_events, ClockKind::real_time),
        calls_(world_, recorder_),
        watch_({.world = world_,
                .recorder = recorder_,
                .call_of = [this](Command command,
                                  std::string_view call_id) { return calls_.number_of(command, call_id); },
                .answered = [this](const NgWatch::Answered& answer) { calls_.answered(answer); }}),
        waker_(world_.add(*this)),
        faults_({.scenario = plan_, .world = world_, .engines = engines_, .recorder = recorder_}) {
    for (EventSink* sink : options_.sinks) recorder_.add(*sink);
  }

  Expected<void> open();
  [[nodiscard]] std::vector<Row> rows() const override;
  [[nodiscard]] std::optional<mock::ListenAddress> control() const override {
    return control_ ? std::optional(control_->listening()) : std::nullopt;
  }
  Expected<void> run(const std::atomic<bool>& interrupt) override;

 private:
  void wake(std::uint64_t token) override;
  Expected<void> find_engines();
  Expected<void> open_engine(std::uint32_t number);
  std::optional<mock::ControlReply> on_link(const mock::ControlCall& call);
  void tell_start();

  Scenario plan_;
  RelayOptions options_;
  world::RealWorld world_;
  Recorder recorder_;
  RelayedCalls calls_;
  NgWatch watch_;
  world::WakerId waker_;
  Engines engines_;
  FaultDriver faults_;
  std::vector<ControlAddress> reached_;  ///< of the engines, each looked up once
  std::vector<std::unique_ptr<RelayedEngine>> pairs_;
  std::unique_ptr<mock::ControlServer> control_;
};

Expected<void> RelayRun::open_engine(std::uint32_t number) {
  const Engine& engine = plan_.engines[number];
  auto host = make_remote_host(world_,
                               {.engine = engine,
                                .seed = plan_.seed,
                                .duties = {},
                                .recorder = recorder_,
                                .on_change =
                                    [this, number] {
                                      if (number < pairs_.size()) pairs_[number]->port_changed();
                                      engines_.tell_change(number);
                                    },
                                .journal_entries = options_.journal_entries},
                               reached_[number]);
  if (!host) return std::unexpected(host.error());
  Network standard = plan_.network;
  for (const Network& link : plan_.links)
    if (link.engine == engine.config.name) standard = link;
  pairs_.push_back(std::make_unique<RelayedEngine>(world_, engine, number, **host, watch_, std::move(standard)));
  engines_.add(std::move(*host));
  return pairs_.back()->open();
}

Expected<void> RelayRun::find_engines() {
  for (Engine& engine : plan_.engines) {
    const auto address = reached_address(engine.address);
    if (!address) return std::unexpected(address.error());
    engine.host = address->host;  // in the world an engine is where it really is
    engine.port = address->port;
    reached_.push_back(*address);
    for (const Engine* other = plan_.engines.data(); other != &engine; ++other)
      if (other->host == engine.host && other->port == engine.port)
        return std::unexpected(
            Error{.message = fmt::format("two pairs lead to {}: {} is {}", other->address, engine.address, engine.host),
                  .remedy = "one pair serves all clients of an engine"});
    const auto listen = mock::parse_listen(engine.listen);
    if (listen && listen->address == engine.host && listen->port == engine.port)
      return std::unexpected(
          Error{.message = fmt::format("engine \"{}\" would be relayed to the relay itself: {} is {}",
                                       engine.config.name, engine.address, engine.host),
                .remedy = "listen where the engine is not"});
  }
  return {};
}

Expected<void> RelayRun::open() {
  if (auto found = find_engines(); !found) return found;
  for (std::uint32_t number = 0; number < plan_.engines.size(); ++number)
    if (auto opened = open_engine(number); !opened) return opened;
  engines_.on_change([this](std::uint32_t engine) { faults_.process_changed(engine); });
  lay_out(plan_, engines_.sites(), world_);
  if (!options_.control) return {};
  std::vector<mock::Controlled*> controlled;
  for (const auto& pair : pairs_) controlled.push_back(pair.get());
  auto server = mock::ControlServer::open(world_.context(), *options_.control, std::move(controlled),
                                          [this](const mock::ControlCall& call) { return on_link(call); });
  if (!server) return std::unexpected(server.error());
  control_ = std::move(*server);
  return {};
}

std::optional<mock::ControlReply> RelayRun::on_link(const mock::ControlCall& call) {
  if (call.path.empty() || call.path.front() != "link") return std::nullopt;
  if (call.path.size() > 1) return mock::error_reply(404, "no such path");
  for (const auto& pair : pairs_) {
    if (pair.get() != &call.server) continue;
    if (call.method == "PUT") {
      const auto link = read_link_json(call.body, pair->standard());
      if (!link) return mock::error_reply(link.error());
      pair->set_link(*link);
    } else if (call.method == "DELETE") {
      pair->set_link({.properties = pair->standard()});
    } else if (call.method != "GET") {
      return mock::method_not_allowed("GET, PUT, DELETE");
    }
    return link_reply(*pair);
  }
  return std::nullopt;
}

std::vector<NgRelay::Row> RelayRun::rows() const {
  std::vector<Row> rows;
  for (const auto& pair : pairs_) rows.push_back(pair->row());
  return rows;
}

void RelayRun::tell_start() {
  const ProxyEntry clients{.host = "external"};
  std::vector<NodeEntry> nodes;
  std::vector<EngineEntry> engines;
  for (const Engine& engine : plan_.engines) {
    nodes.push_back({.name = engine.address, .url = engine.address, .weight = 1, .engine = engine.config.name});
    engines.push_back({.name = engine.config.name, .host = "external", .listen = engine.listen});
  }
  recorder_.record(recorder_.start(), RunStarted{.title = plan_.title,
                                                 .file = plan_.file,
                                                 .clock = ClockKind::real_time,
                                                 .seed = plan_.seed,
                                                 .start = recorder_.start().time_since_epoch(),
                                                 .proxies = {&clients, 1},
                                                 .engines = engines,
                                                 .nodes = nodes});
}

void RelayRun::wake(std::uint64_t /*token*/) {
  watch_.sweep();
  world_.at(world_.now() + relay_swept_every, waker_);
}

Expected<void> RelayRun::run(const std::atomic<bool>& interrupt) {
  world_.begin();
  recorder_.begin(world_.start());
  tell_start();
  faults_.schedule();
  world_.at(world_.now() + relay_swept_every, waker_);
  while (!interrupt.load(std::memory_order_relaxed))
    if (auto stepped = world_.step(); !stepped) return std::unexpected(stepped.error());
  recorder_.record(world_.now(), RunEnded{.events = recorder_.events() + 1, .end = RunEnd::interrupted});
  return {};
}

}  // namespace

Expected<std::unique_ptr<NgRelay>> NgRelay::open(Scenario plan, RelayOptions options) {
  if (auto checked = check_relay(plan); !checked) return std::unexpected(checked.error());
  auto relay = std::make_unique<RelayRun>(std::move(plan), std::move(options));
  if (auto opened = relay->open(); !opened) return std::unexpected(opened.error());
  return std::unique_ptr<NgRelay>(std::move(relay));
}

}  // namespace rtpe::scenario
