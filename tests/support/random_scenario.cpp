#include "tests/support/random_scenario.hpp"

#include <fmt/format.h>

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>

#include "mock_engine/options.hpp"
#include "mock_engine/program/rule_words.hpp"
#include "scenarios/model/node_row.hpp"
#include "tests/support/example_of.hpp"

namespace rtpe::test {
namespace {

using namespace rtpe::scenario;

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}

  std::int64_t number(std::int64_t least, std::int64_t most) {
    return boost::random::uniform_int_distribution<std::int64_t>(least, most)(random_);
  }
  bool one_in(std::int64_t n) { return number(1, n) == 1; }
  /// Of every size: nanoseconds to hours.
  Duration duration(Duration most = std::chrono::hours(5)) {
    const std::int64_t unit = std::int64_t{1} << number(0, 44);
    return Duration(number(0, std::min(unit, most.count())));
  }
  Duration above(Duration low) { return low + duration() + Duration(1); }
  DurationRange range() {
    const Duration low = duration();
    return {low, one_in(2) ? low : low + duration()};
  }
  double share() { return static_cast<double>(number(0, 1000)) / 1000; }
  std::string text() {
    constexpr std::string_view letters = "abcXYZ019 _-.:/\"'\\$()=~\t\xc3\xa9";
    std::string out = one_in(3) ? "\xc3\xa9" : "";
    for (std::int64_t n = number(1, 12); n > 0; --n) {
      const char c = letters[static_cast<std::size_t>(number(0, static_cast<std::int64_t>(letters.size()) - 3))];
      out += c;
    }
    return out;
  }
  template <class T>
  T any(T most) {
    return static_cast<T>(number(0, static_cast<std::int64_t>(most)));
  }
  template <class Range>
  auto of(const Range& range) {
    return range[static_cast<std::size_t>(number(0, static_cast<std::int64_t>(std::size(range)) - 1))];
  }

 private:
  boost::random::mt19937_64 random_;
};

mock::Delay delay(Draw& draw) {
  using enum mock::Delay::Distribution;
  const Duration base = draw.duration();
  switch (draw.number(0, 4)) {
    case 0:
      return {.distribution = fixed, .base = base};
    case 1:
      return {.distribution = uniform, .base = base, .spread = draw.duration() + Duration(1)};
    case 2:
      return {.distribution = normal, .base = base, .spread = draw.duration()};
    case 3:
      return {.distribution = lognormal, .base = base, .sigma = draw.share() * 10};
    default:
      return {.distribution = exponential, .base = base};
  }
}

mock::Effect effect(Draw& draw, bool by_time) {
  const mock::VerbForm* form = nullptr;
  do form = &mock::form_of(draw.any(mock::Verb::recover));
  while (by_time && !mock::acts_on_process(form->verb));
  mock::Effect effect = mock::default_effect(*form);
  using Value = mock::VerbForm::Value;
  if (form->shorthand == Value::delay) effect.delay = delay(draw);
  if (form->shorthand == Value::text && (form->needs_value || draw.one_in(2))) effect.text = draw.text();
  if (form->shorthand == Value::count && (form->needs_value || draw.one_in(2)))
    effect.count = static_cast<std::uint32_t>(draw.number(2, 1000));
  if (form->shorthand == Value::duration && draw.one_in(2)) effect.duration = draw.duration();
  if (form->shorthand == Value::duration && form->verb != mock::Verb::hang && draw.one_in(3))
    effect.state = mock::Effect::State::kept;
  if (!form->interval_key.empty() && draw.one_in(2)) {
    if (mock::acts_on_process(form->verb))
      effect.duration = draw.duration();
    else
      effect.interval = draw.duration() + Duration(1);
  }
  return effect;
}

mock::TextMatch match(Draw& draw) {
  if (draw.one_in(2)) return {};
  using Kind = mock::TextMatch::Kind;
  const auto kind = static_cast<Kind>(draw.number(1, static_cast<std::int64_t>(Kind::does_not_match)));
  const bool is_expression = kind == Kind::matches || kind == Kind::does_not_match;
  return mock::TextMatch::make(kind, is_expression ? "[a-z]+\\d*\"?" : draw.text()).value();
}

