// Findings about the choice of nodes: weights, and nodes that a proxy left out for a while.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "pcap/check/check_capture.hpp"

namespace rtpe::capture {
namespace {

bool names(const std::string& name, const Endpoint& node) { return name == node.text() || name == node.address.text(); }

/// Where each call's first offer went.
std::map<Endpoint, std::vector<const WireExchange*>> first_offers(const CallBook& book) {
  std::map<Endpoint, std::vector<const WireExchange*>> by_node;
  for (const JoinedCall& call : book.calls()) {
    const WireExchange* first = nullptr;
    for (const std::size_t index : call.exchanges) {
      const WireExchange& one = book.exchanges()[index];
      if (one.sends > 0 && (first == nullptr || one.first_sent < first->first_sent)) first = &one;
    }
    if (first != nullptr && first->command == "offer") by_node[first->node].push_back(first);
  }
  return by_node;
}

/// How improbable a chi-square value is, in standard deviations (Wilson and Hilferty).
double deviations(double chi_square, double freedom) {
  const double ninth = 2 / (9 * freedom);
  return (std::cbrt(chi_square / freedom) - (1 - ninth)) / std::sqrt(ninth);
}

void weights(const CheckInput& input, std::vector<Finding>& out) {
  const auto& intended = input.thresholds.weights;
  if (intended.empty()) return;
  const auto offers = first_offers(input.book);
  double whole = 0, calls = 0, chi_square = 0;
  std::map<std::string, double> seen;
  for (const auto& [name, weight] : intended) whole += weight;
  Time first = Time::max(), last = Time::min();
  for (const auto& [node, ones] : offers)
    for (const auto& [name, weight] : intended)
      if (names(name, node)) {
        seen[name] += static_cast<double>(ones.size());
        calls += static_cast<double>(ones.size());
        first = std::min(first, ones.front()->first_sent);
        last = std::max(last, ones.back()->first_sent);
      }
  std::string text;
  bool has_enough = calls > 0 && intended.size() > 1;
  for (const auto& [name, weight] : intended) {
    const double expected = calls * weight / whole;
    if (weight == 0 && seen[name] > 0) chi_square += 1000;
    if (weight > 0) chi_square += (seen[name] - expected) * (seen[name] - expected) / expected;
    if (weight > 0 && expected < 5) has_enough = false;
    text +=
        fmt::format("{}{} got {:.0f} of {:.0f} first offers ({:.1f} %, intended {:.1f} %)", text.empty() ? "" : ", ",
                    name, seen[name], calls, calls > 0 ? 100 * seen[name] / calls : 0, 100 * weight / whole);
  }
  constexpr double improbable = 3.1;  // one of a thousand captures of a right configuration
  if (!has_enough || deviations(chi_square, static_cast<double>(intended.size() - 1)) < improbable) return;
  out.push_back({.rule = Rule::weights_off, .first = first, .last = last, .frames = {}, .call_id = {}, .text = text});
}

/// A node that did not answer, is then left alone while others get commands, and asked again: disabled, recovered.
class LeftOut {
 public:
  explicit LeftOut(const CheckInput& input) : input_(input) {}
  void look(std::vector<Finding>& out) {
    for (const WireExchange& one : input_.book.exchanges())
      if (one.sends > 0 && !one.is_foreign) by_client_[one.client.address].push_back(&one);
    for (auto& [client, commands] : by_client_) {
      std::stable_sort(commands.begin(), commands.end(),
                       [](const auto* a, const auto* b) { return a->first_sent < b->first_sent; });
      std::set<Endpoint> nodes;
      for (const auto* one : commands) nodes.insert(one->node);
      for (const Endpoint& node : nodes) look(client, commands, node, out);
    }
  }

 private:
  using Commands = std::vector<const WireExchange*>;
  void look(const Address& client, const Commands& commands, const Endpoint& node, std::vector<Finding>& out) {
    const WireExchange* failed = nullptr;
    std::uint64_t others = 0;
    for (const auto* one : commands) {
      if (one->node != node) {
        others += failed != nullptr && one->command != "delete" ? 1 : 0;
        continue;
      }
      if (failed != nullptr && others >= others_at_least && one->first_sent - failed->last_sent >= rest_at_least)
        out.push_back(finding(client, node, *failed, one, others));
      failed = one->outcome == Outcome::answered ? nullptr : one;
      others = 0;
    }
    if (failed != nullptr && others >= others_at_least && input_.end - failed->last_sent >= rest_at_least)
      out.push_back(finding(client, node, *failed, nullptr, others));
  }
  static Finding finding(const Address& client, const Endpoint& node, const WireExchange& failed,
                         const WireExchange* again, std::uint64_t others) {
    Finding found{.rule = Rule::node_disabled,
                  .first = failed.last_sent,
                  .last = again != nullptr ? again->first_sent : failed.last_sent,
                  .frames = {failed.first_frame},
                  .call_id = {},
                  .text = fmt::format("{} left {} out after an unanswered {}, {} commands went to other nodes",
                                      client.text(), node.text(), failed.command, others)};
    if (again == nullptr) {
      found.text += "; it was not asked again";
      return found;
    }
    found.frames.push_back(again->first_frame);
    found.text += fmt::format("; asked again after {:.1f} s by {}: {}",
                              static_cast<double>((again->first_sent - failed.last_sent).count()) / 1e9, again->command,
                              again->outcome == Outcome::answered ? "it has recovered" : "no answer");
    return found;
  }

  static constexpr std::uint64_t others_at_least = 3;
  static constexpr Duration rest_at_least = std::chrono::seconds(1);
  const CheckInput& input_;
  std::map<Address, Commands> by_client_;
};

}  // namespace

void check_nodes(const CheckInput& input, std::vector<Finding>& out) {
  weights(input, out);
  LeftOut(input).look(out);
}

}  // namespace rtpe::capture
