#include "scenarios/run/simulation.hpp"

#include <algorithm>

namespace rtpe::scenario {
namespace {

enum RunToken : std::uint64_t { end_of_run, linger_passed, control_inbox };
constexpr std::chrono::milliseconds inbox_period{20};

/// What engines get for removing calls that were deleted: their own delay, and a second for the way.
Duration longest_removal(const Scenario& scenario) {
  std::int64_t seconds = 0;
  for (const Engine& engine : scenario.engines) seconds = std::max(seconds, engine.config.delete_delay_s);
  return std::chrono::seconds(seconds + 1);
}

std::vector<world::EndpointId> sip_endpoints(const std::vector<ProxyHost*>& proxies) {
  std::vector<world::EndpointId> endpoints;
  for (const ProxyHost* proxy : proxies) endpoints.push_back(proxy->sip_endpoint());
  return endpoints;
}

}  // namespace

Simulation::Simulation(Parts parts, Linger linger)
    : parts_(std::move(parts)),
      linger_(linger),
      waker_(parts_.world.add(*this)),
      faults_(
          {.scenario = parts_.scenario,
           .world = parts_.world,
           .engines = parts_.engines,
           .recorder = parts_.recorder,
           .triggers = parts_.triggers,
           .act_on_proxy = [this](std::uint32_t proxy, const ProxyAction& action) { act_on_proxy(proxy, action); }}),
      parties_(parts_.scenario, parts_.world, parts_.recorder, parts_.engines, sip_endpoints(parts_.proxies)) {
  parts_.engines.on_change([this](std::uint32_t engine) { faults_.process_changed(engine); });
  for (ProxyHost* proxy : parts_.proxies) proxy->listen(parties_);
}

Expected<void> Simulation::start(std::uint64_t seed) {
  world::World& world = parts_.world;
  faults_.schedule();
  if (auto opened = parties_.open(seed); !opened) return opened;
  if (parts_.scenario.duration > Duration{}) world.at(world.start() + parts_.scenario.duration, waker_, end_of_run);
  if (parts_.control != nullptr) world.at(world.now() + inbox_period, waker_, control_inbox);
  for (ProxyHost* proxy : parts_.proxies)
    if (auto started = proxy->start(); !started) return started;
  return {};
}

Expected<RunEnd> Simulation::play(const std::atomic<bool>* interrupt) {
  std::uint64_t steps = 0;
  RunEnd end = RunEnd::finished;
  while (!over()) {
    if (parts_.recorder.full() || ++steps > parts_.scenario.max_events) {
      end = RunEnd::event_limit;
      break;
    }
    if (interrupt != nullptr && interrupt->load(std::memory_order_relaxed)) {
      end = RunEnd::interrupted;
      break;
    }
    const auto stepped = parts_.world.step();
    if (!stepped) return std::unexpected(stepped.error());
    if (!*stepped) break;
  }
  parties_.cut_off();
  return end;
}

bool Simulation::over() {
  if (duration_over_ || (parts_.is_settled && parts_.is_settled())) return true;
  if (parts_.scenario.duration > Duration{} || !parties_.all_over()) return false;
  if (linger_ == Linger::none || linger_over_ || parts_.engines.calls() == 0) return true;
  if (!lingering_) {
    lingering_ = true;
    parts_.world.at(parts_.world.now() + longest_removal(parts_.scenario), waker_, linger_passed);
  }
  return false;
}

void Simulation::wake(std::uint64_t token) {
  switch (token) {
    case end_of_run:
      duration_over_ = true;
      return;
    case linger_passed:
      linger_over_ = true;
      return;
    default:
      parts_.world.at(parts_.world.now() + inbox_period, waker_, control_inbox);
      return look_into_inbox();
  }
}

void Simulation::act_on_proxy(std::uint32_t proxy, const ProxyAction& action) {
  parts_.proxies[proxy]->act(action, [this, proxy, action](bool done, std::string_view reply) {
    if (action.what != ProxyAction::What::rpc) return;
    parts_.recorder.record(
        parts_.world.now(),
        RpcEnded{.proxy = proxy, .command = action.command, .target = action.target, .done = done, .reply = reply});
  });
}

/// One command at a time: the inbox wants each answer before it gives the next.
void Simulation::look_into_inbox() {
  while (!answering_) {
    auto request = parts_.control->next();
    if (!request) return;
    answering_ = true;
    parts_.proxies.front()->control(std::move(*request), [this](const control::ControlReply& reply) {
      answering_ = false;
      parts_.control->answer(reply);
    });
  }
}

}  // namespace rtpe::scenario
