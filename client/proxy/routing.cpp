#include "client/proxy/routing.hpp"

namespace rtpe::proxy {
namespace {

int precision(const RouteRule& rule) {
  const int status = !rule.status ? 0 : *rule.status < 10 ? 2 : 4;
  return status + (rule.method == "*" ? 0 : 1);
}

}  // namespace

bool RouteRule::matches(script::Route in, std::string_view of_method, int of_status) const {
  if (in != route || (method != "*" && method != of_method)) return false;
  return !status || *status == of_status || *status == of_status / 100;
}

std::span<const script::Statement> statements_for(std::span<const RouteRule> rules, script::Route route,
                                                  std::string_view method, int status) {
  const RouteRule* best = nullptr;
  for (const RouteRule& rule : rules)
    if (rule.matches(route, method, status) && (best == nullptr || precision(rule) > precision(*best))) best = &rule;
  return best == nullptr ? std::span<const script::Statement>{} : best->statements;
}

}  // namespace rtpe::proxy
