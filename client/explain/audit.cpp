#include "client/explain/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/random/mersenne_twister.hpp>
#include <cmath>

#include "client/selection/weighted_choice.hpp"

namespace rtpe {
namespace {

/// Any second will do.
constexpr Time audit_time{std::chrono::hours(1)};

std::int32_t position_of(const NodeSet& set, const Node* node) {
  for (std::size_t i = 0; i < set.nodes.size(); ++i)
    if (set.nodes[i].get() == node) return static_cast<std::int32_t>(i);
  return -1;
}

/// Cumulative weight at which each eligible node's numbers begin and end; {0, 0}: not eligible.
struct Range {
  std::uint64_t begin = 0, end = 0;
};
std::vector<Range> ranges_of(const NodeSet& set) {
  std::vector<Range> ranges;
  std::uint64_t sum = 0;
  for (const auto& node : set.nodes) {
    const std::uint64_t weight = takes_part(*node, {}) ? node->weight : 0;
    ranges.push_back({sum, sum + weight});
    sum += weight;
  }
  return ranges;
}

const Node* node_with_url(const NodeSet& set, std::string_view url) {
  const auto found = std::ranges::find_if(set.nodes, [&](const auto& node) { return node->url == url; });
  return found == set.nodes.end() ? nullptr : found->get();
}

}  // namespace

std::vector<bool> reachable_nodes(const NodeSet& set, HashAlgorithm algorithm) {
  const auto ranges = ranges_of(set);
  const std::uint64_t sum = ranges.empty() ? 0 : ranges.back().end;
  std::vector<bool> reachable(ranges.size());
  if (algorithm == HashAlgorithm::crc32) {
    for (std::size_t i = 0; i < ranges.size(); ++i) reachable[i] = ranges[i].end > ranges[i].begin;
    return reachable;
  }
  if (sum == 0) return reachable;
  const auto reach = [&](std::uint32_t number) {
    const std::uint64_t cut = number % sum;
    for (std::size_t i = 0; i < ranges.size(); ++i)
      if (cut >= ranges[i].begin && cut < ranges[i].end) reachable[i] = true;
  };
  if (algorithm == HashAlgorithm::byte_sum) {
    for (std::uint32_t number = 0; number < 256; ++number) reach(number);
  } else {
    // 20 signed bytes add up to -2560..2540; a negative sum is taken modulo 2^32.
    for (std::int32_t total = -2560; total <= 2540; ++total) reach(static_cast<std::uint32_t>(total));
  }
  return reachable;
}

Expected<Auditor> Auditor::make(const Situation& situation) {
  auto setting = Setting::build(situation);
  if (!setting) return std::unexpected(setting.error());
  Auditor auditor(std::move(*setting));
  auto& proxy = auditor.setting_.proxy();
  auditor.setting_.restore(audit_time);
  auditor.algorithm_ = hash_algorithm(proxy.parameters.hash_algo, *proxy.personality);
  if (!auditor.algorithm_)
    return std::unexpected(Error{.message = fmt::format("{} is no hash_algo", proxy.parameters.hash_algo),
                                 .remedy = "0 byte sum, 1 SHA-1, 2 CRC-32"});
  return auditor;
}

std::vector<std::int32_t> Auditor::choices(const std::vector<std::string>& call_ids) const {
  std::vector<std::int32_t> out;
  out.reserve(call_ids.size());
  const auto sum = eligible_weight(set(), {});
  for (const auto& call_id : call_ids)
    out.push_back(position_of(set(), weighted_choice(set(), {}, call_id_number(call_id, *algorithm_), sum)));
  return out;
}

Audit Auditor::audit(const std::vector<std::int32_t>& choices) const {
  Audit out{.calls = choices.size()};
  const auto reachable = reachable_nodes(set(), *algorithm_);
  const double sum = ranges_of(set()).empty() ? 0 : static_cast<double>(ranges_of(set()).back().end);
  for (std::size_t i = 0; i < set().nodes.size(); ++i) {
    const Node& node = *set().nodes[i];
    NodeShare share{.node = &node, .reachable = reachable[i]};
    if (takes_part(node, {}) && sum > 0) share.intended = node.weight / sum;
    share.calls = static_cast<std::uint64_t>(std::ranges::count(choices, static_cast<std::int32_t>(i)));
    if (!choices.empty()) share.actual = static_cast<double>(share.calls) / static_cast<double>(choices.size());
    out.nodes.push_back(share);
  }
  out.without_node = static_cast<std::uint64_t>(std::ranges::count(choices, -1));
  return out;
}

std::vector<Movement> Auditor::each_node_down(const std::vector<std::string>& call_ids,
                                              const std::vector<std::int32_t>& before) const {
  std::vector<Movement> out;
  for (std::size_t i = 0; i < set().nodes.size(); ++i) {
    Node& node = *set().nodes[i];
    if (!takes_part(node, {})) continue;
    node.disabled = true;
    const auto after = choices(call_ids);
    node.disabled = false;
    Movement movement{.change = node.url + " down"};
    for (std::size_t call = 0; call < before.size(); ++call) {
      movement.moved += before[call] != after[call] ? 1 : 0;
      movement.must_move += before[call] == static_cast<std::int32_t>(i) ? 1 : 0;
    }
    out.push_back(std::move(movement));
  }
  return out;
}

Movement movement_between(std::string change, const Auditor& before, const Auditor& after,
                          const std::vector<std::string>& call_ids) {
  Movement out{.change = std::move(change)};
  const auto from = before.choices(call_ids), to = after.choices(call_ids);
  const auto url_of = [](const Auditor& auditor, std::int32_t index) {
    return index < 0 ? std::string_view{} : std::string_view(auditor.set().nodes[static_cast<std::size_t>(index)]->url);
  };
  std::uint64_t lost = 0;
  for (std::size_t i = 0; i < call_ids.size(); ++i) {
    const auto old_url = url_of(before, from[i]), new_url = url_of(after, to[i]);
    out.moved += old_url != new_url ? 1 : 0;
    const Node* still = node_with_url(after.set(), old_url);
    lost += from[i] >= 0 && (still == nullptr || !takes_part(*still, {})) ? 1 : 0;
  }
  // A fair redistribution moves what the growing nodes deserve, and no less than what lost its node.
  const auto shares_before = before.audit(from).nodes, shares_after = after.audit(to).nodes;
  double growth = 0;
  for (const auto& share : shares_after) {
    const auto old = std::ranges::find_if(shares_before, [&](const auto& s) { return s.node->url == share.node->url; });
    growth += std::max(0.0, share.intended - (old == shares_before.end() ? 0.0 : old->intended));
  }
  const auto deserved = static_cast<std::uint64_t>(std::llround(growth * static_cast<double>(call_ids.size())));
  out.must_move = std::max(lost, deserved);
  return out;
}

std::vector<std::string> sample_call_ids(std::size_t count, std::uint32_t seed) {
  boost::random::mt19937 random(seed);
  std::vector<std::string> out;
  out.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t a = random(), b = random(), c = random(), d = random();
    out.push_back(fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:04x}{:08x}@10.0.0.1", a, b >> 16U, b & 0xFFFU,
                              0x8000U | (c >> 16U & 0x3FFFU), c & 0xFFFFU, d));
  }
  return out;
}

}  // namespace rtpe
