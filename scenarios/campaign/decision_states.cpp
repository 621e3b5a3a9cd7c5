#include "scenarios/campaign/decision_states.hpp"

#include <algorithm>

#include "base/text_hash.hpp"

namespace rtpe::scenario::campaign {
namespace {

constexpr std::uint32_t most_rounds = 3;
/// How near a node that an operator disabled came to being lost for him: what he may do and what may befall it then
/// each count, and both together the more the nearer they are in time.
constexpr double out_for_good = 0.3, one_more = 0.2, together = 0.3;

template <class T>
std::uint32_t number_of(T value) {
  return static_cast<std::uint32_t>(value);
}

std::uint32_t mix(std::uint32_t a, std::uint32_t b) {
  std::uint32_t mixed = a * 0x9E3779B9U ^ (b + 0x7F4A7C15U) * 0x85EBCA6BU;
  mixed = (mixed ^ (mixed >> 15U)) * 0xC2B2AE35U;
  return mixed ^ (mixed >> 13U);
}

double part(Duration took, Duration allowed) {
  return allowed <= Duration{} ? 0 : static_cast<double>(took.count()) / static_cast<double>(allowed.count());
}

}  // namespace

void DecisionStates::reach(std::uint32_t family, std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  reached_.insert(family << 28U | (a & 0x7FU) << 21U | (b & 0x7FU) << 14U | (c & 0x7FU) << 7U | (d & 0x7FU));
}

void DecisionStates::reach_mixed(std::uint32_t family, std::uint32_t mixed) {
  reached_.insert(family << 28U | (mixed & 0xFFFFFFFU));
}

std::uint32_t DecisionStates::situation() const {
  std::uint32_t mixed = 0;
  for (std::uint32_t node = 0; node < nodes_.size(); ++node) mixed = mix(mixed, condition_of(node));
  return mixed;
}

void DecisionStates::turn(std::uint32_t what) {
  reach_mixed(9, mix(last_turn_, what));
  reach_mixed(10, mix(situation(), what));
  last_turn_ = what;
}

std::uint32_t DecisionStates::condition_of(std::uint32_t node) const {
  if (node >= nodes_.size()) return 0;
  const auto found = conditions_.find(nodes_[node].engine);
  const std::uint32_t engine = found == conditions_.end() ? 0 : found->second;
  return engine << 2U | (nodes_[node].disabled ? 2U : 0U) | (nodes_[node].was_disabled > 0 ? 1U : 0U);
}

void DecisionStates::record(Duration at, const Event& event) {
  if (const auto* started = std::get_if<RunStarted>(&event)) {
    for (const ProxyEntry& proxy : started->proxies) workers_.push_back(proxy.workers);
    inside_.resize(workers_.size());
    for (const NodeEntry& node : started->nodes)
      nodes_.push_back({.url = std::string(node.url), .engine = std::string(node.engine)});
  } else if (const auto* selected = std::get_if<Selected>(&event)) {
    note(*selected);
  } else if (const auto* exchange = std::get_if<ExchangeEnded>(&event)) {
    note(*exchange);
  } else if (const auto* begun = std::get_if<OperationStarted>(&event)) {
    note(at, *begun);
  } else if (const auto* ended = std::get_if<OperationEnded>(&event)) {
    note(at, *ended);
  } else if (const auto* state = std::get_if<NodeState>(&event)) {
    note(at, *state);
  } else if (const auto* engine = std::get_if<EngineState>(&event)) {
    note(at, *engine);
  } else if (const auto* rpc = std::get_if<RpcEnded>(&event)) {
    note(at, *rpc);
  } else if (const auto* fault = std::get_if<FaultChanged>(&event)) {
    note(*fault);
  } else if (const auto* call = std::get_if<EngineCall>(&event)) {
    call->created ? ++kept_ : --kept_;
    reach(6, call->created ? 1 : 0, number_of(call->cause), faults_on_, std::min(kept_, 8U));
  } else if (const auto* over = std::get_if<CallEnded>(&event)) {
    reach(7, number_of(over->end), faults_on_, std::min(kept_, 8U));
  }
}

void DecisionStates::note(Duration at, const NodeState& event) {
  Node& node = nodes_[event.node];
  node.disabled = event.disabled;
  if (event.disabled && node.was_disabled < 2) ++node.was_disabled;
  if (event.cause == StateCause::rpc_disable) {
    node.by_operator = true;
    const auto engine = conditions_.find(node.engine);
    if (engine != conditions_.end() && engine->second != number_of(EngineCondition::up)) node.dead = at;
    weigh_maintenance(node);
  } else if (event.cause == StateCause::rpc_enable) {
    node.by_operator = false;
    node.pinged = node.dead = std::nullopt;
  }
  reach(4, number_of(event.cause), event.disabled ? 1 : 0, condition_of(event.node), faults_on_);
  turn(1U << 16U | event.node << 8U | number_of(event.cause) << 1U | (event.disabled ? 1U : 0U));
}

void DecisionStates::note(Duration at, const EngineState& event) {
  conditions_[std::string(event.engine)] = number_of(event.state);
  for (Node& node : nodes_) {
    if (!node.by_operator || node.engine != event.engine) continue;
    node.dead = at;  // the end of what befell it is as near as its beginning
    weigh_maintenance(node);
  }
}

/// A command that meets a node which an operator took out.
void DecisionStates::note(Duration at, const RpcEnded& event) {
  if (event.command != "rtpengine.ping") return;
  for (Node& node : nodes_) {
    if (!node.by_operator || (event.target != "all" && event.target != node.url)) continue;
    node.pinged = at;
    weigh_maintenance(node);
  }
}

void DecisionStates::weigh_maintenance(const Node& node) {
  double near = out_for_good;
  if (node.pinged) near += one_more;
  if (node.dead) near += one_more;
  if (node.pinged && node.dead) {
    const Duration between = *node.pinged > *node.dead ? *node.pinged - *node.dead : *node.dead - *node.pinged;
    near += together / (1 + std::chrono::duration<double, std::ratio<10>>(between).count());
  }
  maintenance_ = std::max(maintenance_, near);
}

void DecisionStates::note(const Selected& event) {
  std::uint32_t& round = rounds_[OperationKey{event.proxy, event.operation}];
  round = std::min(round + 1, most_rounds);
  reach(1, number_of(event.source) << 3U | number_of(event.failure), condition_of(event.node), round,
        (event.forced ? 1U : 0U) | std::min<std::uint32_t>(number_of(event.excluded.size()), 7U) << 1U);
}

void DecisionStates::note(const ExchangeEnded& event) {
  reach(2, number_of(event.command), number_of(event.outcome) << 3U | number_of(event.result), condition_of(event.node),
        last_fault_);
}

void DecisionStates::note(Duration at, const OperationStarted& event) {
  if (++inside_[event.proxy] == workers_[event.proxy]) full_since_ = at;
  reach(5, std::min(inside_[event.proxy], 15U), faults_on_);
}

void DecisionStates::note(Duration at, const OperationEnded& event) {
  std::uint32_t& inside = inside_[event.proxy];
  if (inside == workers_[event.proxy]) longest_full_ = std::max(longest_full_, at - full_since_);
  if (inside > 0) --inside;
  longest_ = std::max(longest_, event.took);
  if (event.end == OperationEnd::failed) {
    ++failed_;
    turn(2U << 16U | (event.command ? number_of(*event.command) : 0xFFU));
  }
  rounds_.erase(OperationKey{event.proxy, event.operation});
  const auto sends = std::min<std::uint32_t>(event.sends, 16U), pings = std::min<std::uint32_t>(event.pings, 3U);
  reach(3, event.command ? number_of(*event.command) : 0x7FU, number_of(event.end), sends << 2U | pings, last_fault_);
}

void DecisionStates::note(const FaultChanged& event) {
  if (event.begins) {
    faults_begun_ = std::min(faults_begun_ + 1, 3U);
    faults_on_ = std::min(faults_on_ + 1, 3U);
  } else if (faults_on_ > 0) {
    --faults_on_;
  }
  last_fault_ = static_cast<std::uint32_t>(text_hash(event.verb->name) % 31U) << 2U | faults_on_;
  reach(8, faults_begun_, faults_on_, last_fault_);
  turn(3U << 16U | last_fault_ << 1U | (event.begins ? 1U : 0U));
}

std::vector<std::uint32_t> DecisionStates::states() const {
  std::vector<std::uint32_t> states(reached_.begin(), reached_.end());
  std::ranges::sort(states);
  return states;
}

std::vector<double> DecisionStates::nearness() const {
  std::vector<double> nearness(nearness_count);
  nearness[number_of(NearnessOf::operation_time)] = part(longest_, budgets_.operation_time.value_or(Duration{}));
  nearness[number_of(NearnessOf::standstill)] = part(longest_full_, budgets_.standstill);
  nearness[number_of(NearnessOf::failed_operations)] = failed_;
  nearness[number_of(NearnessOf::kept_calls)] = kept_;
  nearness[number_of(NearnessOf::maintenance)] = maintenance_;
  return nearness;
}

}  // namespace rtpe::scenario::campaign
