#include "scenarios/campaign/measure.hpp"

#include <algorithm>
#include <tuple>

#include "scenarios/run/runner.hpp"

namespace rtpe::scenario::campaign {
namespace {

class Meter final : public EventSink {
 public:
  [[nodiscard]] EventKinds interests() const override {
    return kinds_of<RunStarted, CallStarted, SipMessage, OperationStarted, OperationEnded, ExchangeEnded, CallEnded>();
  }
  void record(Duration at, const Event& event) override {
    end_ = at;
    if (const auto* started = std::get_if<RunStarted>(&event)) {
      for (const ProxyEntry& proxy : started->proxies) workers_.push_back(proxy.workers);
      inside_.resize(workers_.size());
      full_since_.resize(workers_.size());
    } else if (const auto* call = std::get_if<CallStarted>(&event)) {
      ++cost_.calls;
      dialled_[call_of(*call)] = at;
    } else if (const auto* message = std::get_if<SipMessage>(&event)) {
      if (message->message.ends_with(" INVITE") && !message->message.starts_with("100 ")) hear(at, call_of(*message));
    } else if (const auto* begun = std::get_if<OperationStarted>(&event)) {
      if (++inside_[begun->proxy] == workers_[begun->proxy]) full_since_[begun->proxy] = at;
    } else if (const auto* ended = std::get_if<OperationEnded>(&event)) {
      leave(at, *ended);
    } else if (const auto* exchange = std::get_if<ExchangeEnded>(&event)) {
      if (exchange->command == Command::ping) ++pings_;
    } else if (const auto* over = std::get_if<CallEnded>(&event)) {
      hear(at, call_of(*over));
      if (over->end == CallEnd::failed) ++cost_.lost;
    }
  }
  [[nodiscard]] Cost cost() const {
    Cost cost = cost_;
    const double minutes = std::chrono::duration<double, std::ratio<60>>(end_).count();
    cost.pings_per_min = minutes > 0 ? static_cast<double>(pings_) / minutes : 0;
    return cost;
  }

 private:
  void hear(Duration at, CallKey call) {
    const auto found = dialled_.find(call);
    if (found == dialled_.end()) return;
    cost_.post_dial_delay = std::max(cost_.post_dial_delay, at - found->second);
    dialled_.erase(found);
  }
  void leave(Duration at, const OperationEnded& ended) {
    std::uint32_t& inside = inside_[ended.proxy];
    if (inside == workers_[ended.proxy]) cost_.standstill = std::max(cost_.standstill, at - full_since_[ended.proxy]);
    if (inside > 0) --inside;
    cost_.operation = std::max(cost_.operation, ended.took);
  }

  Cost cost_;
  Duration end_{};
  std::uint64_t pings_ = 0;
  std::vector<std::uint32_t> workers_, inside_;
  std::vector<Duration> full_since_;
  boost::unordered_flat_map<CallKey, Duration> dialled_;
};

auto order_of(const Cost& cost) {
  return std::tuple(cost.lost, cost.post_dial_delay, cost.standstill, cost.pings_per_min);
}

}  // namespace

void Cost::add(const Cost& day) {
  lost += day.lost;
  calls += day.calls;
  post_dial_delay = std::max(post_dial_delay, day.post_dial_delay);
  operation = std::max(operation, day.operation);
  standstill = std::max(standstill, day.standstill);
  pings_per_min = std::max(pings_per_min, day.pings_per_min);
}

bool dominates(const Cost& one, const Cost& other) {
  const bool not_worse = one.lost <= other.lost && one.post_dial_delay <= other.post_dial_delay &&
                         one.standstill <= other.standstill && one.pings_per_min <= other.pings_per_min;
  return not_worse && order_of(one) != order_of(other);
}

bool better(const Cost& one, const Cost& other) { return order_of(one) < order_of(other); }

Expected<Cost> cost_of(const Scenario& scenario) {
  Meter meter;
  const auto result = run(scenario, {.sinks = {&meter}});
  if (!result) return std::unexpected(result.error());
  return meter.cost();
}

}  // namespace rtpe::scenario::campaign
