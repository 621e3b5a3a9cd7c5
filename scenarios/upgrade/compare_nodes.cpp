// Which calls go to another node, and who gets how many.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/upgrade/comparison.hpp"

namespace rtpe::scenario::upgrade {
namespace {

struct SetCalls {
  std::uint64_t calls = 0, moved = 0;
  std::string example;
  std::map<std::string, std::uint64_t> before, after;  ///< calls by node
};

std::string shares_text(const std::map<std::string, std::uint64_t>& calls, const std::vector<std::string>& nodes,
                        std::uint64_t all) {
  std::string text;
  for (const std::string& node : nodes) {
    const auto found = calls.find(node);
    const std::uint64_t count = found == calls.end() ? 0 : found->second;
    text += fmt::format("{}{} {:.1f} %", text.empty() ? "" : ", ", node,
                        100.0 * static_cast<double>(count) / static_cast<double>(all));
  }
  return text;
}

std::string of_the_proxy(const Comparison& both, std::uint32_t proxy) {
  const auto& names = both.after.run.proxies;
  return names.size() < 2 ? std::string() : fmt::format(" of proxy {}", names.at(proxy));
}

}  // namespace

void compare_nodes(const Comparison& both, std::vector<Finding>& out) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, SetCalls> sets;
  each_call(both, [&](const std::string& call_id, const WatchedCall& before, const WatchedCall& after) {
    if (!before.set || !after.set || before.set != after.set) return;
    SetCalls& set = sets[{before.proxy, *before.set}];
    ++set.calls;
    ++set.before[before.node];
    ++set.after[after.node];
    if (before.node != after.node && set.moved++ == 0) set.example = call_id;
  });
  for (const auto& [key, set] : sets) {
    if (set.moved == 0) continue;
    const auto nodes = both.after.run.nodes.find(key);
    out.push_back({.harm = Harm::nodes,
                   .change = Change::worse,
                   .says = fmt::format("{:.1f} % of the calls of set {}{} go to another node",
                                       100.0 * static_cast<double>(set.moved) / static_cast<double>(set.calls),
                                       key.second, of_the_proxy(both, key.first)),
                   .count = set.moved,
                   .of = set.calls,
                   .example = set.example,
                   .before = shares_text(set.before, nodes->second, set.calls),
                   .after = shares_text(set.after, nodes->second, set.calls),
                   .subject = fmt::format("set {}{}", key.second, of_the_proxy(both, key.first))});
  }
}

}  // namespace rtpe::scenario::upgrade
