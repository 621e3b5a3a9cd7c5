#include "pcap/log/log_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rtpe::capture {
namespace {

constexpr std::string_view host_of_all = "capture";

std::string short_name(std::size_t place, std::size_t of) {
  return of <= 26 ? std::string(1, static_cast<char>('a' + place)) : fmt::format("engine-{}", place + 1);
}

}  // namespace

std::optional<Address> proxy_of(const std::vector<SeenSip>& messages) {
  for (const SeenSip& message : messages)
    if (message.reached_proxy) return message.destination.address;
  // Only what left it was seen: requests come from it.
  for (const SeenSip& message : messages)
    return message.status == 0 ? message.source.address : message.destination.address;
  return std::nullopt;
}

LogParts::LogParts(const Observed& seen, const Deployment& deployment) {
  std::vector<Address> addresses = deployment.proxies;
  for (const auto& [call_id, messages] : seen.sip)
    if (const auto proxy = proxy_of(messages); proxy && std::ranges::find(addresses, *proxy) == addresses.end())
      addresses.push_back(*proxy);
  for (const Address& address : addresses) {
    proxies_.emplace(address, static_cast<std::uint32_t>(proxies_.size()));
    proxy_names_.push_back(address.text());
  }
  std::vector<std::uint32_t> workers(addresses.size(), 0);
  std::map<Address, std::vector<Endpoint>> used;
  for (const SeenCommand& command : seen.commands) {
    const Address& address = command.client.address;
    std::uint32_t& count = workers[proxies_.at(address)];
    if (workers_.emplace(std::pair(address, command.process), count).second) ++count;
    auto& nodes = used[address];
    if (std::ranges::find(nodes, command.node) == nodes.end()) nodes.push_back(command.node);
  }
  std::vector<Endpoint> sorted = deployment.order.nodes;
  std::ranges::sort(sorted);
  for (std::size_t place = 0; place < sorted.size(); ++place) {
    engine_names_[sorted[place]] = short_name(place, sorted.size());
    urls_[sorted[place]] = (sorted[place].address.is_v6 ? "udp6:" : "udp:") + sorted[place].text();
  }
  for (std::size_t place = 0; place < addresses.size(); ++place)
    proxy_entries_.push_back({.name = proxy_names_[place],
                              .host = host_of_all,
                              .personality = {},
                              .workers = std::max<std::uint32_t>(1, workers[place])});
  for (const auto& [endpoint, name] : engine_names_)
    engine_entries_.push_back({.name = name, .host = host_of_all, .listen = urls_.at(endpoint)});
  for (const Address& address : addresses)
    for (std::size_t place = 0; place < deployment.order.nodes.size(); ++place) {
      const Endpoint& node = deployment.order.nodes[place];
      const auto& own = used[address];
      if (std::ranges::find(own, node) == own.end()) continue;
      nodes_.emplace(std::pair(address, node), static_cast<std::uint32_t>(node_entries_.size()));
      node_entries_.push_back({.name = urls_.at(node),
                               .url = urls_.at(node),
                               .proxy = proxies_.at(address),
                               .set = deployment.set_of(node),
                               .weight = deployment.order.weights[place],
                               .engine = engine_names_.at(node)});
    }
}

std::uint32_t LogParts::worker(const SeenCommand& command) const {
  return workers_.at({command.client.address, command.process});
}

}  // namespace rtpe::capture
