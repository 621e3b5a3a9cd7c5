#include "scenarios/run/routing.hpp"

namespace rtpe::scenario {
namespace {

int precision(const RoutingRule& rule) {
  const int status = !rule.status ? 0 : *rule.status < 10 ? 2 : 4;
  return status + (rule.method == "*" ? 0 : 1);
}

}  // namespace

std::span<const script::Statement> statements_for(std::span<const RoutingRule> routing, script::Route route,
                                                  std::string_view method, int status) {
  const RoutingRule* best = nullptr;
  for (const RoutingRule& rule : routing)
    if (rule.matches(route, method, status) && (best == nullptr || precision(rule) > precision(*best))) best = &rule;
  return best == nullptr ? std::span<const script::Statement>{} : best->statements;
}

}  // namespace rtpe::scenario