mock::Rule random_rule(Draw& draw, std::size_t position) {
  mock::Rule rule;
  rule.name = fmt::format("rule {}", position);
  if (draw.one_in(3)) rule.at = draw.duration();
  if (draw.one_in(2))
    rule.match.commands =
        draw.one_in(2) ? std::vector<std::string>{"offer"} : std::vector<std::string>{"offer", "delete"};
  rule.match.call_id = match(draw);
  rule.match.from_tag = match(draw);
  rule.match.to_tag = match(draw);
  if (draw.one_in(3)) rule.match.transports = {mock::Transport::udp, mock::Transport::websocket};
  if (draw.one_in(4)) rule.match.peer_address = "10.0.0.9";
  rule.match.call = draw.any(mock::RequestMatch::Call::known);
  if (draw.one_in(3)) rule.occurrence.after = static_cast<std::uint64_t>(draw.number(0, 100));
  if (draw.one_in(3)) rule.occurrence.first = static_cast<std::uint64_t>(draw.number(1, 100));
  if (draw.one_in(3)) rule.occurrence.every = static_cast<std::uint64_t>(draw.number(1, 100));
  if (draw.one_in(3)) {
    rule.from = draw.one_in(2) ? Duration::zero() : draw.duration();
    if (draw.one_in(2)) rule.until = draw.above(*rule.from);
  }
  if (draw.one_in(3)) rule.probability = draw.share();
  if (draw.one_in(4)) rule.required_state = draw.text();
  if (draw.one_in(4)) rule.new_state = draw.text();
  for (std::int64_t n = draw.number(1, 3); n > 0; --n) rule.effects.push_back(effect(draw, rule.at.has_value()));
  return rule;
}

Engine engine(Draw& draw, std::size_t position) {
  Engine engine;
  engine.config.name = position == 0 ? "a" : fmt::format("engine-{}", position);  // "a": examples of checks name it
  engine.host = draw.one_in(4) ? "2001:db8::1" : fmt::format("10.0.0.{}", position + 1);
  engine.port = static_cast<std::uint16_t>(2000 + position);
  engine.scheme = engine.host.contains(':') ? Scheme::udp6 : Scheme::udp;
  engine.listen = engine.host.contains(':') ? fmt::format("udp6:[{}]:{}", engine.host, engine.port)
                                            : fmt::format("udp:{}:{}", engine.host, engine.port);
  engine.config.interfaces.front().address = engine.host;
  if (draw.one_in(3)) engine.config.interfaces = {{"internal", "10.1.0.1", ""}, {"default", "10.2.0.1", "203.0.113.1"}};
  if (draw.one_in(2)) engine.service_time = draw.range();
  if (draw.one_in(3)) engine.config.port_min = static_cast<std::uint16_t>(draw.number(1, 39999));
  if (draw.one_in(3)) engine.config.max_sessions = draw.number(-1, 5000);
  if (draw.one_in(3)) engine.config.max_load = draw.share() * 10;
  if (draw.one_in(3)) engine.config.delete_delay_s = draw.number(0, 100);
  if (draw.one_in(3)) engine.config.timeout_s = draw.number(1, 100);
  if (draw.one_in(4)) engine.config.software_id = draw.text();
  if (draw.one_in(4)) engine.config.recording_dir = draw.text();
  engine.config.reject_invalid_sdp = draw.one_in(4);
  for (std::int64_t n = draw.number(0, 3); n > 0; --n) engine.rules.push_back(random_rule(draw, engine.rules.size()));
  return engine;
}

Client client(Draw& draw, std::string name, const std::string& sock) {
  Client client;
  client.name = std::move(name);
  client.personality = draw.of(personalities()).name;
  client.parameters = Parameters::defaults_of(client.release());
  client.parameters.rtpengine_sock = {sock};
  client.workers = static_cast<std::uint32_t>(draw.number(1, 20));
  if (draw.one_in(2)) client.parameters.rtpengine_tout_ms = draw.number(0, 5000);
  if (draw.one_in(2)) client.parameters.server_id = draw.number(0, 5);
  if (draw.one_in(2)) client.parameters.extra_id_pv = "$var(id)";
  if (draw.one_in(2)) client.parameters.mos["mos_min_pv"] = "$avp(mos)";
  if (client.release().ping_timer && draw.one_in(2)) client.parameters.ping_interval = draw.number(0, 100);
  return client;
}

