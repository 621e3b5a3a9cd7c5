#include "scenarios/flow/flow_order.hpp"

#include <string_view>

namespace rtpe::scenario::flow {
namespace {

bool has_number_of_its_own(const Step& step) {
  return step.status == 0 && step.method != "ACK" && step.method != "CANCEL" && !step.again;
}

/// The request of that method in the step's transaction.
std::uint32_t request_before(const Flow& flow, std::uint32_t step, std::string_view method) {
  const Step& last = flow.steps[step];
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
    const std::string_view method = flow.steps[step].method;
    const std::uint32_t request = request_before(flow, step, method == "ACK" ? std::string_view("INVITE") : method);
    const std::uint32_t numbered = method == "CANCEL" ? request_before(flow, request, "INVITE") : request;
    places_.push_back({.request = request, .cseq = numbers[numbered]});
  }
}

}  // namespace rtpe::scenario::flow
