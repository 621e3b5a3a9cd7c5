#include "scenarios/campaign/invariants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>

namespace rtpe::scenario::campaign {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t calls_for_shares = 200;

std::int64_t nodes_of(const Client& proxy) {
  std::int64_t nodes = 0;
  for (const std::string& sock : proxy.parameters.rtpengine_sock)
    for (std::size_t at = sock.find("udp"); at != std::string::npos; at = sock.find("udp", at + 1)) ++nodes;
  return std::max<std::int64_t>(nodes, 1);
}

/// How long one silent node holds who asks it.
Duration patience(const Parameters& parameters) {
  return milliseconds(std::max<std::int64_t>(parameters.rtpengine_retr, 1) * parameters.rtpengine_tout_ms);
}

/// Two sets in one line, a set per message, or routes that the lab did not look into.
bool has_several_sets(const Scenario& scenario) {
  std::map<std::string, int> sets;
  for (const Client& proxy : scenario.proxies)
    for (const std::string& sock : proxy.parameters.rtpengine_sock)
      ++sets[sock.find("==") == std::string::npos ? std::string() : sock.substr(0, sock.find("=="))];
  return sets.size() > 1;
}

Duration last_call(const Scenario& scenario) {
  Duration last{};
  for (const Traffic& traffic : scenario.traffic)
    if (traffic.count && *traffic.count > 0)
      last = std::max(last, traffic.start + Duration(static_cast<std::int64_t>(static_cast<double>(*traffic.count - 1) *
                                                                               1e9 / traffic.rate_per_s)));
  return last;
}

std::uint64_t calls_of(const Scenario& scenario) {
  std::uint64_t calls = 0;
  for (const Traffic& traffic : scenario.traffic) calls += traffic.count.value_or(0);
  return calls;
}

}  // namespace

Check made_check(std::string_view name, const std::string& lines) {
  Check check;
  check.kind = check_kind(name);
  assert(check.kind != nullptr);
  if (check.kind->read != nullptr)
    if (auto options = options_from(check.kind->read, lines)) check.options = std::move(*options);
  return check;
}

Budgets budgets_for(const Scenario& scenario, const Budgets& given) {
  Duration operation = seconds(1), stale{}, recovery{};
  for (const Client& proxy : scenario.proxies) {
    const Parameters& parameters = proxy.parameters;
    operation = std::max<Duration>(operation, patience(parameters) * (2 * nodes_of(proxy)) + seconds(1));
    stale = std::max<Duration>(stale, seconds(parameters.hash_table_tout + 60));
    recovery = std::max<Duration>(recovery, seconds(parameters.rtpengine_disable_tout + 1) + patience(parameters));
  }
  Budgets budgets = given;
  budgets.operation_time = given.operation_time.value_or(operation);
  budgets.stale_rows = given.stale_rows.value_or(stale);
  budgets.recovery_time = given.recovery_time.value_or(recovery);
  return budgets;
}

std::vector<Check> invariants_of(const Scenario& scenario, const Budgets& given) {
  const Budgets budgets = budgets_for(scenario, given);
  const auto max = [](Duration duration) { return fmt::format("max = \"{}\"\n", duration_text(duration)); };
  std::vector<Check> checks;
  checks.push_back(made_check("operation_time", max(*budgets.operation_time)));
  checks.push_back(made_check("standstill", max(budgets.standstill)));
  checks.push_back(made_check("avoidable_failures", ""));
  checks.push_back(made_check("unknown_calls", ""));
  checks.push_back(made_check("engine_leak", ""));
  checks.push_back(made_check("stale_rows", max(*budgets.stale_rows)));
  const auto is_rpc = [](const Fault& fault) { return fault.kind->name == "rpc"; };
  if (std::ranges::any_of(scenario.faults, is_rpc)) checks.push_back(made_check("disabled_for_good", ""));
  checks.push_back(has_several_sets(scenario) ? made_check("sent_twice", "") : made_check("affinity", ""));
  if (const Duration last = last_call(scenario); last > *budgets.recovery_time + seconds(10)) {
    Check recovery = made_check("recovery_time", max(*budgets.recovery_time + seconds(10)));
    recovery.until = last - *budgets.recovery_time - seconds(10);
    checks.push_back(std::move(recovery));
  }
  if (scenario.faults.empty() && scenario.network.loss == 0 && calls_of(scenario) >= calls_for_shares)
    checks.push_back(made_check("share", fmt::format("tolerance = {}", budgets.share_tolerance)));
  return checks;
}

}  // namespace rtpe::scenario::campaign
