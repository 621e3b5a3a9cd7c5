// Which endpoints are NG nodes, and what was sent to them that does not look like NG.
#pragma once
#include <bitset>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "pcap/packet/packet.hpp"

namespace rtpe::capture {

/// The endpoints that spoke NG as a node: they answered, or were asked with a command that is certain. Bounded.
class KnownNodes {
 public:
  static constexpr std::size_t nodes_at_most = 65536;
  void add(const Endpoint& node) {
    if (!(node == last_)) [[unlikely]]
      add_new(node);
  }
  [[nodiscard]] bool contains(const Endpoint& endpoint) const {
    return ports_.test(endpoint.port) && nodes_.contains(endpoint);
  }

 private:
  [[gnu::noinline]] void add_new(const Endpoint& node);
  std::bitset<65536> ports_;
  boost::unordered_flat_set<Endpoint, EndpointHash> nodes_;
  Endpoint last_;
};

/// The last datagrams that might have been requests: when a node answers one, the answer has its question.
class PossibleRequests {
 public:
  struct One {
    std::uint64_t key = 0;  ///< of cookie, client and node
    std::uint64_t frame = 0;
    Time time;
  };
  void keep(std::uint64_t key, const Packet& packet) { ones_[key % places] = {key, packet.frame, packet.time}; }
  [[nodiscard]] std::optional<One> take(std::uint64_t key) {
    One& one = ones_[key % places];
    if (one.key != key || one.frame == 0) return std::nullopt;
    const One found = one;
    one = {};
    return found;
  }

 private:
  static constexpr std::size_t places = 1024;
  std::vector<One> ones_ = std::vector<One>(places);
};

}  // namespace rtpe::capture