std::vector<RoutingRule> routing(Draw& draw) {
  std::vector<RoutingRule> rules{{.route = script::Route::request,
                                  .method = "INVITE",
                                  .status = {},
                                  .lines = {R"(rtpengine_manage("ICE=remove replace-origin"))"}}};
  if (draw.one_in(2))
    rules.push_back({.route = script::Route::reply, .method = "INVITE", .status = 2, .lines = {"rtpengine_manage()"}});
  if (draw.one_in(2))
    rules.push_back({.route = script::Route::reply,
                     .method = "*",
                     .status = 183,
                     .lines = {"rtpengine_answer(\"trust-address\")", "rtpengine_query()"}});
  if (draw.one_in(2))
    rules.push_back({.route = script::Route::branch_failure, .method = "BYE", .status = {}, .lines = {}});
  return rules;
}

Network network(Draw& draw) {
  Network network;
  if (draw.one_in(2)) network.latency = draw.range();
  if (draw.one_in(2)) network.loss = draw.share();
  if (draw.one_in(2)) network.duplication = draw.share();
  if (draw.one_in(2)) network.reordering = draw.share();
  return network;
}

Traffic traffic(Draw& draw, Duration duration, std::size_t position) {
  Traffic traffic;
  traffic.flow = draw.of(flow_names());
  traffic.rate_per_s =
      static_cast<double>(draw.number(1, 5000)) / static_cast<double>(draw.of(std::array{1, 60, 3600, 7}));
  traffic.arrival = draw.any(Traffic::Arrival::poisson);
  if (draw.one_in(2)) traffic.start = draw.duration(std::chrono::seconds(30));
  if (draw.one_in(2)) traffic.until = traffic.start + draw.duration(std::chrono::seconds(20)) + Duration(1);
  if (traffic.until == Duration::max() && duration > Duration::zero()) traffic.until = duration;
  if (draw.one_in(2) || traffic.until == Duration::max())
    traffic.count = static_cast<std::uint64_t>(draw.number(1, 1000));
  traffic.hold_shape = draw.any(HoldShape::lognormal);
  if (traffic.hold_shape == HoldShape::uniform) {
    if (draw.one_in(2)) traffic.hold = draw.range();
  } else if (traffic.hold_shape == HoldShape::lognormal && draw.one_in(2)) {
    traffic.hold_sigma = 0.5;
  }
  if (draw.one_in(4)) {
    traffic.rate_per_s = Traffic{}.rate_per_s;
    traffic.curve = {{.at = {}, .per_s = 0.5}, {.at = std::chrono::minutes(5), .per_s = 10}};
    if (draw.one_in(2)) traffic.period = std::chrono::minutes(30);
  }
  if (draw.one_in(4)) traffic.media = MediaQuality{.loss = draw.share(), .jitter = draw.duration()};
  if (draw.one_in(2)) traffic.ring = draw.range();
  const bool has_reinvite = find_flow(traffic.flow)->count(flow::Pause::reinvite_after) > 0;
  if (has_reinvite && draw.one_in(2)) traffic.reinvite_after = draw.range();
  if (draw.one_in(3)) traffic.call_ids = {fmt::format("a{}\"b", position), fmt::format("c{}'d\\", position)};
  return traffic;
}

