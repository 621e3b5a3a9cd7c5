#include "pcap/to_scenario/node_order.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace rtpe::capture {
namespace {

constexpr std::size_t choices_at_most = 300, nodes_permuted = 5, nodes_weighed = 4;
constexpr std::uint32_t highest_weight = 5;

/// A choice with nodes by number and the Call-ID's number under each algorithm.
struct Numbered {
  std::array<std::uint32_t, 3> numbers;
  std::size_t chosen = 0;
  std::uint64_t without = 0;  ///< bit N: node N
};

/// The walk of behaviour.md 3.3 over the nodes in that order.
bool comes_out(const Numbered& choice, const std::vector<std::size_t>& order, const std::vector<std::uint32_t>& weights,
               std::size_t algorithm) {
  std::uint32_t sum = 0;
  for (const std::size_t node : order)
    if ((choice.without >> node & 1U) == 0) sum += weights[node];
  if (sum == 0) return false;
  std::uint32_t cut = choice.numbers[algorithm] % sum;
  for (const std::size_t node : order) {
    if ((choice.without >> node & 1U) != 0) continue;
    if (cut < weights[node]) return node == choice.chosen;
    cut -= weights[node];
  }
  return false;
}

class Search {
 public:
  Search(const std::vector<Endpoint>& nodes, const std::vector<SeenChoice>& choices) : nodes_(nodes) {
    for (const SeenChoice& choice : choices) {
      if (rows_.size() == choices_at_most) break;
      rows_.push_back({.numbers = {call_id_number(choice.call_id, HashAlgorithm::byte_sum),
                                   call_id_number(choice.call_id, HashAlgorithm::sha1),
                                   call_id_number(choice.call_id, HashAlgorithm::crc32)},
                       .chosen = place_of(choice.chosen)});
      for (const Endpoint& node : choice.without) rows_.back().without |= std::uint64_t{1} << place_of(node);
    }
    best_.weights.assign(nodes_.size(), 1);
    order_.resize(nodes_.size());
    std::iota(order_.begin(), order_.end(), 0);
    best_order_ = order_;
    best_.considered = rows_.size();
  }

  NodeOrder run() {
    std::vector<std::uint32_t> weights(nodes_.size(), 1);
    bool done = false;
    for (std::size_t algorithm = 0; algorithm < 3 && !done; ++algorithm) done = try_orders(weights, algorithm);
    while (!done && nodes_.size() <= nodes_weighed && next_weights(weights))
      for (std::size_t algorithm = 0; algorithm < 3 && !done; ++algorithm) done = try_orders(weights, algorithm);
    NodeOrder out = best_;
    const auto by_node = best_.weights;
    for (std::size_t place = 0; place < best_order_.size(); ++place) {
      out.nodes.push_back(nodes_[best_order_[place]]);
      out.weights[place] = by_node[best_order_[place]];
    }
    return out;
  }

 private:
  [[nodiscard]] std::size_t place_of(const Endpoint& node) const {
    return std::min<std::size_t>(static_cast<std::size_t>(std::ranges::find(nodes_, node) - nodes_.begin()), 63);
  }

  /// All orders with these weights; true: everything is explained.
  bool try_orders(const std::vector<std::uint32_t>& weights, std::size_t algorithm) {
    std::vector<std::size_t> order = order_;
    do {
      const auto explained = static_cast<std::size_t>(
          std::ranges::count_if(rows_, [&](const Numbered& row) { return comes_out(row, order, weights, algorithm); }));
      if (explained > best_.explained) {
        best_.explained = explained;
        best_.weights = weights;
        best_.algorithm = static_cast<HashAlgorithm>(algorithm);
        best_order_ = order;
      }
      if (best_.explained == rows_.size()) return true;
    } while (nodes_.size() <= nodes_permuted && std::ranges::next_permutation(order).found);
    return false;
  }

  static bool next_weights(std::vector<std::uint32_t>& weights) {
    for (std::uint32_t& weight : weights) {
      if (++weight <= highest_weight) return true;
      weight = 1;
    }
    return false;
  }

  std::vector<Endpoint> nodes_;
  std::vector<Numbered> rows_;
  std::vector<std::size_t> order_, best_order_;
  NodeOrder best_;
};

}  // namespace

NodeOrder node_order(const std::vector<Endpoint>& nodes, const std::vector<SeenChoice>& choices) {
  return Search(nodes, choices).run();
}

}  // namespace rtpe::capture
