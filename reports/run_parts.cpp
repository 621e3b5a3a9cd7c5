#include "reports/run_parts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "reports/text.hpp"

namespace rtpe::report {

RunParts::RunParts(const scenario::RunStarted& event) {
  for (const scenario::ProxyEntry& proxy : event.proxies) proxies.push_back(printable(proxy.name));
  for (const scenario::NodeEntry& node : event.nodes)
    nodes.push_back({.name = printable(node.name), .engine = printable(node.engine), .proxy = node.proxy});
}

std::string RunParts::node(std::uint32_t number) const {
  if (number >= nodes.size()) return "no node";
  const Node& node = nodes[number];
  if (node.engine.empty()) return node.name;
  // Two sets, or two nodes, of a proxy may lead to one engine.
  const auto same = std::ranges::count_if(
      nodes, [&](const Node& other) { return other.engine == node.engine && other.proxy == node.proxy; });
  return same == 1 ? node.engine : fmt::format("{} ({})", node.engine, node.name);
}

std::vector<std::string> reasons(const scenario::Selected& event, const RunParts& parts) {
  std::vector<std::string> out;
  for (const Exclusion why : scenario::all_of_a_word<Exclusion>()) {
    std::vector<std::string> names;
    for (const scenario::ExcludedEntry& one : event.excluded)
      if (one.why == why) names.push_back(parts.node(one.node));
    if (!names.empty())
      out.push_back(fmt::format("{} {} out: {}", fmt::join(names, ", "), names.size() == 1 ? "is" : "are",
                                scenario::word_of(why)));
  }
  if (event.forced) out.emplace_back("nothing was eligible, so all were pinged again (aggressive_redetection)");
  if (event.source == ChoiceSource::table && event.node != scenario::no_node) {
    out.push_back(fmt::format("the call table names {}", parts.node(event.node)));
    return out;
  }
  if (event.algorithm && event.weight_sum != 0)
    out.push_back(fmt::format("{} of the Call-ID: {} mod {} = {}", scenario::word_of(*event.algorithm), event.number,
                              event.weight_sum, event.remainder));
  for (const scenario::WalkEntry& step : event.walk)
    out.push_back(step.cut < step.weight
                      ? fmt::format("{} (weight {}) takes {}", parts.node(step.node), step.weight, step.cut)
                      : fmt::format("past {} (weight {}), {} is left", parts.node(step.node), step.weight,
                                    step.cut - step.weight));
  if (event.failure != NoChoice::chosen) out.push_back(fmt::format("no node: {}", scenario::word_of(event.failure)));
  return out;
}

}  // namespace rtpe::report