Fault fault(Draw& draw, std::string engine, std::size_t position) {
  Fault fault;
  if (draw.one_in(4)) {
    fault.when = draw.one_in(2) ? "call 7 answered" : "3rd node_state where disabled and node == \"${x}\"";
    if (draw.one_in(2)) fault.after = draw.duration();
    if (draw.one_in(2)) fault.times = static_cast<std::uint32_t>(draw.number(1, 9));
  } else {
    fault.at = draw.duration(std::chrono::seconds(50));
  }
  fault.kind = fault_kinds()[position % fault_kinds().size()];  // never the same twice on one engine
  fault.options = example_of(*fault.kind);
  const auto befalls = fault.kind->befalls;
  if (befalls == FaultKind::Befalls::engine || befalls == FaultKind::Befalls::host)
    fault.engine = std::move(engine);
  else if (befalls == FaultKind::Befalls::parties && draw.one_in(2))
    fault.party = LinkParty::callee;
  if (fault.kind->lasts() && draw.one_in(2)) fault.lasts = draw.duration() + Duration(1);
  if (fault.when.empty() && (fault.lasts || !fault.kind->lasts()) && draw.one_in(4)) {
    fault.every = fault.lasts.value_or(Duration{}) + std::chrono::seconds(1);
    if (draw.one_in(2)) fault.times = 3;
  }
  return fault;
}

Check check(Draw& draw) {
  Check check;
  check.kind = draw.of(check_kinds());
  check.options = example_of(*check.kind);
  if (draw.one_in(3)) check.from = draw.duration(std::chrono::seconds(20));
  if (draw.one_in(3)) check.until = draw.above(check.from);
  if (draw.one_in(4)) check.expect = Expectation::fail;
  return check;
}

/// Faults of a database need one.
void give_table(Draw& draw, Scenario& scenario) {
  for (Client& client : scenario.proxies) {
    client.parameters.rtpengine_sock.clear();
    client.parameters.db_url = rows_of_scenario;
    client.has_own_rows = true;
    for (const Engine& engine : scenario.engines)
      client.rows.push_back({.url = engine.listen, .weight = static_cast<std::uint32_t>(draw.number(0, 3))});
  }
}

}  // namespace

scenario::Scenario random_scenario(std::uint64_t seed) {
  Draw draw(seed);
  Scenario scenario;
  scenario.title = draw.one_in(3) ? "random" : "A \"title\" " + draw.text();
  scenario.file = "random.toml";
  if (draw.one_in(2)) scenario.seed = static_cast<std::uint64_t>(draw.number(0, 1'000'000));
  if (draw.one_in(2)) scenario.duration = std::chrono::seconds(draw.number(60, 600));
  if (draw.one_in(3)) scenario.tags = {"failover", "slow"};
  if (draw.one_in(3)) scenario.max_events = static_cast<std::uint64_t>(draw.number(1, 1'000'000));
  std::string sock;
  for (std::int64_t n = draw.number(1, 3); n > 0; --n) {
    scenario.engines.push_back(engine(draw, scenario.engines.size()));
    sock += (sock.empty() ? "" : " ") + scenario.engines.back().listen;
  }
  if (draw.one_in(2)) {
    scenario.proxies = {client(draw, "", sock)};
  } else {
    for (std::int64_t n = draw.number(1, 3); n > 0; --n)
      scenario.proxies.push_back(client(draw, fmt::format("proxy-{}", n), sock));
  }
  scenario.routing = routing(draw);
  scenario.network = network(draw);
  if (draw.one_in(2)) {
    scenario.links = {network(draw)};
    scenario.links.front().engine = scenario.engines.front().config.name;
  }
  if (draw.one_in(2)) {
    Network sip = network(draw);
    sip.protocol = LinkProtocol::sip;
    if (draw.one_in(2)) sip.party = LinkParty::caller;
    scenario.links.push_back(sip);
  }
  for (std::size_t n = 0; n < 2; ++n) scenario.traffic.push_back(traffic(draw, scenario.duration, n));
  for (std::size_t n = 0; n < static_cast<std::size_t>(draw.number(0, 8)); ++n)
    scenario.faults.push_back(fault(draw, draw.of(scenario.engines).config.name, n));
  if (std::ranges::any_of(scenario.faults, [](const Fault& fault) {
        return fault.kind->on_proxy != nullptr && fault.kind->on_proxy(fault).is_of_database();
      }))
    give_table(draw, scenario);
  for (std::int64_t n = draw.number(0, 3); n > 0; --n) scenario.checks.push_back(check(draw));
  return scenario;
}

}  // namespace rtpe::test
