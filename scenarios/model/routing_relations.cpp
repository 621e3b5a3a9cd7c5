// What [routing] says beside what the file's calls do: rules that no message can meet, offers that nothing deletes.
#include "scenarios/model/routing_relations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

/// A message of a call: a request has no status.
using SeenMessage = std::pair<std::string_view, int>;

std::set<SeenMessage> messages_of(const Scenario& scenario) {
  std::set<SeenMessage> seen{{"INVITE", 100}};
  const auto add = [&](std::string_view name) {
    const auto flow = scenario.flow(name);
    if (!flow) return;
    for (const flow::Step& step : flow->steps) seen.emplace(step.method, step.status);
  };
  for (const Traffic& traffic : scenario.traffic) add(traffic.flow);
  for (const ListedCall& call : scenario.calls) add(call.flow);
  return seen;
}

/// Statuses that a proxy or a party may answer with whatever the flow says.
constexpr std::array may_come_anyway{408, 480, 487, 488, 500, 503};

bool can_meet(const RoutingRule& rule, const std::set<SeenMessage>& messages) {
  const auto of_method = [&](const SeenMessage& message) { return rule.method == "*" || message.first == rule.method; };
  const bool is_request = rule.route == script::Route::request;
  const bool is_failure = rule.route == script::Route::failure || rule.route == script::Route::branch_failure;
  if (!std::ranges::any_of(messages, of_method)) return false;
  if (is_request) return true;
  if (!rule.status) return true;
  const auto fits = [&](int status) {
    return *rule.status < 10 ? status / 100 == *rule.status : status == *rule.status;
  };
  const auto is_it = [&](const SeenMessage& message) { return of_method(message) && fits(message.second); };
  if (std::ranges::any_of(messages, is_it)) return true;
  return (is_failure || *rule.status >= 4) && std::ranges::any_of(may_come_anyway, fits);
}

bool uses(const RoutingRule& rule, std::string_view function) {
  return std::ranges::any_of(rule.lines, [&](const std::string& line) { return line.contains(function); });
}

bool deletes(const RoutingRule& rule) {
  if (uses(rule, "rtpengine_delete")) return true;
  // rtpengine_manage() deletes for these.
  const bool ends = rule.method == "BYE" || rule.method == "CANCEL" || rule.method == "*" ||
                    rule.route == script::Route::failure || rule.route == script::Route::branch_failure;
  return ends && uses(rule, "rtpengine_manage");
}

}  // namespace

std::vector<std::size_t> idle_rules(const Scenario& scenario) {
  const auto messages = messages_of(scenario);
  std::vector<std::size_t> idle;
  for (std::size_t index = 0; index < scenario.routing.size(); ++index)
    if (!can_meet(scenario.routing[index], messages)) idle.push_back(index);
  return idle;
}

void judge_routing(const ScenarioFile& scenario, Problems& problems) {
  for (const std::size_t index : idle_rules(scenario)) {
    const RoutingRule& rule = scenario.routing[index];
    problems.warn(
        scenario.places.routing[index],
        fmt::format("no flow of this file's calls has such a message: {} {}{} never runs", route_name(rule.route),
                    rule.status
                        ? (*rule.status < 10 ? fmt::format("{}xx ", *rule.status) : fmt::format("{} ", *rule.status))
                        : "",
                    rule.method));
  }
  const auto negotiates = [](const RoutingRule& rule) {
    return uses(rule, "rtpengine_offer") || uses(rule, "rtpengine_manage");
  };
  const auto first = std::ranges::find_if(scenario.routing, negotiates);
  if (first == scenario.routing.end() || std::ranges::any_of(scenario.routing, deletes)) return;
  problems.warn(scenario.places.routing[static_cast<std::size_t>(first - scenario.routing.begin())],
                "engines keep every call until their own timeout: no rule deletes, for BYE, CANCEL or a failure");
}

}  // namespace rtpe::scenario
