#include "scenarios/faults/fault_driver.hpp"

#include <limits>
#include <utility>

#include "scenarios/faults/fault_target.hpp"

namespace rtpe::scenario {
namespace {

constexpr unsigned turn_bit = 32;

}  // namespace

FaultDriver::FaultDriver(Parts parts)
    : scenario_(parts.scenario),
      world_(parts.world),
      engines_(parts.engines),
      recorder_(parts.recorder),
      plan_(parts.scenario),
      waker_(parts.world.add(*this)),
      rules_(parts.scenario.faults.size()),
      states_(parts.scenario.engines.size(), EngineCondition::up),
      begun_(parts.scenario.faults.size(), 0),
      act_on_proxy_(std::move(parts.act_on_proxy)) {
  if (parts.triggers != nullptr)
    parts.triggers->listen([this](std::uint32_t fault) {
      world_.at(world_.now() + scenario_.faults[fault].after, waker_, token(Turn::begins, fault));
    });
}

std::uint64_t FaultDriver::token(Turn turn, std::uint32_t fault) {
  return (static_cast<std::uint64_t>(turn) << turn_bit) | fault;
}

void FaultDriver::schedule() {
  for (std::uint32_t index = 0; index < scenario_.faults.size(); ++index) {
    const Fault& fault = scenario_.faults[index];
    if (!fault.when.empty()) continue;
    world_.at(world_.start() + fault.at, waker_, token(Turn::begins, index));
    if (fault.lasts && fault.kind->lasts() && !fault.every)
      world_.at(world_.start() + fault.at + *fault.lasts, waker_, token(Turn::ends, index));
  }
}

void FaultDriver::plan_next(std::uint32_t fault) {
  const Fault& about = scenario_.faults[fault];
  if (about.when.empty() && !about.every) return;
  if (about.lasts && about.kind->lasts()) world_.at(world_.now() + *about.lasts, waker_, token(Turn::ends, fault));
  if (!about.every || begun_[fault] >= about.times.value_or(std::numeric_limits<std::uint32_t>::max())) return;
  world_.at(world_.start() + about.at + begun_[fault] * *about.every, waker_, token(Turn::begins, fault));
}

void FaultDriver::wake(std::uint64_t token) {
  const auto fault = static_cast<std::uint32_t>(token);
  if (static_cast<Turn>(token >> turn_bit) == Turn::begins)
    begin(fault);
  else
    end(fault);
}

void FaultDriver::tell(std::uint32_t fault, Turn turn) {
  const Fault& about = scenario_.faults[fault];
  recorder_.record(
      world_.now(),
      FaultChanged{.fault = fault, .engine = about.engine, .verb = about.kind, .begins = turn == Turn::begins});
}

void FaultDriver::begin(std::uint32_t fault) {
  const Fault& about = scenario_.faults[fault];
  if (plan_.is_active(fault)) return;  // its event came again while it lasts
  ++begun_[fault];
  plan_next(fault);
  tell(fault, Turn::begins);
  add_rules(fault);
  plan_.begin(fault);
  for (const std::uint32_t engine : plan_.engines_of(fault)) {
    if (about.kind->effect != nullptr) engines_[engine].act(about.kind->effect(about));
    process_changed(engine);
  }
  act_on_proxies(about, about.kind->on_proxy);
  if (!about.kind->lasts()) end(fault);
}

void FaultDriver::act_on_proxies(const Fault& fault, ProxyAction (*action_of)(const Fault& fault)) {
  if (action_of == nullptr || !act_on_proxy_) return;
  const ProxyAction action = action_of(fault);
  for (std::uint32_t proxy = 0; proxy < scenario_.proxies.size(); ++proxy)
    if (fault.proxy.empty() || scenario_.proxies[proxy].name == fault.proxy) act_on_proxy_(proxy, action);
}

void FaultDriver::end(std::uint32_t fault) {
  tell(fault, Turn::ends);
  act_on_proxies(scenario_.faults[fault], scenario_.faults[fault].kind->on_proxy_at_end);
  for (const world::RuleId rule : std::exchange(rules_[fault], {})) world_.network().remove(rule);
  plan_.end(fault);
  for (const std::uint32_t engine : plan_.engines_of(fault)) process_changed(engine);
}

void FaultDriver::add_rules(std::uint32_t fault) {
  const Fault& about = scenario_.faults[fault];
  if (about.kind->rules == nullptr) return;
  world::Network& network = world_.network();
  FaultTarget target;
  if (about.party)
    target.party = network.find_site(link_party_names()[static_cast<std::size_t>(*about.party)], world::Role::party);
  for (const Client& one : scenario_.proxies)
    for (const Client& other : scenario_.proxies) {
      const auto from = network.find_site(one.name, world::Role::proxy),
                 to = network.find_site(other.name, world::Role::proxy);
      const bool is_meant = about.proxy.empty() || one.name == about.proxy || other.name == about.proxy;
      if (is_meant && from && to && from != to) target.proxy_pairs.emplace_back(*from, *to);
    }
  for (std::uint32_t engine = 0; engine < scenario_.engines.size(); ++engine) {
    if (scenario_.engines[engine].config.name != about.engine) continue;
    target.engine = engines_[engine].site();
    target.host = network.host(scenario_.engines[engine].host);
  }
  for (const world::Rule& rule : about.kind->rules(about, target)) rules_[fault].push_back(network.add(rule));
}

void FaultDriver::process_changed(std::uint32_t engine) {
  const EngineCondition state = condition_of(plan_.host_of(engine), engines_[engine].process());
  if (state == states_[engine]) return;
  states_[engine] = state;
  recorder_.record(world_.now(), EngineState{.engine = scenario_.engines[engine].config.name, .state = state});
}

}  // namespace rtpe::scenario
