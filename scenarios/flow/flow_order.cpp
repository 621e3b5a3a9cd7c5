#include "scenarios/flow/flow_order.hpp"

#include <string_view>

namespace rtpe::scenario::flow {
namespace {

bool has_number_of_its_own(const Step& step) {
  return step.status == 0 && step.method != "ACK" && step.method != "CANCEL" && !step.again;
}

std::uint32_t request_of_step(const Flow& flow, std::uint32_t step) {
  const Step& last = flow.steps[step];
  const std::string_view method = last.method == "ACK" ? std::string_view("INVITE") : last.method;
  const auto is_it = [&](const Step& one) {
    return one.status == 0 && one.transaction == last.transaction && one.method == method && !one.again;
  };
  std::uint32_t at = step;
  while (at > 0 && !is_it(flow.steps[at])) --at;
  return at;
}

}  // namespace

FlowOrder::FlowOrder(const Flow& flow) {
  std::vector<std::uint32_t> numbers;
  std::uint32_t number = 0;
  for (const Step& step : flow.steps) numbers.push_back(number += has_number_of_its_own(step) ? 1 : 0);
  for (std::uint32_t step = 0; step < flow.steps.size(); ++step) {
    const std::uint32_t request = request_of_step(flow, step);
    places_.push_back({.request = request, .cseq = numbers[request]});
  }
}

}  // namespace rtpe::scenario::flow
